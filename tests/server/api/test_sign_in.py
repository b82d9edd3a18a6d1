"""Coming in and going out: passwords, sessions, tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.models import Person
from server.secret_key import secret_key
from tests.conftest import MakeApp
from tests.server.api.house import PASSWORD, RUYILI, Caller, House, code, later, text


def test_a_supervisor_signs_in_and_out(house: House) -> None:
    caller = Caller(house.app, {})
    assert code(caller.get("/session")) == (401, "token.missing")
    answer = caller.post("/session", house.credentials(house.qiao))
    assert answer.status_code == 201
    assert answer.json["person"]["name"] == "乔岚"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    caller.headers["X-CSRF-Token"] = answer.json["csrf"]
    assert caller.get("/session").json == answer.json
    assert caller.call("DELETE", "/session").status_code == 204
    assert code(caller.get("/session")) == (401, "token.missing")
    assert len(house.audited("session.begin")) == 1


def test_over_https_the_cookie_is_marked_secure(make_app: MakeApp) -> None:
    house = House(make_app({"MULIN_BEHIND_HTTPS": "1"}))
    answer = Caller(house.app, {}).post("/session", house.credentials(house.qiao))
    assert "Secure" in answer.headers["Set-Cookie"]


def test_five_wrong_passwords_lock_the_account_for_a_while(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(house.app, {})
    wrong = house.credentials(house.qiao, "guess")
    for _ in range(5):
        assert code(caller.post("/session", wrong)) == (401, "sign_in.wrong")
    # Now the right one does not help either, until the time is up.
    locked = caller.post("/session", house.credentials(house.qiao))
    assert code(locked) == (429, "sign_in.locked")
    assert 0 < int(locked.headers["Retry-After"]) <= 15 * 60
    assert len(house.audited("session.refused")) == 6
    later(monkeypatch, minutes=16)
    assert caller.post("/session", house.credentials(house.qiao)).status_code == 201


def test_wrong_passwords_before_the_right_one_are_forgotten(house: House) -> None:
    caller = Caller(house.app, {})
    for _ in range(3):
        for _ in range(4):
            assert code(caller.post("/session", house.credentials(house.qiao, "guess"))) == (401, "sign_in.wrong")
        assert caller.post("/session", house.credentials(house.qiao)).status_code == 201


def test_a_login_that_nobody_has_is_answered_like_any_other(house: House) -> None:
    caller = Caller(house.app, {})
    nobody = {"community": RUYILI, "login": "nobody", "password": "guess"}
    for _ in range(5):
        assert code(caller.post("/session", nobody)) == (401, "sign_in.wrong")
    assert code(caller.post("/session", nobody)) == (429, "sign_in.locked")
    assert code(caller.post("/session", {**nobody, "community": "nowhere"})) == (401, "sign_in.wrong")
    # Nobody else is held up by it.
    assert caller.post("/session", house.credentials(house.qiao)).status_code == 201


def test_a_cookie_planted_before_sign_in_is_worth_nothing_after_it(house: House) -> None:
    attacker = house.browser(house.fang)
    planted = attacker.client.get_cookie("mulin")
    assert planted is not None
    victim = Caller(house.app, {})
    victim.client.set_cookie("mulin", planted.value)
    answer = victim.post("/session", house.credentials(house.qiao))
    now = victim.client.get_cookie("mulin")
    assert now is not None
    assert now.value != planted.value
    assert answer.json["csrf"] != attacker.headers["X-CSRF-Token"]
    # The attacker's own copy stays the attacker's own session.
    assert attacker.get("/session").json["person"]["name"] == "王芳"


def test_a_cookie_that_somebody_made_up_is_no_session(house: House) -> None:
    caller = Caller(house.app, {})
    caller.client.set_cookie("mulin", "eyJ3aG8iOltdfQ.aaaa.bbbb")
    assert code(caller.get("/session")) == (401, "token.missing")


def test_what_another_site_makes_the_browser_send_is_refused(house: House) -> None:
    caller = house.browser(house.qiao)
    for headers in ({}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": "错"}):
        latin = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        assert code(caller.post("/tokens", {"name": "x"}, headers=latin)) == (403, "csrf.missing")
    assert caller.post("/tokens", {"name": "x"}).status_code == 201


def test_a_form_of_another_site_signs_nobody_in(house: House) -> None:
    body = house.credentials(house.qiao)
    answer = house.app.test_client().post("/api/v1/session", data=body)
    assert code(answer) == (415, "body.encoding")


def test_a_session_ends_by_itself_after_twelve_hours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = house.browser(house.qiao)
    later(monkeypatch, minutes=12 * 60 - 1)
    assert caller.get("/session").status_code == 200
    later(monkeypatch, minutes=12 * 60 + 1)
    assert code(caller.get("/session")) == (401, "token.missing")


def test_signing_out_everywhere_ends_the_session_on_the_other_machine(house: House) -> None:
    here, there = house.browser(house.qiao), house.browser(house.qiao)
    assert here.call("DELETE", "/session?everywhere=true").status_code == 204
    assert code(there.get("/session")) == (401, "token.missing")


def test_an_administrator_signs_a_lost_laptop_out(house: House) -> None:
    laptop = house.browser(house.qiao)
    colleague = house.program(house.fang)
    assert code(colleague.post(f"/people/{text(house.qiao)}/sign-out")) == (403, "role.not_allowed")
    for _ in range(2):
        assert house.program(house.admin).post(f"/people/{text(house.qiao)}/sign-out").status_code == 204
    assert code(laptop.get("/session")) == (401, "token.missing")


def test_a_disabled_person_comes_in_no_more(house: House) -> None:
    browser, program, admin = house.browser(house.fang), house.program(house.fang), house.program(house.admin)
    _, tablet_token = house.tablet(house.fang)
    for _ in range(2):
        assert admin.post(f"/people/{text(house.fang)}/disable").json["disabled_ms"] is not None
    assert code(browser.get("/session")) == (401, "token.missing")
    assert code(program.get("/session")) == (401, "token.unknown")
    assert code(house.with_token(tablet_token).get("/kinds")) == (401, "revoked")
    assert code(Caller(house.app, {}).post("/session", house.credentials(house.fang))) == (401, "sign_in.wrong")
    assert code(admin.post(f"/people/{text(house.admin)}/disable")) == (403, "role.not_allowed")


def test_a_new_password_ends_the_sessions(house: House) -> None:
    caller = house.browser(house.qiao)
    address = f"/people/{text(house.qiao)}/password"
    assert code(caller.post(address, {"old": "guess", "new": "long enough too"})) == (401, "sign_in.wrong")
    assert code(caller.post(address, {"old": PASSWORD, "new": "short"})) == (422, "body.invalid")
    assert caller.post(address, {"old": PASSWORD, "new": "long enough too"}).status_code == 204
    assert code(caller.get("/session")) == (401, "token.missing")
    assert code(Caller(house.app, {}).post("/session", house.credentials(house.qiao))) == (401, "sign_in.wrong")
    again = house.credentials(house.qiao, "long enough too")
    assert Caller(house.app, {}).post("/session", again).status_code == 201
    assert code(house.program(house.qiao).post(address, {"old": PASSWORD, "new": "x" * 9})) == (403, "session.needed")


def test_a_program_works_by_a_token_until_it_is_revoked(house: House) -> None:
    browser = house.browser(house.qiao)
    made = browser.post("/tokens", {"name": "月报"})
    program = house.with_token(made.json["token"])
    assert program.get("/session").json["via"] == "token"
    assert "token" not in browser.get("/tokens").json["tokens"][0]
    assert code(program.post("/tokens", {"name": "heir"})) == (403, "session.needed")
    address = f"/tokens/{made.json['id']}/revoke"
    assert code(house.browser(house.fang).post(address)) == (404, "not_found")
    assert browser.post(address).json == browser.post(address).json
    assert code(program.get("/session")) == (401, "token.unknown")


def test_only_an_administrator_makes_tokens_for_others(house: House) -> None:
    asked = {"name": "x", "person": text(house.fang)}
    assert code(house.browser(house.qiao).post("/tokens", asked)) == (403, "role.not_allowed")
    made = house.browser(house.admin).post("/tokens", asked)
    assert house.with_token(made.json["token"]).get("/session").json["person"]["name"] == "王芳"
    other = {"name": "x", "person": text(house.stranger)}
    assert code(house.browser(house.admin).post("/tokens", other)) == (404, "not_found")


def test_the_key_that_signs_cookies_is_nobody_elses_to_read(data: Path) -> None:
    key = secret_key(data)
    assert secret_key(data) == key
    assert len(key) == 32
    assert (data / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data.iterdir()] == ["secret.key"]


def test_passwords_are_kept_only_as_slow_hashes(house: House) -> None:
    with house.app.app_context(), house.writing() as session:
        kept = session.get(Person, (RUYILI, house.qiao)).password_hash
    assert kept.startswith("scrypt:")
    assert PASSWORD not in kept
