"""What sort of value an expression has, found without evaluating it.

Neither engine tells types apart before it runs, and they answer mixed types differently. A type that fits here fits
both, so what is left to go wrong at run time is a missing answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.care.dates import is_date
from schemas.care.expression_tree import Binary, Call, Choice, Each, Items, Literal, Member, Name, Part, Unary
from schemas.care.grammar import ExpressionFault


@dataclass(frozen=True)
class Type:
    """`words` is how the type is called in a care file; a list has `of`, a table's row has `columns`."""

    words: str
    of: "Type | None" = None
    columns: "Mapping[str, Type]" = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words


BOOLEAN, INTEGER, DECIMAL, TEXT, DATE = map(Type, ("boolean", "integer", "decimal", "text", "date"))
# Of a caller that says nothing about its names: fits everything.
ANY = Type("any")


def list_of(of: Type) -> Type:
    return Type(f"list of {of}", of)


def row_of(columns: Mapping[str, Type]) -> Type:
    return Type("row of a table", None, columns)


TEXTS = list_of(TEXT)
_NUMBERS = (INTEGER, DECIMAL)
# What each function takes and gives.
FUNCTIONS: Mapping[str, tuple[tuple[Type, ...], Type]] = {
    "days": ((DATE, DATE), INTEGER),
    "add_days": ((DATE, INTEGER), DATE),
    "add_months": ((DATE, INTEGER), DATE),
    "years": ((DATE, DATE), INTEGER),
    "double": ((INTEGER,), DECIMAL),
    "round": ((DECIMAL, INTEGER), DECIMAL),
    "size": ((list_of(ANY),), INTEGER),
}


def fits(given: Type, wanted: Type) -> bool:
    if ANY in (given, wanted):
        return True
    if given.of and wanted.of:
        return fits(given.of, wanted.of)
    return given == wanted


def type_of(part: Part, names: Mapping[str, Type] | None) -> Type:
    """The type of an expression's value.

    names: the names that may be used, with their types; None where any may be, with any.
    Raises ExpressionFault at the part that does not fit.
    """
    match part:
        case Literal():
            return _literal(part.value)
        case Name():
            return _name(part, names)
        case Member():
            return _member(part, type_of(part.of, names))
        case Items():
            return list_of(_same([type_of(item, names) for item in part.items], part))
        case Call():
            return _call(part, [type_of(argument, names) for argument in part.arguments])
        case Each():
            return _each(part, names)
        case Unary():
            return _unary(part, type_of(part.operand, names))
        case Binary():
            return _binary(part, type_of(part.left, names), type_of(part.right, names))
        case Choice():
            _expect(part.condition, type_of(part.condition, names), BOOLEAN)
            return _same([type_of(part.yes, names), type_of(part.no, names)], part)
    raise TypeError(part)


def _literal(value: object) -> Type:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    if isinstance(value, float):
        return DECIMAL
    return DATE if is_date(value) else TEXT


def _name(part: Name, names: Mapping[str, Type] | None) -> Type:
    if names is None:
        return ANY
    if part.name not in names:
        raise ExpressionFault(part.at, f"没有“{part.name}”", f"there is no “{part.name}”")
    return names[part.name]


def _member(part: Member, of: Type) -> Type:
    if of == ANY:
        return ANY
    if part.name not in of.columns:
        raise ExpressionFault(part.at, f"这里没有“{part.name}”一栏", f"there is no column “{part.name}”")
    return of.columns[part.name]


def _same(types: list[Type], part: Part) -> Type:
    known = [type for type in types if type != ANY]
    for type in known[1:]:
        if not fits(type, known[0]):
            raise ExpressionFault(
                part.at, f"类型不一致：{known[0]} 和 {type}", f"these differ in type: {known[0]} and {type}"
            )
    return known[0] if known else ANY


def _call(part: Call, given: list[Type]) -> Type:
    if part.function not in FUNCTIONS:
        raise ExpressionFault(part.at, f"没有函数“{part.function}”", f"there is no function “{part.function}”")
    wanted, result = FUNCTIONS[part.function]
    if len(given) != len(wanted):
        raise ExpressionFault(
            part.at,
            f"{part.function} 要 {len(wanted)} 个参数，这里有 {len(given)} 个",
            f"{part.function} takes {len(wanted)}, not {len(given)}",
        )
    for argument, type, want in zip(part.arguments, given, wanted, strict=True):
        _expect(argument, type, want)
    return result


def _each(part: Each, names: Mapping[str, Type] | None) -> Type:
    of = type_of(part.of, names)
    _expect(part.of, of, list_of(ANY))
    if names is not None:
        if part.variable in names:
            raise ExpressionFault(
                part.at, f"“{part.variable}”已有别的意思", f"“{part.variable}” already means something"
            )
        names = {**names, part.variable: of.of or ANY}
    _expect(part.condition, type_of(part.condition, names), BOOLEAN)
    return BOOLEAN


def _unary(part: Unary, operand: Type) -> Type:
    if part.operator == "!":
        _expect(part.operand, operand, BOOLEAN)
        return BOOLEAN
    if operand not in (*_NUMBERS, ANY):
        raise _unfit(part, "-", operand)
    return operand


def _binary(part: Binary, left: Type, right: Type) -> Type:
    operator = part.operator
    if operator in ("||", "&&"):
        _expect(part.left, left, BOOLEAN)
        _expect(part.right, right, BOOLEAN)
        return BOOLEAN
    if operator == "in":
        _expect(part.right, right, list_of(left))
        return BOOLEAN
    if operator in ("==", "!="):
        _comparable(part, left, right, (BOOLEAN, INTEGER, DECIMAL, TEXT, DATE))
        return BOOLEAN
    if operator in ("<", "<=", ">", ">="):
        # Whole numbers and decimals are ordered the same by both engines; whether they are equal is not.
        if not (left in _NUMBERS and right in _NUMBERS):
            _comparable(part, left, right, (INTEGER, DECIMAL, DATE))
        return BOOLEAN
    # Whole numbers are divided with a remainder, which nobody expects of a care file.
    _comparable(part, left, right, (DECIMAL,) if operator == "/" else _NUMBERS)
    return left if left != ANY else right


def _comparable(part: Binary, left: Type, right: Type, allowed: tuple[Type, ...]) -> None:
    for type in (left, right):
        if type not in (*allowed, ANY):
            raise _unfit(part, part.operator, type)
    if not fits(left, right):
        raise ExpressionFault(
            part.at,
            f"“{part.operator}”两边类型不同：{left} 和 {right}",
            f"“{part.operator}” between {left} and {right}",
        )


def _expect(part: Part, given: Type, wanted: Type) -> None:
    if not fits(given, wanted):
        raise ExpressionFault(part.at, f"这里应是 {wanted}，不是 {given}", f"{wanted} belongs here, not {given}")


def _unfit(part: Part, operator: str, type: Type) -> ExpressionFault:
    return ExpressionFault(part.at, f"“{operator}”不能用于 {type}", f"“{operator}” does not work on {type}")
