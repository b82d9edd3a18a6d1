"""An expression taken apart: what `schemas/care/grammar.py` reads and `schemas/care/value_types.py` looks at."""

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Part:
    """Any part of an expression; `at` is the character it begins at, from 1."""

    at: int

    def parts(self) -> "Iterator[Part]":
        """The parts directly inside."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Part):
                yield value
            elif isinstance(value, tuple):
                yield from value


@dataclass(frozen=True)
class Literal(Part):
    value: str | int | float | bool


@dataclass(frozen=True)
class Name(Part):
    name: str


@dataclass(frozen=True)
class Member(Part):
    of: Part
    name: str


@dataclass(frozen=True)
class Items(Part):
    items: tuple[Part, ...]


@dataclass(frozen=True)
class Call(Part):
    function: str
    arguments: tuple[Part, ...]


@dataclass(frozen=True)
class Each(Part):
    """`list.exists(x, condition)` or `list.all(x, condition)`."""

    of: Part
    macro: str
    variable: str
    condition: Part


@dataclass(frozen=True)
class Unary(Part):
    operator: str
    operand: Part


@dataclass(frozen=True)
class Binary(Part):
    operator: str
    left: Part
    right: Part


@dataclass(frozen=True)
class Choice(Part):
    condition: Part
    yes: Part
    no: Part


def inner_names(part: Part) -> frozenset[str]:
    """The names used in the conditions of exists and all: known to be missing, they leave the whole without a value.

    The engines differ in what an element without an answer means for the elements after it.
    """
    found = frozenset().union(*(inner_names(inner) for inner in part.parts()))
    if isinstance(part, Each):
        return (found | names_of(part.condition)) - {part.variable}
    return found


def names_of(part: Part) -> frozenset[str]:
    """The names that must be given for the expression to have a value."""
    if isinstance(part, Name):
        return frozenset({part.name})
    found = frozenset().union(*(names_of(inner) for inner in part.parts()))
    if isinstance(part, Each):
        return names_of(part.of) | (names_of(part.condition) - {part.variable})
    return found
