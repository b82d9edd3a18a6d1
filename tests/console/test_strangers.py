"""Nobody reaches into another grid or community, at any address of the console, and no words of anybody's run there."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.console import site
from server.models import Approval, Chunk, Person, Settlement, Tablet
from tests.console.browser import read_page
from tests.console.office import SECOND, Office
from tests.console.pages import DOORS, LOOKS
from tests.console.programs import addresses
from tests.console.sends import NAMING_NOTHING, Send, sends
from tests.console.town import CSRF, Town
from tests.tablet.driver import TabletProcess

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
_ROLES = ("grid_worker", "doctor", "supervisor", "admin")


def test_no_address_is_forgotten(console_app: Flask, office: Office, tablets: TabletProcess) -> None:
    there: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for rule in console_app.url_map.iter_rules():
        if rule.endpoint.startswith("console."):
            for method in there.keys() & (rule.methods or set()):
                there[method].add(rule.endpoint.removeprefix("console."))
    assert there["GET"] == {look.endpoint for look in LOOKS} | DOORS, "list it in tests/console/pages.py"
    town = Town(office, tablets)
    town.fill(3)
    sent = {one.endpoint for one in sends(town, "x")} | NAMING_NOTHING
    assert there["POST"] == sent, "list it in tests/console/sends.py"


def test_whoever_serves_another_grid_or_community_finds_nothing_here(
    console_app: Flask, office: Office, tablets: TabletProcess
) -> None:
    town = Town(office, tablets)
    town.fill(3, HOSTILE)
    town.allow_erasure()
    elsewhere = {role: office.client(office.desk("外人", role, SECOND)) for role in _ROLES[:3]}
    foreign = Office(console_app, office.url, office.folder, community=f"{office.community}-x", grids=("x-1",))
    abroad = {role: foreign.client(foreign.desk("外人", role, *foreign.grids[: role != "admin"])) for role in _ROLES}
    before = _counted(office)
    for client in (elsewhere["supervisor"], abroad["supervisor"], elsewhere["doctor"], abroad["doctor"]):
        _looks_around(town, client, client in abroad.values())
    for one in sends(town, "x"):
        for strangers in (elsewhere, abroad):
            if not (one.shared and strangers is elsewhere):
                _is_refused(one, strangers)
    for strangers in (elsewhere, abroad):
        _find_no_way_by_program(console_app, town, strangers, strangers is abroad)
    assert _counted(office) == before
    _rightful(town)
    _runs_nothing(town)


def _looks_around(town: Town, client: FlaskClient, abroad: bool) -> None:
    """What names something of the town's does not exist; what lists, lists none of it."""
    for look in LOOKS:
        address = look.address(town.ids)
        answer = client.get(address)
        named = [one for name, one in town.ids.items() if f"{{{name}}}" in look.path.partition("?")[0]]
        if named and answer.status_code != 403:
            shared = look.endpoint == "ledgers_show" and not abroad
            assert answer.status_code == (200 if shared else 404), (address, answer.status_code)
        hidden = {*town.heads, town.ids["approval"], town.ids["settlement"], town.ids["tablet"]}
        # The page repeats the address that was asked for.
        told = [one for one in hidden - set(named) if one in answer.text]
        if look.endpoint != "audit_show" or abroad:  # which says what colleagues of hers did elsewhere, too
            assert not told, (address, told)
        assert "王芳" not in answer.text, address


def _is_refused(one: Send, strangers: Mapping[str, FlaskClient]) -> None:
    roles = _roles_of(one.endpoint) & strangers.keys()
    for role in roles:
        answer = strangers[role].post(f"/console/{one.path}", data={**CSRF, **one.form})
        # Of several at once, those that are nobody's of theirs are left alone.
        expected = 409 if one.endpoint.endswith("_many") else 404
        assert answer.status_code == expected, (one.endpoint, role, answer.status_code, answer.text[:1500])


def _find_no_way_by_program(app: Flask, town: Town, strangers: Mapping[str, FlaskClient], abroad: bool) -> None:
    told = []
    for method, address, of_all, body in addresses(app, town):
        for role, client in strangers.items() if abroad or not of_all else ():
            answer = client.open(address, method=method, json=body, headers={"X-CSRF-Token": "csrf"})
            if answer.status_code not in (403, 404):
                told.append((method, address, role, answer.status_code, answer.text[:300]))
    assert not told


def _roles_of(endpoint: str) -> set[str]:
    (found,) = (one for one in site.declared() if site.endpoint_of(one.view) == endpoint)
    return set(found.roles)


def _counted(office: Office) -> dict[str, int]:
    """What a stranger might have changed."""
    told = {}
    with office.looking() as session:
        for model in (Chunk, Settlement, Approval, Person, Tablet):
            query = select(func.count()).select_from(model).where(model.community_id == office.community)
            told[model.__tablename__] = session.scalars(query).one()
    told["revealed"] = len(office.audited("record.reveal"))
    return told


def _rightful(town: Town) -> None:
    """The same forms are taken from those whose work it is: it was not for a mistake that they were refused."""
    clients = {
        "supervisor": town.supervisor, "doctor": town.office.client(town.doctor),
        "second": town.office.client(town.second), "admin": town.office.client(town.office.desk("管理员", "admin")),
    }  # fmt: skip
    for one in sends(town, HOSTILE):
        with clients[one.whose].post(f"/console/{one.path}", data={**CSRF, **one.form}) as answer:
            assert answer.status_code in (200, 303), (one.endpoint, answer.status_code, answer.text[:3000])


def _runs_nothing(town: Town) -> None:
    """Everything that can be typed was hostile, and every page that shows it shows letters."""
    told = 0
    ids = {**town.ids, "template": town.ids["template_too"]}  # the other was retired
    for look in LOOKS:
        answer = town.supervisor.get(look.address(ids))
        assert answer.status_code == 200, (look.name, answer.status_code)
        page = read_page(answer.text)
        assert page.handlers == [], look.name
        assert "<img src=x" not in answer.text, look.name
        assert "onerror=alert(1)>49" not in page.text, look.name
        told += HOSTILE in page.text
    assert told > len(LOOKS) // 2, "hostile words stand on most pages"
