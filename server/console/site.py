"""The one way to a page of the console: declare who may see it and what it takes, and it is routed and guarded alike.

A page answers with a string (``render``) or a response. What goes wrong is told in plain words, in the language of the
reader, as a page of its own or, where a part of a page was asked for, as a note on the page that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from schemas.access import Role
from schemas.declaration import Label
from schemas.wire import Body
from schemas.wire.body import list_names
from schemas.wire.problem_words import CHINESE
from server import errors, sessions
from server.api.registry import loaded
from server.auth import Actor, actor_of_request
from server.console.words import chosen_language, said, word
from server.current import limits
from server.database import db, reading
from server.errors import Fault, fail
from server.models import Community

View = Callable[..., Any]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ANSWER = "answer:"
_FORM_BYTES = 64 * 1024
"""What a form puts around a file."""
_SIGN_IN_CODES = frozenset({"token.missing", "token.unknown"})


@dataclass(frozen=True, slots=True)
class Page:
    """One address. ``roles``: who may; none: whoever is signed in; ``open``: nobody in particular.

    ``upload``: the limit on the file that its form brings, by its name in ``schemas/limits.py``.
    """

    method: str
    path: str
    view: View
    roles: frozenset[Role]
    query: type[Body] | None
    form: type[Body] | None
    open: bool
    upload: str


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation. ``section`` groups entries, ``order`` sorts them; ``key`` is typed after ``g``."""

    order: int
    section: str
    word: str
    endpoint: str
    roles: frozenset[Role]
    key: str


_pages: list[Page] = []
_places: list[Place] = []


def page(
    method: str,
    path: str,
    roles: Iterable[Role] = (),
    query: type[Body] | None = None,
    form: type[Body] | None = None,
    open: bool = False,
    upload: str = "",
) -> Callable[[View], View]:
    """Declare the decorated function as what answers ``method`` at ``/console`` + ``path``.

    It is called with the parts of the path by name (UUIDs as 16 bytes), with ``actor`` unless the page is open, and,
    where declared, with ``query`` and ``form``, checked. Its endpoint is ``console.<module>_<function>``.
    """

    def declare(view: View) -> View:
        _pages.append(Page(method, path, view, frozenset(roles), query, form, open, upload))
        return view

    return declare


def declared() -> tuple[Page, ...]:
    """Every page there is."""
    return tuple(_pages)


def place(order: int, section: str, word: str, endpoint: str, roles: Iterable[Role], key: str = "") -> None:
    """Give a page its place in the navigation; ``word`` is its name's key in the catalogue."""
    _places.append(Place(order, section, word, endpoint, frozenset(roles), key))


def sections(role: Role) -> list[tuple[str, list[Place]]]:
    """The navigation of a role: its sections with their places, in order."""
    found: dict[str, list[Place]] = {}
    for one in sorted((one for one in _places if role in one.roles), key=lambda one: one.order):
        found.setdefault(one.section, []).append(one)
    return list(found.items())


def endpoint_of(view: View) -> str:
    """The name by which ``url_for`` knows a page."""
    return f"{view.__module__.rpartition('.')[2]}_{view.__name__}"


def blueprint() -> Blueprint:
    """Everything that was declared, to be registered once with each application."""
    made = Blueprint("console", __name__, url_prefix="/console")
    for one in _pages:
        made.add_url_rule(one.path, endpoint_of(one.view), _guarded(one), methods=[one.method])
    made.add_url_rule("/<path:rest>", "nowhere", _nowhere, methods=["GET", "POST"])
    made.register_error_handler(Exception, lambda fault: _trouble(errors.fault_of(fault)))
    made.after_request(_seal)
    return made


def render(template: str, **values: Any) -> str:
    """A template of ``templates/console`` with what every page has."""
    actor: Actor | None = g.get("actor")
    claim = sessions.signed_in() if actor else None
    return render_template(
        f"console/{template}",
        actor=actor,
        community=g.get("community"),
        csrf=claim.csrf if claim else "",
        sections=sections(actor.role) if actor else [],
        lang=chosen_language(),
        t=word,
        said=said,
        part=is_part(),
        **values,
    )


def is_part() -> bool:
    """Whether a page that is there asks for a part of itself."""
    return request.headers.get("HX-Request") == "true"


