"""The part of CEL that care files may use, read into a tree.

The engines of server and tablet differ in corners, and neither says where a text leaves the part in which they agree.
So every expression is read here first: what is not in this grammar is refused with its place, before an engine sees it.
`docs/care.md` describes the same part for those who write care files.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from schemas.care.expression_tree import Binary, Call, Choice, Each, Items, Literal, Member, Name, Part, Unary
from schemas.declaration import Label

EXPRESSION_LENGTH_MAX = 1000
EXPRESSION_DEPTH_MAX = 40
INTEGER_MAX = 2**53 - 1


class ExpressionFault(ValueError):
    """What is wrong with an expression, and at which character (from 1)."""

    def __init__(self, at: int, zh: str, en: str) -> None:
        self.at = at
        self.reason = Label(f"第 {at} 个字符处：{zh}", f"at character {at}: {en}")
        super().__init__(self.reason.en)


class _Token(NamedTuple):
    sort: str
    text: str
    at: int


_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+)"
    r"|(?P<decimal>[0-9]+\.[0-9]+)"
    r"|(?P<integer>[0-9]+)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>\"[^\"\\\n]*\"|'[^'\\\n]*')"
    r"|(?P<sign>\|\||&&|==|!=|<=|>=|[!<>+\-*/?:.,()\[\]])"
)
# Words that mean something in CEL, or will.
_RESERVED = (
    "as break const continue else false for function if import in let loop null package namespace return true var void "
    "while"
)
RESERVED = frozenset(_RESERVED.split())
_BINARY = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/"))
_MACROS = ("exists", "all")


def parse(text: str) -> Part:
    """The tree of an expression. Raises ExpressionFault."""
    if len(text) > EXPRESSION_LENGTH_MAX:
        raise ExpressionFault(
            1,
            f"表达式太长，最多 {EXPRESSION_LENGTH_MAX} 个字符",
            f"too long: at most {EXPRESSION_LENGTH_MAX} characters",
        )
    return _Parser(tuple(_tokens(text))).whole()


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise ExpressionFault(
                position + 1, f"这里不能用“{text[position]}”", f"“{text[position]}” cannot stand here"
            )
        if match.lastgroup != "blank":
            yield _Token(match.lastgroup or "", match.group(), position + 1)
        position = match.end()
    yield _Token("end", "", len(text) + 1)


class _Parser:
    """Reads by precedence, weakest first: ?:, the rows of _BINARY, signs before a value, what follows it."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self._tokens = tokens
        self._index = 0
        self._depth = 0

    def whole(self) -> Part:
        part = self._choice()
        if self._next.sort != "end":
            raise self._unexpected()
        return part

    @property
    def _next(self) -> _Token:
        return self._tokens[self._index]

    def _take(self, *texts: str) -> _Token | None:
        """The next token if it is one of these signs or words."""
        token = self._next
        if token.text in texts and token.sort in ("sign", "name"):
            self._index += 1
            return token
        return None

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise ExpressionFault(self._next.at, f"这里缺少“{text}”", f"“{text}” is missing here")

    def _unexpected(self) -> ExpressionFault:
        token = self._next
        if token.sort == "end":
            return ExpressionFault(token.at, "表达式没有写完", "the expression ends too early")
        return ExpressionFault(token.at, f"没想到这里是“{token.text}”", f"“{token.text}” is not expected here")

    def _deeper(self, read: Callable[[], Part]) -> Part:
        self._depth += 1
        if self._depth > EXPRESSION_DEPTH_MAX:
            raise ExpressionFault(self._next.at, "表达式层次太深", "nested too deeply")
        part = read()
        self._depth -= 1
        return part

    def _choice(self) -> Part:
        condition = self._binary(0)
        if not self._take("?"):
            return condition
        yes = self._deeper(self._choice)
        self._expect(":")
        return Choice(condition.at, condition, yes, self._deeper(self._choice))

    def _binary(self, level: int) -> Part:
        if level == len(_BINARY):
            return self._unary()
        left = self._binary(level + 1)
        terms = 0
        while operator := self._take(*_BINARY[level]):
            left = Binary(operator.at, operator.text, left, self._binary(level + 1))
            terms += 1
            # Both engines walk such a chain as deep as it is long.
            if terms > EXPRESSION_DEPTH_MAX:
                raise ExpressionFault(operator.at, "连写太多", "too many terms in a row")
        return left

    def _unary(self) -> Part:
        if sign := self._take("!", "-"):
            return Unary(sign.at, sign.text, self._deeper(self._unary))
        part = self._value()
        while self._take("."):
            part = self._after_dot(part)
        return part

    def _after_dot(self, of: Part) -> Part:
        token = self._next
        if token.sort != "name":
            raise self._unexpected()
        self._index += 1
        if not self._take("("):
            return Member(token.at, of, self._free(token))
        if token.text not in _MACROS:
            raise ExpressionFault(token.at, f"没有“{token.text}”这个写法", f"there is no “.{token.text}()”")
        variable = self._next
        if variable.sort != "name":
            raise self._unexpected()
        self._index += 1
        self._expect(",")
        condition = self._deeper(self._choice)
        self._expect(")")
        _only_compares(condition)
        return Each(token.at, of, token.text, self._free(variable), condition)

    def _value(self) -> Part:
        token = self._next
        if self._take("("):
            part = self._deeper(self._choice)
            self._expect(")")
            return part
        if self._take("["):
            return Items(token.at, self._listed("]"))
        if token.sort not in ("integer", "decimal", "text", "name"):
            raise self._unexpected()
        self._index += 1
        if token.sort == "name":
            return self._named(token)
        return Literal(token.at, _literal(token))

    def _named(self, token: _Token) -> Part:
        if token.text in ("true", "false"):
            return Literal(token.at, token.text == "true")
        if self._take("("):
            return Call(token.at, token.text, self._listed(")"))
        return Name(token.at, self._free(token))

    def _listed(self, end: str) -> tuple[Part, ...]:
        parts: list[Part] = []
        while not self._take(end):
            if parts:
                self._expect(",")
            parts.append(self._deeper(self._choice))
        return tuple(parts)

    def _free(self, token: _Token) -> str:
        if token.text in RESERVED:
            raise ExpressionFault(token.at, f"“{token.text}”是保留字", f"“{token.text}” is a reserved word")
        return token.text


def _only_compares(condition: Part) -> None:
    """Nothing inside exists and all may fail: for an element that does, the engines go on differently."""
    computes = isinstance(condition, Binary) and condition.operator in ("+", "-", "*", "/")
    if computes or isinstance(condition, Call | Each):
        raise ExpressionFault(
            condition.at,
            "exists、all 里面只能比较，不能计算",
            "inside exists and all, only compare; nothing is computed",
        )
    for part in condition.parts():
        _only_compares(part)


def _literal(token: _Token) -> str | int | float:
    if token.sort == "text":
        return token.text[1:-1]
    if token.sort == "decimal":
        return float(token.text)
    if len(token.text) > 16 or int(token.text) > INTEGER_MAX:
        raise ExpressionFault(token.at, "数字太大", "the number is too large")
    return int(token.text)
