"""How Alembic reaches the database: through the application, so that there is one place that says where it is."""

from __future__ import annotations

from alembic import context

from server.database import db
from server.views import refresh_views


def run() -> None:
    """Bring the database to the wanted version, in one transaction, then make the reporting views anew."""
    with db.engine.execution_options(mulin_write=True).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,  # SQLite changes a table by making it anew
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if context.config.cmd_opts is None or getattr(context.config.cmd_opts, "cmd", None) is None:
                refresh_views(connection)
        connection.commit()


run()
