"""Review: the queue of what was handed in, one record with its whole past, and the supervisor's word on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Response, make_response, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.catalogue import Catalogue
from schemas.wire.console import ReviewForm, ReviewManyForm, ReviewQuery, StepQuery
from server import reading as past
from server.access import own_document, visible_among
from server.api.roles import AT_WORK, SUPERVISOR
from server.audit import note
from server.auth import Actor
from server.clock import uuid_text
from server.console.choices import grids_of, name_of_grid, workers_of
from server.console.record import gist, heads_text, names_for, parts_of, whole_record
from server.console.site import go, page, place, render
from server.current import limits
from server.database import reading, writing
from server.errors import fail
from server.models import Record
from server.records import count_up_to, find_one, find_page, neighbours, record_bodies
from server.register import named_residents
from server.review import Decided, Seen
from server.reviews import decide

place(20, "review", "review.title", "review_queue", AT_WORK, "r")

_PAGE = 50
_NAMED_MAX, _NAMED_COUNTED_MAX = 200, 99
_JUDGED = ("approved", "returned", "has_issues")
_EITHER: dict[str, tuple[tuple[str, ...], bool | None]] = {
    "waiting": (("received",), None), "answered": (_JUDGED, True), "returned": (("returned",), None),
    "has_issues": (("has_issues",), None), "approved": (("approved",), None), "all": (("received", *_JUDGED), None),
}  # fmt: skip
"""What each tab shows: statuses, and whether it was changed after its review."""
COUNTED = ("waiting", "answered", "returned", "has_issues")


class Tab(NamedTuple):
    """One tab above the queue; ``number`` is None where nobody counts."""

    name: str
    address: str
    number: int | None
    more: bool


@page("GET", "/review", roles=AT_WORK, query=ReviewQuery)
def queue(actor: Actor, query: dict[str, Any]) -> str:
    """Filtered and paged; the latest first."""
    with reading() as session:
        asked = _records_asked(session, actor, query)
        # The tabs count the same residents' records: they are looked for once.
        query["about"] = {name: asked[name] for name in ("subjects", "named") if name in asked}
        found = find_page(session, actor, asked, _PAGE)
        return render(
            "review_queue.html",
            query=query,
            records=record_bodies(session, actor, found.found),
            problems={one.record.document_id: len(one.record.problems) for one in found.found},
            gists={one.record.document_id: gist(actor, one.record) for one in found.found},
            following=url_for("console.review_queue", **_kept(query, cursor=found.next)) if found.next else "",
            tabs=_tabs(session, actor, query),
            kinds=[actor.catalogue.kinds[name] for name in reviewable(actor.catalogue)],
            grids=grids_of(session, actor),
            workers=workers_of(session, actor),
            kept=_kept(query),
            done=_done(session, actor, query),
            may_judge=actor.role in SUPERVISOR,
        )


@page("GET", "/review/<uuid:record>", roles=AT_WORK, query=ReviewQuery)
def show(actor: Actor, record: bytes, query: dict[str, Any]) -> str:
    """One record; reading it is noted."""
    drawn = _drawn(actor, record, query)
    with writing() as session:
        note(session, actor, "record.read", record)
    return drawn


@page("GET", "/review/<uuid:record>/past", roles=AT_WORK, query=StepQuery)
def at_step(actor: Actor, record: bytes, query: dict[str, Any]) -> str:
    """The record as its first changes add up to it: what the slider asks for, and a page of its own without it."""
    count = query["step"]
    with reading() as session:
        kind = actor.catalogue.named(own_document(session, actor, record).kind)
        steps = past.history(session, actor.community_id, record)
        was = past.at_step(session, actor.community_id, record, count)
        if was is None:
            fail("not_found")
        before = past.at_step(session, actor.community_id, record, count - 1) if count > 1 else None
        names = names_for(session, actor, kind, [was.values])
    with writing() as session:
        note(session, actor, "record.past", record)
    changed = {path for path, value in was.values.items() if before is None or before.values.get(path) != value}
    parts = parts_of(actor, kind, was.values, names)
    return render("record_past.html", record=record, kind=kind, parts=parts, changed=changed, step=steps[count - 1],
                  count=count, total=len(steps))  # fmt: skip


@page("POST", "/review/<uuid:record>", roles=SUPERVISOR, query=ReviewQuery, form=ReviewForm)
def judge(actor: Actor, record: bytes, query: dict[str, Any], form: dict[str, Any]) -> Response:
    """One decision; then the next record of the queue. What has gone on meanwhile is shown instead."""
    with reading() as session:
        seen = find_one(session, actor, record).record
        following = neighbours(session, actor, _records_asked(session, actor, query), seen)[1]
    decided = decide(actor, [Seen(record, tuple(form["heads"]))], form["state"], form["comment"])[0]
    if decided.outcome == "missing":
        fail("not_found")
    if decided.outcome == "changed":
        # Their words are not lost: they stand in the box again.
        return make_response(_drawn(actor, record, query, stale=True, typed=form["comment"]), 409)
    done = {"done": uuid_text(record)}
    if following is None or following == record:
        return go("review_queue", **_kept(query), **done)
    return go("review_show", record=uuid_text(following), **_kept(query), **done)


@page("POST", "/review", roles=SUPERVISOR, query=ReviewQuery, form=ReviewManyForm)
def judge_many(actor: Actor, query: dict[str, Any], form: dict[str, Any]) -> Response:
    """The same decision for all that are ticked; those that have gone on meanwhile are listed and left alone."""
    seen = [Seen(*one) for one in form["chosen"]]
    decided = decide(actor, seen, form["state"], form["comment"])
    left = [one for one in decided if one.outcome in ("changed", "missing")]
    if left:
        return make_response(_left_alone(actor, query, decided, left), 409)
    return go("review_queue", **_kept(query), count=len(decided))


def reviewable(catalogue: Catalogue) -> list[str]:
    """Kinds whose records are somebody's work at a moment: those are reviewed."""
    return [name for name, kind in catalogue.kinds.items() if kind.worker_path and kind.when_path and name != "task"]


