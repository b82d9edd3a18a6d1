"""Tablets: how each stands, what is wished of them, the end of a lost one, and bundles brought in on a stick."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.wire import dump
from schemas.wire.desks import BundleForm, ExtensionForm, NoForm, RulesForm
from schemas.wire.residents import Told
from schemas.wire.tablet_days import BundleReply
from server.api import tablet_rules as api_rules
from server.api import tablets as api
from server.api.roles import OVERSEEING
from server.auth import Actor
from server.bundle_import import import_bundle
from server.clock import now_ms
from server.console.site import file_of_request, go, page, place, render
from server.current import limits
from server.errors import fail

place(62, "office", "tablets.title", "tablets_show_all", OVERSEEING, "t")
_MINUTE_MS, _DAY_MS = 60_000, 86_400_000
_LITTLE_ROOM_BYTES = 200 * 1024 * 1024


@page("GET", "/tablets", roles=OVERSEEING, query=Told)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """Each with its last contact, what waits on it, its clock, version and storage."""
    return _page(actor, done=query["done"])


@page("POST", "/tablets/<uuid:tablet>/revoke", roles=OVERSEEING, form=NoForm)
def revoke(actor: Actor, tablet: bytes, form: dict[str, Any]) -> Response:
    """At its next contact it is told to erase itself. Twice is once."""
    del form
    api.revoke(actor, tablet)
    return go("tablets_show_all", done="revoked")


@page("POST", "/tablets/<uuid:tablet>/extend", roles=OVERSEEING, form=ExtensionForm)
def extend(actor: Actor, tablet: bytes, form: dict[str, Any]) -> Response | str:
    """More days: at its next contact, or by the answer to the question that it shows."""
    told = api_rules.extend(actor, tablet, form)
    if told["answer"] is None:
        return go("tablets_show_all", done="extended")
    return _page(actor, answer=told["answer"], answered=tablet)


@page("POST", "/tablets/rules", roles=OVERSEEING, form=RulesForm)
def rules(actor: Actor, form: dict[str, Any]) -> Response:
    """Each tablet learns it at its next contact."""
    api_rules.change(actor, form)
    return go("tablets_show_all", done="rules")


@page("POST", "/tablets/bundle", roles=OVERSEEING, form=BundleForm, upload="bundle_bytes_max")
def bundle(actor: Actor, form: dict[str, Any]) -> str:
    """What came of it, part by part. The file stays with whoever brought it."""
    _, data = file_of_request("bundle", limits().bundle_bytes_max)
    if not data:
        fail("bundle.not_one")
    done = import_bundle(data, actor, form["accept_revoked"])
    return render("bundle.html", told=dump(BundleReply, done.body()))


def _page(actor: Actor, done: str | None = None, answer: str | None = None, answered: bytes | None = None) -> str:
    rules = api_rules.show(actor)
    tablets = sorted(api.show_all(actor)["tablets"], key=_quietest_first)
    return render(
        "tablets.html",
        tablets=[{**one, "worries": _worries(one, rules["contact_days_max"])} for one in tablets],
        rules=rules,
        done=done,
        answer=answer,
        answered=answered,
        days_most=limits().contact_days_most,
    )


def _quietest_first(one: dict[str, Any]) -> tuple[bool, int]:
    return one["revoked_ms"] is not None, one["seen_ms"] or 0


def _worries(one: dict[str, Any], days_max: int) -> list[str]:
    """What somebody should look at, as keys of words: never who is slow, only what is in danger."""
    if one["revoked_ms"] is not None:
        return []
    days = one["contact_days"] or days_max
    skew = limits().clock_skew_warn_minutes * _MINUTE_MS
    quiet = one["seen_ms"] is not None and now_ms() - one["seen_ms"] > days * _DAY_MS
    found = {
        "quiet": quiet,
        "unsent": bool(one["unsent"]) and one["seen_ms"] is not None and now_ms() - one["seen_ms"] > _DAY_MS,
        "clock": one["clock_ahead_ms"] is not None and abs(one["clock_ahead_ms"]) > skew,
        "room": one["storage_left_bytes"] is not None and one["storage_left_bytes"] < _LITTLE_ROOM_BYTES,
        "may_vanish": one["storage_persistent"] is False,
    }
    return [name for name, true in found.items() if true]
