"""Whether the server lives, and whether it can take work in: for whatever watches over it."""

from __future__ import annotations

import os
import shutil
from functools import cache
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from schemas.wire import dump
from schemas.wire.service import AliveReply, ReadyReply
from server.api.registry import endpoint
from server.current import settings
from server.database import reading
from server.settings import ROOT


@endpoint(
    "GET", "/healthz", "service", "进程存活", "Is the process alive",
    who="nobody", prefix="", reply=AliveReply,
)  # fmt: skip
def alive() -> dict[str, Any]:
    """Asks nothing of the database."""
    return {"alive": True}


@endpoint(
    "GET", "/readyz", "service", "服务就绪", "Can it take work in (503 when not)",
    who="nobody", prefix="", reply=ReadyReply,
)  # fmt: skip
def ready() -> Response:
    """Database reachable and migrated, data folder writable, and how much room is left."""
    revision = _revision()
    data = settings().data
    checks: dict[str, Any] = {
        "database": revision is not None,
        "migrated": revision in _newest(),
        "writable": os.access(data, os.W_OK),
    }
    good = all(checks.values())
    response = jsonify(dump(ReadyReply, {"ready": good, **checks, "free_bytes": shutil.disk_usage(data).free}))
    response.status_code = 200 if good else 503
    return response


def _revision() -> str | None:
    """The database's migration; empty where there is none, None where the database does not answer."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
            try:
                return str(session.scalar(text("SELECT version_num FROM alembic_version")) or "")
            except SQLAlchemyError:
                return ""
    except SQLAlchemyError:
        return None


@cache
def _newest() -> frozenset[str]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "server" / "migrations"))
    return frozenset(ScriptDirectory.from_config(config).get_heads())
