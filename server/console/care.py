"""Care files: the visit programmes, rule sets and reminders in force; changed only after a look at whom it touches."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.care.care_file import CareFileError
from schemas.care.library import CareFile, understand
from schemas.wire.desks import CareForm
from schemas.wire.residents import Told
from server.api import care as api
from server.api.roles import OVERSEEING
from server.auth import Actor
from server.care import files
from server.care.preview import Preview, preview
from server.console.site import go, page, place, render
from server.database import reading
from server.errors import Fault, fail
from server.records import names_of_people, names_of_residents

place(63, "office", "care.title", "care_show_all", OVERSEEING, "y")
_SORTS = ("programme", "rule_set", "reminders")
_ONE = "/care/<sort>/<file>"


@page("GET", "/care", roles=OVERSEEING, query=Told)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """What is in force."""
    with reading() as session:
        library = files.in_force(session, actor.community_id)
    sorts = [(sort, list(library.of(sort).values())) for sort in _SORTS]
    return render("care.html", sorts=sorts, done=query["done"])


@page("GET", _ONE, roles=OVERSEEING)
def show(actor: Actor, sort: str, file: str) -> str:
    """One file as it was written, its versions, and the box to change it."""
    return _page(actor, sort, file)


@page("POST", f"{_ONE}/preview", roles=OVERSEEING, form=CareForm)
def look(actor: Actor, sort: str, file: str, form: dict[str, Any]) -> str:
    """What is wrong with it line by line, or whom it would treat otherwise. Nothing is changed."""
    text = _lines(form["text"])
    try:
        with reading() as session:
            written = _same_file(understand(text, file), sort, file)
            files.guard(session, actor.community_id, written, file)
            found = preview(session, actor, written)
            names = names_of_residents(session, actor, (resident for resident, _, _ in found.named))
    except CareFileError as error:
        return _page(actor, sort, file, text=text, faults=list(files.faults_of(error)))
    return _page(actor, sort, file, text=text, found=found, names=names)


@page("POST", _ONE, roles=OVERSEEING, form=CareForm)
def load(actor: Actor, sort: str, file: str, form: dict[str, Any]) -> Response | str:
    """From now on. One with a mistake changes nothing. Twice is once."""
    text = _lines(form["text"])
    try:
        _same_file(understand(text, file), sort, file)
        api.load(actor, {"text": text, "name": file, "dry_run": False})
    except CareFileError as error:
        return _page(actor, sort, file, text=text, faults=list(files.faults_of(error)))
    except Fault as fault:
        if fault.code != "care.faulty":
            raise
        return _page(actor, sort, file, text=text, faults=fault.more["faults"])
    return go("care_show_all", done="loaded")


def _page(
    actor: Actor,
    sort: str,
    file: str,
    text: str | None = None,
    faults: list[dict[str, Any]] | None = None,
    found: Preview | None = None,
    names: dict[bytes, str] | None = None,
) -> str:
    with reading() as session:
        versions = [one for one in files.versions(session, actor.community_id, file) if one["sort"] == sort]
        people = names_of_people(session, actor, (one["person"] for one in versions))
    now = next((one for one in versions if one["in_force"]), None)
    if now is None:
        fail("not_found")
    return render(
        "care_file.html", sort=sort, file=file, now=now, versions=versions, people=people,
        text=now["text"] if text is None else text, faults=faults or [], found=found, names=names or {},
    )  # fmt: skip


def _same_file(written: CareFile, sort: str, file: str) -> CareFile:
    """A page is about one file: another's text belongs on another's page."""
    if (written.sort, written.id) != (sort, file):
        fail("body.invalid", fields={"text": [f"This is {written.sort} {written.id}, not {sort} {file}."]})
    return written


def _lines(text: str) -> str:
    """As the file has them: a browser sends lines ended in its own way."""
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"
