"""Who wrote it (谁填的): for each answer in a file that leaves, its author, tablet and times, and how it came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.acceptance import PREFIX
from schemas.kind import Kind
from server.authors import CENTRE, PERSON
from server.clock import uuid_text
from server.explain import Explainer
from server.models import Person, Settlement
from server.reading import Origin, Story, stories
from server.telling import field_text, moment_text, value_text
from sync.protected import BIRTH_FIELDS

SHEET = "谁填的"
HEADINGS = ("文档编号", "项目", "答案", "谁填的", "在哪里填的", "自述时间", "中心收到时间", "说明")
WIDTHS = (38, 22, 22, 12, 16, 18, 18, 80)
_AT_ONCE = 100
_AT_THE_CENTRE = "审核台"
_BY_RULE = "系统按规则"

Shown = Callable[[str, Any], Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One answer and where it comes from; all of it as text, in Chinese, as the rest of the file is."""

    document: str
    path: str
    label: str
    value: str
    person: str
    place: str
    claimed: str
    received: str
    sentence: str


def cells(one: Source) -> list[str]:
    """As a row under ``HEADINGS``."""
    return [one.document, one.label, one.value, one.person, one.place, one.claimed, one.received, one.sentence]


def sources_of(
    session: Session, community_id: str, kind: Kind, ids: Sequence[bytes], shown: Shown, reasons: bool
) -> Iterator[Source]:
    """Of these documents, in their order. ``shown``: a value as it may leave; ``reasons``: with why it was decided."""
    people = session.execute(select(Person.id, Person.name).where(Person.community_id == community_id))
    called = _Names({uuid_text(row[0]): row[1] for row in people})
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        told = stories(session, community_id, some)
        decided: dict[bytes, list[Settlement]] = {}
        for one in session.scalars(
            select(Settlement).where(Settlement.community_id == community_id, Settlement.document_id.in_(some))
        ):
            decided.setdefault(one.document_id, []).append(one)
        for identity in some:
            if identity in told:
                past = told[identity]
                explainer = Explainer(kind, past.steps, decided.get(identity, []), called, shown, reasons=reasons)
                yield from _of_one(identity, kind, past, explainer, called, shown)


def _of_one(
    identity: bytes, kind: Kind, past: Story, explainer: Explainer, called: Mapping[str, str | None], shown: Shown
) -> Iterable[Source]:
    order = {path: place for place, path in enumerate(kind.paths())}
    paths = [path for path in past.provenance if path not in BIRTH_FIELDS and not path.startswith(PREFIX)]
    for path in sorted(paths, key=lambda one: (order.get(one, len(order)), one)):
        origin, value = past.provenance[path], shown(path, past.values.get(path))
        received = origin.receipt.received_ms if origin.receipt else None
        yield Source(
            uuid_text(identity), path, field_text(kind, path, "zh"), value_text(kind, path, value, "zh", called),
            origin.author.person, _place(origin), moment_text(origin.claimed_ms, "zh"), moment_text(received, "zh"),
            explainer.sentence(path, value, path in past.disputed, "zh"),
        )  # fmt: skip


def _place(origin: Origin) -> str:
    if origin.author.via == PERSON:
        return _AT_THE_CENTRE
    return _BY_RULE if origin.author.via == CENTRE else origin.author.tablet


class _Names(dict[str, str | None]):
    """Colleagues by their names; what else is referred to by its id, as elsewhere in the file."""

    def get(self, key: str, default: Any = None) -> Any:
        try:
            return super().get(key) or str(UUID(key))
        except ValueError:
            return default
