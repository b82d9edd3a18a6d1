"""The office of the stories: a community on a running server, its people with passwords, and their tablets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from server.clock import now_ms
from server.database import db, reading, writing
from server.models import AuditEvent, Person
from server.sign_in import password_hash
from tests.console.browser import Browser
from tests.stories.cast import GRIDS, Cast
from tests.tablet.driver import Tablet, TabletProcess

PASSWORD = "一个很长的口令 2026"


@cache
def _hashed() -> str:
    # One hash for everybody: making it is slow on purpose.
    return password_hash(PASSWORD)


class Office(Cast):
    """Ruyili at its desks: who is who by login, browsers that have signed in, and tablets that really sync."""

    def __init__(self, app: Flask, url: str, folder: Path, **options: Any) -> None:
        super().__init__(app, **options)
        self.url, self.folder = url, folder
        self.logins: dict[bytes, str] = {}
        self.login(self.supervisor, f"{self.community}-qiaolan")

    def login(self, person: bytes, name: str) -> None:
        """Let a person sign in at a browser."""
        with self.at_the_centre() as session:
            session.execute(
                update(Person)
                .where(Person.community_id == self.community, Person.id == person)
                .values(login=name, password_hash=_hashed())
            )
        self.logins[person] = name

    def desk(self, name: str, role: str, *grids: str) -> bytes:
        """Somebody who works at a browser."""
        person = self.person(name, role, *grids)
        self.login(person, f"{self.community}-{person.hex()[:8]}")
        return person

    def browser(self, person: bytes) -> Browser:
        """A browser at which a person has signed in through the door."""
        browser = Browser(self.url)
        page = browser.open("/console/")
        values = {"login": self.logins[person], "password": PASSWORD, "community": self.community}
        inside = browser.press(page, page.form("/sign-in"), **values)
        assert inside.status == 200, inside.text
        return browser

    def in_hand(self, process: TabletProcess, name: str, person: bytes) -> Tablet:
        """The real thing: a tablet that speaks the protocol, enrolled by a code, in the hands of its worker."""
        tablet = process.tablet(f"{self.community}-{name}", self.folder / f"{self.community}-{name}", durable=False)
        tablet.enrol(self.url, self.pairing_code(person), name)
        return tablet

    def client(self, person: bytes) -> FlaskClient:
        """The same person in the test's own process, where what a page costs can be counted."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["who"] = [self.community, person.hex(), 0, "csrf", now_ms() + 3_600_000]
        return client

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The SQL statements that are run meanwhile in the test's own process."""
        seen: list[str] = []

        def note(*arguments: Any) -> None:
            seen.append(arguments[2])

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    def audited(self, action: str) -> list[AuditEvent]:
        """Lines of the audit log."""
        with self.app.app_context(), reading() as session:
            found = list(
                session.scalars(
                    select(AuditEvent)
                    .where(AuditEvent.community_id == self.community, AuditEvent.action == action)
                    .order_by(AuditEvent.at_ms)
                )
            )
            session.expunge_all()
            return found

    def change(self, statement: Any) -> None:
        """What happens behind everybody's back."""
        with self.app.app_context(), writing() as session:
            session.execute(statement)


FIRST, SECOND, THIRD = GRIDS
