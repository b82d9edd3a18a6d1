"""What can be wrong with a value, each with a stable code and a sentence for the person who can put it right.

A problem never stops a hand-in: the value is merged, kept and flagged. Problems therefore carry the limits
that were overstepped but never the value itself, which may be an identity number or ten megabytes long.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from schemas.declaration import Label, Severity

Language = Literal["zh", "en"]
Params = Mapping[str, str | int | float]


class Problem(NamedTuple):
    """One thing that is wrong, at one path.

    severity: "hard" cannot be right, "soft" is worth a second look, "rule" is answers that contradict.
    params: what the sentence's placeholders stand for; a problem of a rule carries its own sentence as
        `zh` and `en`.
    """

    path: str
    code: str
    severity: Severity
    params: Params


class Finding(NamedTuple):
    """A problem that does not know its path yet, so that it can be made once and used at many."""

    code: str
    severity: Severity
    params: Params


WRITER_PROBLEM = "value.writer"
"""Found where a document is read with its authors; a value alone does not tell who wrote it."""

SENTENCES: Mapping[str, Label] = {
    "value.type": Label("填的内容类型不对", "This is not the type of answer that is asked for"),
    "value.number": Label("不是一个数", "This is not a number"),
    "value.range_hard": Label(
        "应在 {min} 到 {max} {unit} 之间，请重填", "Must be between {min} and {max} {unit}; please enter it again"
    ),
    "value.range_soft": Label(
        "少见的数值（一般 {min} 到 {max} {unit}），请再核对一次",
        "Unusual (mostly {min} to {max} {unit}); please look again",
    ),
    "value.decimals": Label("小数最多 {decimals} 位", "At most {decimals} decimal places"),
    "value.code_unknown": Label("不在可选答案里", "This is not one of the answers"),
    "value.required": Label("这一项必须填", "This needs an answer"),
    "value.unknown_field": Label("表里没有这一项", "This kind of record has no such field"),
    "value.too_long": Label("太长了，最多 {max} 个字", "Too long: at most {max} characters"),
    "value.characters": Label("含有不能保存的字符", "Contains characters that cannot be stored"),
    "value.date": Label("日期不对，应写成 2026-03-01 这样", "Not a date; write it like 2026-03-01"),
    "value.month": Label("年月不对，应写成 2026-03 这样", "Not a month; write it like 2026-03"),
    "value.ref": Label("关联的编号不对", "This does not point at a record"),
    "value.attachment": Label("附件编号不对", "This does not name an attachment"),
    "value.future": Label("时间在将来，请核对", "This lies in the future; please check"),
    "value.and_reason": Label(
        "既填了数值又填了未测原因，只能留一个", "There is a value and a reason for having none; keep one of them"
    ),
    WRITER_PROBLEM: Label(
        "写这一项的人没有这个权限，请由有权限的人重新填写",
        "Written by somebody whose role may not; let somebody else enter it",
    ),
    "group.too_many": Label("最多 {max} 条", "At most {max} entries"),
    "phone.format": Label("电话号码不像手机号或座机号，请核对", "This does not look like a phone number"),
    "id_number.length": Label("身份证号应为 18 位（旧证 15 位）", "An ID number has 18 digits (old ones 15)"),
    "id_number.characters": Label("身份证号只能是数字，末位可以是 X", "Digits only; the last may be X"),
    "id_number.date": Label("身份证号里的出生日期不存在", "The birth date inside the ID number does not exist"),
    "id_number.future": Label("身份证号里的出生日期在将来", "The birth date inside the ID number is in the future"),
    "id_number.checksum": Label("身份证号校验不对，请逐位核对", "The check digit is wrong; compare digit by digit"),
}


def sentence(problem: Problem, lang: Language) -> str:
    """What to tell a person about this problem; a code from a newer version is shown as it is."""
    own = problem.params.get(lang)
    if isinstance(own, str):
        return own
    template = SENTENCES.get(problem.code)
    if template is None:
        return problem.code
    words = template.zh if lang == "zh" else template.en
    try:
        # Where there is no unit, its place must not leave a gap.
        return " ".join(words.format_map(problem.params).split()).replace(" ;", ";").replace(" ）", "）")
    except (KeyError, ValueError, IndexError):
        return words