def waiting(session: Session, actor: Actor) -> tuple[int, int]:
    """How many records wait for a review, and how many were changed after theirs; counted up to the limit."""
    counts = [count_up_to(session, actor, _records_asked(session, actor, {"show": show}), limits().counted_max + 1)
              for show in ("waiting", "answered")]  # fmt: skip
    return counts[0], counts[1]


def _drawn(actor: Actor, record: bytes, query: dict[str, Any], stale: bool = False, typed: str = "") -> str:
    with reading() as session:
        whole = whole_record(session, actor, record)
        before, after = neighbours(session, actor, _records_asked(session, actor, query), whole.found.record)
        done = _done(session, actor, query)
        grid_name = name_of_grid(session, actor, whole.found.record.grid_id)
    kept = _kept(query)
    return render(
        "record.html",
        whole=whole,
        heads=heads_text(whole.body["heads"]),
        before=url_for("console.review_show", record=uuid_text(before), **kept) if before else "",
        after=url_for("console.review_show", record=uuid_text(after), **kept) if after else "",
        up=url_for("console.review_queue", **kept),
        kept=kept,
        stale=stale,
        typed=typed or query.get("comment") or "",
        done=done,
        grid_name=grid_name,
        may_judge=actor.role in SUPERVISOR,
    )


def _done(session: Session, actor: Actor, query: Mapping[str, Any]) -> Any:
    """The record that was decided on just before, for the way back."""
    if query.get("done") is None:
        return None
    done = select(Record).where(visible_among(Record, actor), Record.document_id == query["done"])
    return session.scalars(done).one_or_none()


def _left_alone(actor: Actor, query: dict[str, Any], decided: list[Decided], left: list[Decided]) -> str:
    ids = {one.document_id for one in left if one.outcome == "changed"}
    with reading() as session:
        found = [find_one(session, actor, identity) for identity in sorted(ids)]
        bodies = record_bodies(session, actor, found)
    return render("review_left.html", left=bodies, done=len(decided) - len(left), missing=len(left) - len(ids),
                  kept=_kept(query))  # fmt: skip


def _records_asked(session: Session, actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    """A page's query as ``server.records`` understands it."""
    statuses, answered = _EITHER[query["show"]]
    kinds = reviewable(actor.catalogue)
    asked = {name: query.get(name) for name in ("grid", "worker", "cursor")}
    asked |= {"statuses": statuses, "answered": answered, "sort": query.get("sort", "-received")}
    if query.get("q"):
        known = query.get("about")
        asked |= _about(session, actor, query["q"]) if known is None else known
    kind = query.get("kind")
    asked["kinds"] = [kind] if kind in kinds else kinds
    asked["has_conflicts"] = True if query.get("conflicts") else None
    return asked


def _about(session: Session, actor: Actor, text: str) -> dict[str, Any]:
    """Few are looked up one by one; where many are called so, the queue is walked until a page is full."""
    found = list(session.scalars(named_residents(actor, text).limit(_NAMED_MAX + 1)))
    return {"subjects": found} if len(found) <= _NAMED_MAX else {"named": text}


def _kept(query: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The filters, to be carried on in addresses."""
    names = ("show", "kind", "grid", "q", "conflicts")
    kept = {name: query[name] for name in names if query.get(name)}
    if query.get("worker"):
        kept["worker"] = uuid_text(query["worker"])
    return {**kept, **more}


def _tabs(session: Session, actor: Actor, query: Mapping[str, Any]) -> list[Tab]:
    # To count those whom a name fits, the queue is walked: not as far as where the index alone is read.
    most = _NAMED_COUNTED_MAX if "named" in query.get("about", {}) else limits().counted_max
    tabs = []
    for name in _EITHER:
        count = None
        if name in COUNTED:
            asked = _records_asked(session, actor, {**query, "show": name})
            count = count_up_to(session, actor, asked, most + 1)
        address = url_for("console.review_queue", **{**_kept(query), "show": name})
        tabs.append(Tab(name, address, None if count is None else min(count, most), count is not None and count > most))
    return tabs
