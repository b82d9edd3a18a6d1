"""Conditions and ranges: of XLSForm's expressions the simple shapes, which a declaration can say."""

import re
from collections.abc import Iterable, Mapping

from schemas.declaration import Condition, Field, Scalar

_NAME = r"\$\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}"
_VALUE = r"""(?:'([^'"]*)'|"([^'"]*)"|(-?[0-9]+(?:\.[0-9]+)?)|(true\(\)|false\(\)))"""
_EQUALS = re.compile(rf"{_NAME}\s*=\s*{_VALUE}")
_SELECTED = re.compile(rf"selected\(\s*{_NAME}\s*,\s*{_VALUE}\s*\)")
_BOUND = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_NOT_AFTER_TODAY = re.compile(r"\.\s*<=\s*(?:today|now)\(\)")
_LETTERS_MAX = 500


class NotSimple(ValueError):
    """An expression of another shape, or about a question that cannot decide; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


_SHAPES = NotSimple(
    "只支持 ${题} = '选项' 和 selected(${题}, '选项')，几个同一题的条件可以用 or 连接",
    "only ${question} = 'answer' and selected(${question}, 'answer') are supported, several of one question with or",
)
_RANGES = NotSimple(
    "只支持 . >= 数 and . <= 数；日期支持 . <= today()",
    "only . >= number and . <= number are supported; for dates . <= today()",
)


def condition(expression: str, fields: Mapping[str, Field]) -> Condition:
    """The condition that an expression states. ``fields``: the questions that can decide, by their names in the file.

    Raises ``NotSimple``.
    """
    if len(expression) > _LETTERS_MAX:
        raise _SHAPES
    parts = [_one(part, fields) for part in re.split(r"\s+or\s+", _bare(expression))]
    paths = {path for path, _ in parts}
    if len(paths) != 1:
        raise _SHAPES
    return Condition(parts[0][0], tuple(dict.fromkeys(value for _, value in parts)))


def _bare(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    return text


def _one(text: str, fields: Mapping[str, Field]) -> tuple[str, Scalar]:
    text = _bare(text)
    equals, selected = _EQUALS.fullmatch(text), _SELECTED.fullmatch(text)
    found = equals or selected
    if found is None:
        raise _SHAPES
    name, *written = found.groups()
    answer = next((one for one in written if one is not None), "")
    field = fields.get(name)
    if field is None:
        raise NotSimple(
            f"条件里的题 {name} 不能用来决定显示：它不存在、不能用，或在可重复的部分里",
            f"question {name} cannot decide: it does not exist, is not supported, or is asked again and again",
        )
    return _decided(field, answer, ticked=selected is not None)


def _decided(field: Field, answer: str, ticked: bool) -> tuple[str, Scalar]:
    if field.codes is not None:
        if answer not in {code.code for code in field.codes.codes}:
            raise NotSimple(f"选项 {answer} 不在这题的选项表里", f"{answer} is none of its answers")
        if field.type == "choices":
            if not ticked:
                raise NotSimple("多选题要写 selected(${题}, '选项')", "for select_multiple write selected(${q}, 'x')")
            return f"{field.path}.{answer}", True
        return field.path, answer
    if field.type in ("integer", "decimal") and not ticked and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", answer):
        number = float(answer)
        return field.path, int(number) if number.is_integer() else number
    if field.type == "boolean" and answer in ("true()", "false()", "OK"):
        return field.path, answer != "false()"
    raise _SHAPES


def bounds(expression: str, whole: bool) -> tuple[float | None, float | None]:
    """The lowest and the highest value that a constraint allows, both included; None where it does not say."""
    low: float | None = None
    high: float | None = None
    for part in _conjuncts(expression):
        found = _BOUND.fullmatch(_bare(part))
        if found is None:
            raise _RANGES
        sign, number = found[1], float(found[2])
        if sign in ("<", ">"):
            if not whole or not number.is_integer():
                raise NotSimple("请用 >= 和 <=", "write >= and <=")
            number += 1 if sign == ">" else -1
        if ">" in sign:
            low = number if low is None else max(low, number)
        else:
            high = number if high is None else min(high, number)
    return low, high


def not_after_today(expression: str) -> bool:
    """Whether a constraint says that a date lies not in the future."""
    return _NOT_AFTER_TODAY.fullmatch(_bare(expression)) is not None


def _conjuncts(expression: str) -> Iterable[str]:
    if len(expression) > _LETTERS_MAX:
        raise _RANGES
    return re.split(r"\s+and\s+", _bare(expression))
