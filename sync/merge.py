"""Merge: take handed-in bytes into a document. Never refuses work on business grounds.

A pure function of what is held, what came and who sent it. What it refuses can never be right: bytes that are no
Automerge, another author's name, a protected field, a grid that is not the sender's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from schemas.limits import Limits
from sync.alike import Patterns
from sync.canonical import is_canonical
from sync.change import Change, Heads, concatenated
from sync.chunk import Survey, survey
from sync.document import Document
from sync.history import is_linear, written_paths
from sync.outcome import Known, Merged, Missing, Outcome, Refusal, Refused
from sync.protected import BIRTH_FIELDS, any_centre_only
from sync.stages import side_by_side

_JUDGED_OPERATIONS_MAX = 2000
"""A longer document is not worth the look."""
_ROOM = 20_000
"""For documents that are taken in side by side, in operations: each takes memory once it is open."""
_OPERATION_BYTES = 64
"""Inflated, waiting bytes take memory too: so many count as one operation."""

_patterns = Patterns()

Seal = tuple[Heads, bytes]


class HandIn(NamedTuple):
    """One item of a push."""

    document_id: bytes
    changes: bytes
    heads: Heads
    seals: tuple[Seal, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What the server has of a document: its chunks concatenated, and its heads."""

    data: bytes
    heads: Heads
    linear: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands in: the prefix of all its actors, the grids it may write to, and how its seals are checked."""

    id: bytes
    grids: Collection[str]
    sealed: Callable[[bytes, Heads, bytes], bool]
    """(document id, heads, seal) → whether the centre made it."""


def merge(held: Held | None, hand_in: HandIn, sender: Sender, limits: Limits) -> Outcome:
    """What becomes of ``hand_in``, given what is ``held`` of its document (None: nothing)."""
    if held is None:
        return merge_new([hand_in], sender, limits, lambda _: None)[0]
    try:
        return _further(held, hand_in, survey(hand_in.changes, limits), sender, limits)
    except Refusal as reason:
        return Refused(reason.code, reason.hint)


def merge_new(
    hand_ins: Sequence[HandIn], sender: Sender, limits: Limits, under_way: Callable[[int], None]
) -> list[Outcome]:
    """What becomes of hand-ins to as many documents of which nothing is held; the same as one by one, and faster.

    ``under_way`` is told each time the place of the one that the library works on.
    """
    outcomes: list[Outcome | None] = [_alike(one, sender, limits) for one in hand_ins]
    others = [place for place, outcome in enumerate(outcomes) if outcome is None]
    ways = [_first(hand_ins[place], sender, limits) for place in others]
    for place, outcome in zip(others, side_by_side(ways, lambda way: under_way(others[way]), _ROOM), strict=True):
        outcomes[place] = outcome
    return [outcome for outcome in outcomes if outcome is not None]


def _alike(hand_in: HandIn, sender: Sender, limits: Limits) -> Merged | None:
    """A document of a known pattern, which need not be opened; None for all others, and for all that is to be refused.

    What the pattern tells (how much it stands for, which fields, that its birth is sound) was judged when it was
    learned; left are the author, the grid, and what the tablet claims to have.
    """
    found = _patterns.read(hand_in.changes, limits)
    if found is None or not _is_author(sender, found.author) or not {found.head}.issuperset(hand_in.heads):
        return None
    if found.document.values()["grid"] not in sender.grids:
        return None
    return Merged(found.document, hand_in.changes, (found.head,), found.changes, linear=True)


def _first(hand_in: HandIn, sender: Sender, limits: Limits) -> Generator[int, None, Outcome]:
    """A document of which nothing is held, in stages; the first tells how much room it takes."""
    found = survey(hand_in.changes, limits)
    outside = found.outside
    if outside and not found.documents:
        return Missing(tuple(sorted(outside)))
    canonical = _is_canonical(found)
    yield found.operations + found.inflated_bytes // _OPERATION_BYTES
    document = Document.open(hand_in.changes)
    yield 0
    saved = document.save()
    if found.documents and not (canonical and saved == hand_in.changes):
        document = document.made_anew()
        saved = document.save()
    yield 0
    sole = len(found.actors) == 1 and _is_author(sender, next(iter(found.actors)))
    # With one author there is nobody to check and nothing to be a rival of: the usual visit is not walked.
    changes = None if sole and found.documents else document.changes()
    if changes is not None:
        _check_authors(document, changes, hand_in, sender)
    _check_birth(document, sender)
    if changes is not None:
        _check_protected(document, changes, sender)
    elif not document.born_with(BIRTH_FIELDS):
        raise Refusal("field.protected")
    if saved != hand_in.changes:
        _check_saved(document, saved)
    elif canonical and changes is None:
        _patterns.learn(saved, found.saved[0][1], document, limits)
    heads = document.heads
    _bound_branches(changes, heads, limits)
    return Merged(
        document=document,
        chunk=saved,
        heads=heads,
        change_count=found.document_changes if changes is None else len(changes),
        linear=len(heads) == 1 if changes is None else is_linear(changes),
        need=_unmet(document, changes, hand_in.heads, heads),
    )


def _is_canonical(found: Survey) -> bool:
    """Whether a saved document can be believed, if it is saved again to the same bytes.

    One that was changed on the way, checksum and all, may open here and nowhere else: the library believes its summary
    of the changes. What is not known to be sound is made anew from its changes alone.
    """
    return (
        len(found.saved) == len(found.actors) == 1
        and found.operations <= _JUDGED_OPERATIONS_MAX
        and is_canonical(*found.saved[0])
    )


def _check_saved(document: Document, saved: bytes) -> None:
    """Changes that are written otherwise than Automerge writes them (long for short, a number twice, a number left out)
    open once, and never again after the document was saved. No library writes such, and no store may hold one."""
    if Document.open(saved).heads != document.heads:
        raise Refusal("bytes.not_automerge")


def _further(held: Held, hand_in: HandIn, found: Survey, sender: Sender, limits: Limits) -> Outcome:
    if not found.documents and found.frontier.union(hand_in.heads).issubset(held.heads):
        # Also what the tablet claims to have: otherwise it would mark as safe what never came.
        return Known(held.heads)
    missing = _missing(held, found)
    if missing:
        return Missing(missing)
    if len(held.data) + len(hand_in.changes) > limits.document_bytes_max:
        raise Refusal("document.too_large")
    document = Document.open(held.data + hand_in.changes)
    new = document.changes(held.heads)
    if found.documents and new:
        document = Document.open(held.data + concatenated(new))  # see ``_is_canonical``
    if not new:
        need = _unmet(document, None, hand_in.heads, held.heads)
        return Missing(need) if need else Known(held.heads)
    _check_authors(document, new, hand_in, sender)
    _check_protected(document, new, sender)
    _check_saved(document, document.save())
    everything = document.changes()
    if len(everything) > limits.document_changes_max:
        raise Refusal("document.too_large")
    _check_births(document, everything, new)
    heads = document.heads
    _bound_branches(everything, heads, limits)
    return Merged(
        document=document,
        chunk=concatenated(new),
        heads=heads,
        change_count=len(everything),
        linear=held.linear and is_linear(everything),
        need=_unmet(document, everything, hand_in.heads, heads),
    )


def _missing(held: Held, found: Survey) -> Heads:
    """Changes that the pushed ones build on and that are neither held nor pushed."""
    outside = found.outside.difference(held.heads)
    if not outside or found.documents:
        return ()
    known = {change.hash for change in Document.open(held.data).changes()}
    return tuple(sorted(outside - known))


def _unmet(document: Document, changes: Sequence[Change] | None, claimed: Heads, heads: Heads) -> Heads:
    """Heads that the tablet says it has and that did not come."""
    unmet = set(claimed).difference(heads)
    if not unmet:
        return ()
    known = {change.hash for change in (document.changes() if changes is None else changes)}
    return tuple(sorted(unmet - known))


def _is_author(sender: Sender, actor: bytes) -> bool:
    return len(actor) == 24 and actor.startswith(sender.id)


def _check_authors(document: Document, new: Sequence[Change], hand_in: HandIn, sender: Sender) -> None:
    strangers = [change for change in new if not _is_author(sender, change.actor)]
    if not strangers:
        return
    by_hash = {change.hash: change for change in document.changes()}
    vouched: set[bytes] = set()
    for heads, seal in hand_in.seals:
        if sender.sealed(hand_in.document_id, heads, seal):
            _add_ancestors(by_hash, heads, vouched)
    if any(change.hash not in vouched for change in strangers):
        raise Refusal("author.not_sender")


def _add_ancestors(by_hash: dict[bytes, Change], heads: Heads, found: set[bytes]) -> None:
    waiting = [head for head in heads if head in by_hash]
    while waiting:
        change_hash = waiting.pop()
        if change_hash not in found:
            found.add(change_hash)
            waiting.extend(by_hash[change_hash].deps)


def _check_birth(document: Document, sender: Sender) -> None:
    values = document.values()
    kind, grid, version = values.get("kind"), values.get("grid"), values.get("kind_version")
    if not (isinstance(kind, str) and kind and isinstance(grid, str) and grid and type(version) is int):
        raise Refusal("document.no_birth")
    if document.has_text(BIRTH_FIELDS):
        # What is written inside a text is no write to its field, and would pass for no write at all.
        raise Refusal("document.no_birth", "Kind and grid are strings, not texts.")
    if grid not in sender.grids:
        raise Refusal("grid.not_yours")
    if any_centre_only(values):
        raise Refusal("field.protected")


def _check_protected(document: Document, new: Sequence[Change], sender: Sender) -> None:
    for change in new:
        if not _is_author(sender, change.actor):
            continue  # vouched for: it was at the centre before, and was checked then
        paths = written_paths(change)
        if any_centre_only(paths):
            raise Refusal("field.protected")
        if change.deps:
            if paths & BIRTH_FIELDS:
                raise Refusal("field.protected")
            continue
        # Whoever gives birth to a document may write to it from then on: no change without a birth begins one.
        born = document.values((change.hash,)) if paths >= BIRTH_FIELDS else {}
        if not isinstance(born.get("kind"), str) or document.has_text(BIRTH_FIELDS, (change.hash,)):
            raise Refusal("document.no_birth")
        if born.get("grid") not in sender.grids:
            raise Refusal("grid.not_yours")


def _check_births(document: Document, everything: Sequence[Change], new: Sequence[Change]) -> None:
    """A document may be born on several tablets, but as one kind: a visit does not become a resident later."""
    if all(change.deps for change in new):
        return
    if len({document.value("kind", (change.hash,)) for change in everything if not change.deps}) > 1:
        raise Refusal("field.protected", "The document was born as another kind.")


def _bound_branches(changes: Sequence[Change] | None, heads: Heads, limits: Limits) -> None:
    """Bound how many heads one tablet's changes may leave: every tablet of the grid names all of them to compare."""
    if len(heads) <= limits.heads_per_author_max:
        return
    if changes is None:
        raise Refusal("document.too_large", "More branches by one tablet than the limit allows.")
    ends = set(heads)
    authors = Counter(change.actor[:16] for change in changes if change.hash in ends)
    if max(authors.values()) > limits.heads_per_author_max:
        raise Refusal("document.too_large", "More branches by one tablet than the limit allows.")
