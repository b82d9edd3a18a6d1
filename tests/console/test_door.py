"""The door of the console: who comes in, who does not, and what is said to them."""

from __future__ import annotations

from server.models import Person
from tests.console.browser import Browser
from tests.console.office import FIRST, PASSWORD, Office

MEMBERS = ("login", "password", "community")


def _door(office: Office, login: str, password: str) -> dict[str, str]:
    return dict(zip(MEMBERS, (login, password, office.community), strict=True))


def test_a_supervisor_signs_in_and_out(office: Office) -> None:
    browser = Browser(office.url)
    page = browser.open("/console/")
    assert page.address.startswith("/console/sign-in")
    inside = browser.press(page, page.form("/sign-in"), **_door(office, office.logins[office.supervisor], PASSWORD))
    assert inside.address == "/console/overview"
    assert "乔岚" in inside.text
    assert "如意里社区" in inside.text
    outside = browser.press(inside, inside.form("/sign-out"))
    assert outside.address.startswith("/console/sign-in")
    assert browser.open("/console/overview").address.startswith("/console/sign-in")
    assert [event.action for event in office.audited("session.begin")] == ["session.begin"]
    assert len(office.audited("session.end")) == 1


def test_whoever_asked_for_a_page_gets_it_after_signing_in_and_no_foreign_one(office: Office) -> None:
    browser = Browser(office.url)
    page = browser.open("/console/overview?x=1")
    assert page.address.startswith("/console/sign-in?to=/console/overview")
    entry = _door(office, office.logins[office.supervisor], PASSWORD)
    assert browser.press(page, page.form("/sign-in"), **entry).address.startswith("/console/overview")
    for foreign in (
        "//evil.example/",
        "https://evil.example/",
        "/console//evil.example",
        "/console/\\evil",
        "/api/v1/x",
    ):
        thief = Browser(office.url)
        page = thief.open("/console/sign-in")
        form = page.form("/sign-in")
        form.action = f"/console/sign-in?to={foreign}"
        assert thief.press(page, form, **entry).address == "/console/overview"


def test_a_wrong_password_is_told_and_five_lock_the_account(office: Office) -> None:
    login = office.logins[office.supervisor]
    browser = Browser(office.url)
    page = browser.open("/console/sign-in")
    for _ in range(5):
        page = browser.press(page, page.form("/sign-in"), **_door(office, login, "猜的"))
        assert page.status == 401
        assert "用户名或密码不对" in page.text
    page = browser.press(page, page.form("/sign-in"), **_door(office, login, PASSWORD))
    assert page.status == 429
    assert int(page.headers["retry-after"]) > 60
    assert "密码错误次数太多" in page.text
    # Whether there is such a login shows nowhere.
    for _ in range(5):
        page = browser.press(page, page.form("/sign-in"), **_door(office, "nobody-here", "猜的"))
        assert page.status == 401
    page = browser.press(page, page.form("/sign-in"), **_door(office, "nobody-here", "猜的"))
    assert page.status == 429


def test_a_cookie_planted_before_sign_in_is_worth_nothing_after_it(office: Office) -> None:
    thief, victim = Browser(office.url), Browser(office.url)
    thief.open("/console/sign-in")
    planted = dict(thief.cookies)
    victim.cookies = dict(planted)
    page = victim.open("/console/sign-in")
    victim.press(page, page.form("/sign-in"), **_door(office, office.logins[office.supervisor], PASSWORD))
    assert victim.cookies["mulin"] != planted["mulin"]
    assert victim.open("/console/overview").address == "/console/overview"
    assert thief.open("/console/overview").address.startswith("/console/sign-in")


def test_a_form_of_another_site_signs_nobody_in_and_nobody_out(office: Office) -> None:
    stranger = Browser(office.url)
    entry = _door(office, office.logins[office.supervisor], PASSWORD)
    assert stranger.send("/console/sign-in", entry).status == 403
    assert stranger.send("/console/sign-in", {**entry, "csrf": " "}).status == 403
    browser = office.browser(office.supervisor)
    for csrf in ("", "wrong", "错"):
        assert browser.send("/console/sign-out", {"csrf": csrf}).status == 403
    assert browser.open("/console/overview").status == 200


def test_a_token_for_programs_is_no_way_in(office: Office) -> None:
    worker = office.worker("王芳", FIRST)
    page = Browser(office.url).open("/console/overview", Authorization=f"Bearer {worker.token}")
    assert page.address.startswith("/console/sign-in")


def test_pages_run_no_script_but_our_own_and_stay_in_no_cache(office: Office) -> None:
    browser = office.browser(office.supervisor)
    for address in ("/console/overview", "/console/sign-in", "/console/nothing-here"):
        page = browser.open(address)
        policy = page.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-frame-options"] == "DENY"
        assert page.handlers == []


def test_assets_are_a_short_list_and_kept_for_ever(office: Office) -> None:
    browser = Browser(office.url)
    page = browser.open("/console/sign-in")
    names = [part.split('"')[0] for part in page.html.split('="/console/assets/')[1:]]
    assert len(names) >= 4
    for name in names:
        answer = browser.open(f"/console/assets/{name}")
        assert answer.status == 200, name
        assert "immutable" in answer.headers["cache-control"]
    digest = names[0].split("/")[0]
    for path in ("../package.json", "package.json", "..%2fpackage.json", "htmx.js"):
        assert browser.open(f"/console/assets/{digest}/{path}").status == 404


def test_the_language_is_chosen_and_remembered(office: Office) -> None:
    browser = office.browser(office.supervisor)
    page = browser.open("/console/overview")
    assert "总览" in page.text
    english = browser.open(page.link("/language/en"))
    assert english.address == "/console/overview"
    assert "Overview" in english.text
    assert '<html lang="en">' in english.html
    assert "Overview" in browser.open("/console/overview").text
    assert browser.open("/console/language/fr").status == 404
    assert browser.open("/console/language/zh?to=https://evil.example/").address.startswith("/console/")


def test_whoever_was_disabled_is_outside_at_once(office: Office) -> None:
    browser = office.browser(office.supervisor)
    with office.at_the_centre() as session:
        session.get_one(Person, (office.community, office.supervisor)).session_epoch += 1
    assert browser.open("/console/overview").address.startswith("/console/sign-in")


def test_an_unknown_page_says_so_in_plain_words(office: Office) -> None:
    page = office.browser(office.supervisor).open("/console/nowhere")
    assert page.status == 404
    assert "没有这一项" in page.text
    assert "not_found" in page.text
