"""The overview: how things stand today and where somebody is needed. Who needs help, never who is slow: no ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from schemas.access import ROLES
from schemas.care.days import day_of_ms
from schemas.code_lists import ELDER_TAGS
from server.api.roles import DECIDING
from server.auth import Actor
from server.care import due, kept_rates
from server.care.acted import acted_on
from server.care.due import programmes_of
from server.care.follow import follow
from server.clock import fresh_bytes, now_ms
from server.console.choices import grids_of
from server.console.follow_ups import confirmable
from server.console.review import waiting
from server.console.site import page, place, render
from server.console.standing import (
    added,
    confirmations_waiting,
    conflicts_waiting,
    emergencies,
    overdue,
    rates,
    tablets,
)
from server.console.words import said
from server.current import limits
from server.database import reading
from server.models import VisitRate
from server.records import names_of_residents

place(10, "today", "overview.title", "overview_show", ROLES, "o")

_PAGES_WHILE_SOMEBODY_WAITS = 2
_URGENT_SHOWN = 20
"""Those first about which nobody has done anything."""


@page("GET", "/overview")
def show(actor: Actor) -> str:
    """To an administrator the tablets only: no resident's data is needed to keep the machine running."""
    if actor.role == "admin":
        with reading() as session:
            return render("overview.html", tablets=tablets(session, actor), figures=None)
    return draw(actor)


def draw(actor: Actor, stale: bytes | None = None, typed: str = "") -> str:
    """The page. ``stale``: the alarming value about which somebody had acted meanwhile, ``typed`` what they typed."""
    follow(actor.community_id, pages_max=_PAGES_WHILE_SOMEBODY_WAITS)
    due.bring_up(actor.community_id)
    kept_rates.look(actor.community_id)
    with reading() as session:
        return render(
            "overview.html", tablets=tablets(session, actor), stale=stale, typed=typed, **_figures(session, actor)
        )


def _figures(session: Session, actor: Actor) -> dict[str, Any]:
    now = now_ms()
    counts, pressing = overdue(session, actor, day_of_ms(now))
    urgent = emergencies(session, actor)
    acted = acted_on(session, actor, urgent)
    order = {"none": 0, "under_way": 1, "done": 2}
    urgent = sorted(urgent, key=lambda one: order[acted[one.document_id].state])[:_URGENT_SHOWN]
    months = kept_rates.months(now)
    rows, made = rates(session, actor, months)
    ids = [*(one.resident for one in pressing), *(one.subject_id for one in urgent)]
    reviews, answered = waiting(session, actor)
    programmes = {one.code: said(one.title) for one in programmes_of(session, actor.community_id).programmes}
    return {
        "figures": {
            "reviews": reviews, "answered": answered, **conflicts_waiting(session, actor),
            "confirmations": confirmations_waiting(session, actor, confirmable(actor)),
        },
        "most": limits().counted_max,
        "overdue": counts,
        "pressing": pressing,
        "urgent": urgent,
        "acted": acted,
        "left_urgent": sum(one.state != "done" for one in acted.values()),
        "may_act": actor.role in DECIDING,
        "once": lambda: fresh_bytes(16).hex(),
        "names": names_of_residents(session, actor, ids),
        "grids": dict(map(tuple, grids_of(session, actor))),
        "rates": _table(rows, months[-1], programmes),
        "by_grid": _by_grid(rows, months[-1], programmes),
        "made_ms": made.get(months[-1]),
        "trend": _trend(rows, months, programmes),
        "month": months[-1],
    }  # fmt: skip


def _table(rows: Sequence[VisitRate], month: str, programmes: dict[str, str]) -> list[dict[str, Any]]:
    """The running month in all the reader's grids together: each programme, then its target groups."""
    tags = {one.code: said(one.label) for one in ELDER_TAGS.codes}
    keys = sorted({(one.programme, one.tag) for one in rows if one.month == month})
    return [
        {"programme": programmes.get(programme, programme), "group": tags.get(tag, tag),
         **added([one for one in rows if (one.month, one.programme, one.tag) == (month, programme, tag)])}
        for programme, tag in keys
    ]  # fmt: skip


def _by_grid(rows: Sequence[VisitRate], month: str, programmes: dict[str, str]) -> list[dict[str, Any]]:
    """Each grid, in the order of the grids: where help is needed, not who is better."""
    whole = [one for one in rows if one.month == month and not one.tag]
    return [
        {"grid": one.grid_id, "programme": programmes.get(one.programme, one.programme), **added([one])}
        for one in sorted(whole, key=lambda one: (one.grid_id, one.programme))
    ]


def _trend(rows: Sequence[VisitRate], months: Sequence[str], programmes: dict[str, str]) -> dict[str, Any]:
    """For the pictures: months along the bottom; a rate is null where nobody was to be visited."""
    codes = sorted({one.programme for one in rows if not one.tag})
    series = []
    for code in codes:
        monthly = [added([one for one in rows if (one.month, one.programme, one.tag) == (month, code, "")])
                   for month in months]  # fmt: skip
        series.append(
            {
                "name": programmes.get(code, code),
                "rate": [None if one["permille"] is None else one["permille"] / 10 for one in monthly],
                "met": [one["met"] for one in monthly],
                "left": [(one["residents"] or 0) - (one["met"] or 0) for one in monthly],
            }
        )
    return {"months": list(months), "series": series}
