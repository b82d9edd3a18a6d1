"""A rule set on one record: what follows, what cannot be said and what is missing for it, and what to tell at once.

Pure, and it never raises, whatever the record holds: a value that is not what a rule asks for counts as missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.care.expression import Expression, NotComputable, Scope, Value
from schemas.care.given import Values, given
from schemas.care.rule_set import Card, Level, Output, RuleSet, Table
from schemas.care.wording import filled
from schemas.declaration import Label

Found = Value | NotComputable


@dataclass(frozen=True)
class ShownCard:
    """A card with its values filled in."""

    id: str
    level: Level
    text: Label


@dataclass(frozen=True)
class Result:
    """What a rule set made of one record.

    rule_set: `NBPHS3_2017@1`. inputs: what it was given, by input name; what is missing does not stand there.
    """

    rule_set: str
    kind: str
    outputs: Mapping[str, Found]
    cards: tuple[ShownCard, ...]
    inputs: Mapping[str, Value]

    def plain(self) -> dict[str, Any]:
        """As JSON-able data, the same on the tablet. An output without a value is {"missing": [names of inputs]}."""
        return {
            "rule_set": self.rule_set,
            "kind": self.kind,
            "outputs": {name: plain_found(found) for name, found in self.outputs.items()},
            "cards": [
                {"id": card.id, "level": card.level, "zh": card.text.zh, "en": card.text.en} for card in self.cards
            ],
            "inputs": dict(self.inputs),
        }


def plain_found(found: Found) -> Any:
    return {"missing": list(found.missing)} if isinstance(found, NotComputable) else found


def evaluate(rule_set: RuleSet, kind_name: str, values: Values, context: Values) -> Result:
    """Work out everything that a rule set says about a record of this kind.

    values: the record's answers, path → scalar; one boolean a code at `<path>.<code>` for choices.
    context: `date` (of the record), `age`, `sex`, `tags`, `previous` (outputs of the same resident's record of this
        kind before, the person's decisions in the place of what they decided otherwise, or None where there is none),
        and what else the rule set's inputs name. None says "there is none"; a name that is left out is not known.
    """
    return _Evaluation(rule_set, kind_name, values, context).result()


class _Evaluation:
    def __init__(self, rule_set: RuleSet, kind: str, values: Values, context: Values) -> None:
        self._rules = rule_set
        self._of_kind = rule_set.of_kind(kind)
        self._kind = kind
        self._inputs = {
            name: value
            for name in self._of_kind.inputs
            if (value := given(rule_set.inputs[name], values, context)) is not None
        }
        self._known: dict[str, Any] = {**self._of_kind.constants, **self._inputs}
        self._scope = Scope(self._known)
        self._outputs: dict[str, Found] = {}

    def result(self) -> Result:
        for output in self._of_kind.outputs:
            found = self._worked_out(output)
            self._outputs[output.name] = found
            if not isinstance(found, NotComputable):
                self._know(output.name, found)
        cards = tuple(self._shown(card) for card in self._of_kind.cards if self._value(card.when) is True)
        return Result(self._rules.reference, self._kind, self._outputs, cards, self._inputs)

    def _worked_out(self, output: Output) -> Found:
        needed = self._missing(output.needs)
        if needed:
            return NotComputable(needed)
        for row in output.rows:
            if row.when is not None:
                holds = self._value(row.when)
                if isinstance(holds, NotComputable):
                    return holds
                if holds is not True:
                    continue
            if row.expression is not None:
                return self._fitting(output, self._value(row.expression))
            return row.value if row.value is not None else NotComputable(())
        return NotComputable(())

    def _fitting(self, output: Output, found: Found) -> Found:
        """What an output says is one of its codes."""
        if isinstance(found, NotComputable) or not output.codes or found in output.codes:
            return found
        return NotComputable(())

    def _value(self, expression: Expression) -> Found:
        self._look_up(expression.names)
        found = expression.value(self._scope)
        return NotComputable(self._missing(found.missing)) if isinstance(found, NotComputable) else found

    def _look_up(self, names: Iterable[str]) -> None:
        """Find the rows of those names that are tables, as soon as what they are found by is known."""
        for name in names:
            if name in self._rules.tables and name not in self._known:
                table = self._rules.tables[name]
                row = _row_of(table, self._known.get(table.by))
                if row is not None:
                    self._know(name, row)

    def _know(self, name: str, value: Any) -> None:
        self._known[name] = value
        self._scope.give(name, value)

    def _missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """The inputs for want of which these names have no value, each once, by name."""
        found: set[str] = set()
        for name in names:
            if name in self._known:
                continue
            earlier = self._outputs.get(name)
            if isinstance(earlier, NotComputable):
                found.update(earlier.missing)
            elif name in self._rules.tables:
                by = self._rules.tables[name].by
                found.update(self._missing([by]) or [by])
            else:
                found.add(name)
        return tuple(sorted(found))

    def _shown(self, card: Card) -> ShownCard:
        self._look_up(card.names)
        text = Label(filled(card.text.zh, self._known), filled(card.text.en, self._known))
        return ShownCard(card.id, card.level, text)


def _row_of(table: Table, value: Any) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if table.exact:
        return next((row.values for row in table.rows if row.start == value), None)
    if table.end is not None and value > table.end:
        return None
    found = None
    for row in table.rows:
        if row.start is None or value >= row.start:
            found = row.values
    return found