def go(endpoint: str, **values: Any) -> Response:
    """After something was done: have the browser ask for a page, so that a reload does nothing twice."""
    return go_to(url_for(f"console.{endpoint}", **values))


def go_to(address: str) -> Response:
    """The same for an address of our own."""
    if is_part():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = address
        return response
    return cast(Response, redirect(address, 303))


def own_address(address: str, otherwise: str) -> str:
    """An address that came from outside, if it leads into the console and nowhere else."""
    sound = address.startswith("/console/") and "\\" not in address and "//" not in address and address.isprintable()
    return address if sound else otherwise


def form_of_request(schema: type[Body]) -> dict[str, Any]:
    """What the form says, checked; a box left empty is not there."""
    lists = list_names(schema)
    given: dict[str, Any] = {}
    for name, values in request.form.lists():
        if name == sessions.CSRF_FIELD:
            continue
        if name.startswith(_ANSWER):
            # Which answers a form asks for depends on the record; an empty box takes an answer away.
            given.setdefault("answers", []).append([name.removeprefix(_ANSWER), values[-1]])
            continue
        kept = [value for value in values if value.strip()]
        if name in lists:
            given[name] = kept
        elif kept:
            given[name] = kept[-1]
    return loaded(schema, given, "body")


def file_of_request(name: str, bytes_max: int) -> tuple[str, bytes]:
    """A file that a form brought: what its sender called it, and its bytes; fails where there is none."""
    file = request.files.get(name)
    if file is None or not file.filename:
        fail("body.invalid", fields={name: [word("site.no_file")]})
    data = file.stream.read(bytes_max + 1)
    if len(data) > bytes_max:
        fail("body.too_large")
    return file.filename, data


def query_of_request(schema: type[Body]) -> dict[str, Any]:
    """What the address asks for, checked; a filter left empty is none."""
    given = {name: values[-1] for name, values in request.args.lists() if values[-1].strip()}
    return loaded(schema, given, "query")


def _guarded(one: Page) -> View:
    def answer(**parts: Any) -> Response:
        given = {name: value.bytes if isinstance(value, UUID) else value for name, value in parts.items()}
        if any(isinstance(value, str) and not value.isprintable() for value in given.values()):
            fail("not_found")
        if one.upload:
            request.max_content_length = getattr(limits(), one.upload) + _FORM_BYTES
        if not one.open:
            given["actor"] = _actor(one)
        if one.query is not None:
            given["query"] = query_of_request(one.query)
        if one.form is not None:
            given["form"] = form_of_request(one.form)
        try:
            result = one.view(**given)
        except IntegrityError:
            # Somebody else was first by a moment; the second look finds what they made.
            db.session.rollback()
            result = one.view(**given)
        return make_response(result)

    return answer


def _actor(one: Page) -> Actor:
    actor = actor_of_request()
    if actor.via != "session":
        fail("session.needed")
    with reading() as session:
        g.community = session.scalars(select(Community.name).where(Community.id == actor.community_id)).one()
    g.actor = actor
    if one.roles and actor.role not in one.roles:
        fail("role.not_allowed")
    return actor


def sentence_of(fault: Fault) -> str:
    """What went wrong, in the reader's language."""
    zh = CHINESE.get(fault.code, fault.type.title)
    return said(Label(zh, fault.type.title))


def _nowhere(rest: str) -> Response:
    del rest
    fail("not_found")


def _trouble(fault: Fault) -> Response:
    """What is wrong and what can be done, in words."""
    if fault.code in _SIGN_IN_CODES:
        back = request.full_path.rstrip("?") if request.method == "GET" and not is_part() else ""
        return go("session_door", **({"to": back} if back else {}))
    template = "trouble_part.html" if is_part() else "trouble.html"
    response = make_response(render(template, fault=fault, sentence=sentence_of(fault)), fault.type.status)
    if is_part():
        response.headers["HX-Retarget"] = "#trouble"
        response.headers["HX-Reswap"] = "innerHTML"
    if fault.retry_seconds is not None:
        response.headers["Retry-After"] = str(fault.retry_seconds)
    return response


def _seal(response: Response) -> Response:
    """Nothing of a page stays behind in the browser, and no script of anybody else's runs in it."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Vary"] = "HX-Request, Cookie"
    return response
