"""Expressions of care files, evaluated by CEL. The one place for that library.

A value that is not known is not given at all: `a || b` is then true where `b` is, and without a value where it is
not. So "not computable" needs no special words in an expression.
"""

import logging
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import cel

from schemas.care import dates
from schemas.care.expression_tree import inner_names, names_of
from schemas.care.grammar import INTEGER_MAX, parse
from schemas.care.value_types import Type, type_of

Value = str | int | float | bool | list[str]

# It repeats what a function was given, which may be about a person.
logging.getLogger("cel").setLevel(logging.CRITICAL)


class NotComputable(NamedTuple):
    """No value, and which names would be needed for one."""

    missing: tuple[str, ...]


def _round(number: float, decimals: int) -> float:
    """Half up, as people round; the same floating point steps as on the tablet. Raises ValueError."""
    if not 0 <= decimals <= 6 or not abs(number) < 1e9:
        raise ValueError("cannot be rounded")
    factor = float(10**decimals)
    return math.floor(number * factor + 0.5) / factor


HOST_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "days": dates.days,
    "add_days": dates.add_days,
    "add_months": dates.add_months,
    "years": dates.years,
    "round": _round,
}


class Scope:
    """The values that expressions see, by name; None is as good as not given."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        given = {name: value for name, value in values.items() if value is not None}
        self.names = set(given)
        self.context = cel.Context(given, dict(HOST_FUNCTIONS))

    def give(self, name: str, value: Any) -> None:
        self.names.add(name)
        self.context.add_variable(name, value)


class Expression:
    """A compiled expression.

    text: as it was written. names: the names whose values it uses, sorted. inner: those of them that stand inside
        exists or all, and have to be known whatever else holds. type: of its value.
    """

    def __init__(
        self, text: str, names: tuple[str, ...], inner: frozenset[str], type: Type, program: cel.Program
    ) -> None:
        self.text = text
        self.names = names
        self.inner = inner
        self.type = type
        self._program = program

    @classmethod
    def compile(cls, text: str, types: Mapping[str, Type] | None = None) -> "Expression":
        """Raises ExpressionFault: not in the grammar, a name or function that is not there, types that do not fit.

        types: of the names that may be used; None allows any name, and looks at types only where they are plain.
        """
        tree = parse(text)
        found = type_of(tree, types)
        return cls(text, tuple(sorted(names_of(tree))), inner_names(tree), found, cel.compile(text))

    def value(self, values: Mapping[str, Any] | Scope) -> Value | NotComputable:
        """Never raises. Whole numbers are int, decimals float (7.0, not 7), codes and dates text, choices lists."""
        scope = values if isinstance(values, Scope) else _scope(values)
        if scope is None:
            return NotComputable(self.names)
        if not self.inner <= scope.names:
            return self._missing(scope)
        try:
            found = self._program.execute(scope.context)
        except Exception:
            return self._missing(scope)
        return found if _is_value(found) else self._missing(scope)

    def _missing(self, scope: Scope) -> NotComputable:
        """Where nothing is missing, the given values have no answer: a division by zero, a date beyond the calendar."""
        return NotComputable(tuple(name for name in self.names if name not in scope.names))


def _scope(values: Mapping[str, Any]) -> Scope | None:
    """None where CEL has no such values at all."""
    try:
        return Scope(values)
    except Exception:
        return None


def _is_value(found: object) -> bool:
    if isinstance(found, float):
        return math.isfinite(found)
    if isinstance(found, int):
        return abs(found) <= INTEGER_MAX
    return isinstance(found, str | list)
