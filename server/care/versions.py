"""Which version of a rule set counts for a record: the one that it names, else the one in force when it came.

A threshold that changes today does not change what was said at a door last year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.care.chain import named_version
from schemas.care.library import newest_shipped, shipped
from schemas.care.rule_set import RuleSet
from server.care.files import understood
from server.models import CareFile as Row

_RULE_SET = "rule_set"


@dataclass(frozen=True, slots=True)
class _Since:
    loaded_ms: int
    rule_set: RuleSet


class RuleSets:
    """The rule sets of a community in all their versions."""

    def __init__(self, session: Session, community_id: str) -> None:
        rows = session.execute(
            select(Row.id, Row.version, Row.text, Row.loaded_ms)
            .where(Row.community_id == community_id, Row.sort == _RULE_SET)
            .order_by(Row.loaded_ms, Row.version)
        ).all()
        self._all = {(one.id, one.version): one.meaning for one in shipped() if one.sort == _RULE_SET}
        self._since: dict[str, list[_Since]] = {
            one.id: [_Since(0, one.meaning)] for one in newest_shipped().values() if one.sort == _RULE_SET
        }
        for row in rows:
            file = understood(row.text, f"{row.id}@{row.version}")
            if file is not None:
                self._all[row.id, row.version] = file.meaning
                self._since.setdefault(row.id, []).append(_Since(row.loaded_ms, file.meaning))

    def of(self, kind: str, values: Mapping[str, Any], received_ms: int) -> Iterator[RuleSet]:
        """Those that have something to say about a record, in the order of their ids."""
        for identity in sorted(self._since):
            named = named_version(values, identity)
            found = self._all.get((identity, named)) if named is not None else None
            found = found or self._in_force(identity, received_ms)
            if found is not None and kind in found.kinds:
                yield found

    def version(self, identity: str, version: int) -> RuleSet | None:
        """One version of one of them; None where it is known no more."""
        return self._all.get((identity, version))

    def kinds(self) -> set[str]:
        """The kinds of record that any version of any of them speaks about."""
        return {kind for one in self._all.values() for kind in one.kinds}

    def _in_force(self, identity: str, received_ms: int) -> RuleSet | None:
        then = [one for one in self._since[identity] if one.loaded_ms <= received_ms]
        # A file that is the community's own from the start counts for what came before it too.
        return (then or self._since[identity])[-1 if then else 0].rule_set
