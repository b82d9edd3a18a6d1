"""What one question of an XLSForm becomes: a field, or the reason why it can be none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, cast

from schemas.declaration import Code, CodeList, Field, FieldType, Label, Sensitivity
from schemas.forms.conditions import NotSimple, bounds, not_after_today
from schemas.forms.faults import CHOICES, SURVEY, Findings
from schemas.forms.types import COLUMNS, OWN_TYPES, PASSED_OVER, REFUSED, TYPES
from schemas.forms.words import NO, SENSITIVITIES, YES, guarded, label_from, other_languages
from schemas.forms.xlsform import ROW, Item
from schemas.limits import Limits

PREFIX = "x_"
"""Before the name of everything that a community brings; nothing that Mulin ships begins with it."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[^\s]{1,64}")
_OPTION = re.compile(r"[a-z0-9][a-z0-9_]*")
_NUMBER_LOW, _NUMBER_HIGH = -1_000_000_000, 1_000_000_000
_DECIMALS = 4


@dataclass
class Drafts:
    """Fields made so far, and what is still to be found out about them."""

    limits: Limits
    findings: Findings
    by_name: dict[str, Field] = field(default_factory=dict)
    """The questions outside groups, by their names in the file: those that can decide about others."""
    relevant: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Path → the condition as it is written, and its row."""
    rows: dict[str, int] = field(default_factory=dict)
    """Path → the row that it comes from."""
    asked: int = 0


def row_of(item: Item) -> int:
    return int(item.get(ROW) or 0)


def type_of(item: Item) -> str:
    return str(item.get("type", "")).strip()


def plain_label(item: Item, drafts: Drafts, fallback: Label | None = None) -> Label | None:
    """The words of a question or a heading in both languages; None, and a fault, where there are none."""
    row, findings = row_of(item), drafts.findings
    label = label_from(item.get("label"))
    for language in other_languages(item.get("label")):
        findings.notice(SURVEY, 0, "label", f"不显示“{language}”", f"{language} is not shown")
    if not label.zh and not label.en:
        if fallback is None:
            findings.wrong(SURVEY, row, "label", "没有写题目", "there is no label")
        return fallback
    return _sound_label(label, SURVEY, row, "label", drafts)


def _sound_label(label: Label, sheet: str, row: int, column: str, drafts: Drafts) -> Label | None:
    findings, longest = drafts.findings, drafts.limits.form_label_characters_max
    for text in (label.zh, label.en):
        if len(text) > longest:
            findings.wrong(sheet, row, column, f"太长，最多 {longest} 个字", f"longer than {longest} characters")
            return None
        if not text.isprintable():
            findings.wrong(sheet, row, column, "有看不见的字符", "there are characters that cannot be seen")
            return None
        if "${" in text:
            findings.unsupported(row, column, "题目里不能引用别的答案", "a label cannot show another answer")
            return None
    return Label(label.zh or label.en, label.en or label.zh)


def name_of(item: Item, drafts: Drafts) -> str | None:
    """The name of a question as it can stand in a path: lower-case letters, digits and underscores."""
    written = str(item.get("name", ""))
    name = written.lower().replace("-", "_").replace(".", "_")
    if _NAME.fullmatch(name) and "__" not in name and name.isascii():
        return name
    drafts.findings.wrong(
        SURVEY,
        row_of(item),
        "name",
        f"名称“{written[:40]}”不能用：只能有小写字母、数字和下划线，以字母开头，如 zujin",
        f"the name {written[:40]!r} cannot be used: lower-case letters, digits and single underscores only",
    )
    return None


def field_of(item: Item, path: str, drafts: Drafts) -> Field | None:
    """The field that a question becomes; None, and a fault, where it can be none."""
    row, said = row_of(item), type_of(item)
    refused = REFUSED.get(said.lower())
    if refused is not None:
        drafts.findings.unsupported(row, "type", refused.zh, refused.en)
        return None
    field_type = TYPES.get(said.lower())
    if field_type is None or item.get("query"):
        drafts.findings.unsupported(
            row, "type", f"不支持题型 {said[:40]}", f"questions of type {said[:40]} are not supported"
        )
        return None
    label = plain_label(item, drafts)
    _columns(item, row, drafts)
    if label is None:
        return None
    made = Field(path, field_type, label, help=_help(item, drafts))
    for step in (_typed, _coded, _ranged, _required, _guarded):
        result = step(made, item, drafts)
        if result is None:
            return None
        made = result
    return made


def _columns(item: Item, row: int, drafts: Drafts) -> None:
    given = {**item, **item.get("bind", {}), **item.get("control", {})}
    for column, reason in COLUMNS.items():
        value = given.get(column)
        if value not in (None, "", {}) and not (column == "readonly" and str(value).lower() in NO):
            drafts.findings.unsupported(row, column, reason.zh, reason.en)
    for column, reason in PASSED_OVER.items():
        if given.get(column):
            drafts.findings.notice(SURVEY, row, column, reason.zh, reason.en)


def _help(item: Item, drafts: Drafts) -> Label | None:
    hint = label_from(item.get("hint"))
    if not hint.zh and not hint.en:
        return None
    return cut_help(Label(hint.zh or hint.en, hint.en or hint.zh), row_of(item), drafts)


def cut_help(hint: Label, row: int, drafts: Drafts) -> Label | None:
    """A hint if it can be shown; a fault where it cannot."""
    longest = drafts.limits.form_help_characters_max
    if max(len(hint.zh), len(hint.en)) > longest or "${" in hint.zh + hint.en or not (hint.zh + hint.en).isprintable():
        drafts.findings.wrong(
            SURVEY,
            row,
            "hint",
            f"提示最多 {longest} 个字，不能引用别的答案",
            f"at most {longest} characters, no ${{…}}",
        )
        return None
    return hint


def _typed(made: Field, item: Item, drafts: Drafts) -> Field | None:
    own, appearance = str(item.get("mulin_type") or "").strip(), str(item.get("control", {}).get("appearance") or "")
    if own:
        found = OWN_TYPES.get(own)
        if found is None or made.type != "text":
            drafts.findings.wrong(
                SURVEY, row_of(item), "mulin_type",
                "只能写 phone、id_number、resident、household，题型用 text",
                "phone, id_number, resident or household, on questions of type text",
            )  # fmt: skip
            return None
        return replace(made, type=found[0], refers_to=found[1])
    if made.type == "text" and ("multiline" in appearance or item.get("control", {}).get("rows")):
        return replace(made, type="note", policy="text")
    if made.type == "date" and "month-year" in appearance:
        return replace(made, type="month")
    if made.type == "date" and "year" in appearance.split():
        drafts.findings.unsupported(row_of(item), "appearance", "只填年份请用 integer", "for a year alone use integer")
        return None
    return made


def _coded(made: Field, item: Item, drafts: Drafts) -> Field | None:
    if made.type not in ("code", "choices"):
        return made
    name, choices = str(item.get("itemset") or item.get("list_name") or ""), item.get("choices")
    if not isinstance(choices, list) or not choices:
        drafts.findings.unsupported(
            row_of(item), "type", "只支持 choices 工作表里的选项", "only lists of the choices sheet are supported"
        )
        return None
    if len(choices) > drafts.limits.form_choices_max:
        most = drafts.limits.form_choices_max
        drafts.findings.wrong(CHOICES, 0, name[:40], f"最多 {most} 个选项", f"at most {most} answers")
        return None
    codes = tuple(_code(one, made.type, row_of(item), drafts) for one in choices)
    if any(code is None for code in codes):
        return None
    return replace(made, codes=CodeList(name, cast(tuple[Code, ...], codes)))


def _code(choice: Item, field_type: FieldType, asked_in: int, drafts: Drafts) -> Code | None:
    written, row = str(choice.get("name", "")), row_of(choice)
    code = written.lower().replace("-", "_") if field_type == "choices" else written
    shape = _OPTION if field_type == "choices" else _CODE
    if not shape.fullmatch(code) or not code.isprintable() or "__" in code:
        drafts.findings.wrong(
            CHOICES, row, "name",
            f"选项名称“{written[:40]}”不能用在第 {asked_in} 行的题里："
            "多选题只能用小写字母、数字和下划线，其他不能有空格",
            f"the answer {written[:40]!r} cannot be used in row {asked_in}: select_multiple takes lower-case letters, "
            "digits and underscores; nothing takes blanks",
        )  # fmt: skip
        return None
    if written == "other" and not row:
        return Code("other", Label("其他", "Other"))
    label = label_from(choice.get("label"))
    if not label.zh and not label.en:
        drafts.findings.wrong(CHOICES, row, "label", "选项没有文字", "the answer has no label")
        return None
    sound = _sound_label(label, CHOICES, row, "label", drafts)
    return Code(code, sound) if sound else None


def _ranged(made: Field, item: Item, drafts: Drafts) -> Field | None:
    constraint = str(item.get("bind", {}).get("constraint") or "").strip()
    try:
        if made.type in ("integer", "decimal"):
            return _numbered(made, item, constraint)
        if constraint and made.type in ("date", "month", "time") and not_after_today(constraint):
            return replace(made, past=True)
        if constraint:
            raise NotSimple("这种题不支持 constraint", "constraints are not supported on this type of question")
    except NotSimple as reason:
        drafts.findings.unsupported(row_of(item), "constraint", reason.zh, reason.en)
        return None
    return made


def _numbered(made: Field, item: Item, constraint: str) -> Field:
    parameters: dict[str, Any] = item.get("parameters") or {} if type_of(item) == "range" else {}
    edges = [str(parameters.get(name, default)) for name, default in (("start", 1), ("end", 10), ("step", 1))]
    if type_of(item) == "range" and all(edge.lstrip("-").isdecimal() for edge in edges):
        made = replace(made, type="integer")
    low, high = bounds(constraint, made.type == "integer") if constraint else (None, None)
    if type_of(item) == "range":
        low, high = low if low is not None else float(edges[0]), high if high is not None else float(edges[1])
    lowest, highest = _NUMBER_LOW if low is None else low, _NUMBER_HIGH if high is None else high
    if lowest >= highest:
        raise NotSimple("下限要小于上限", "the lowest value must be below the highest")
    hard = (int(lowest), int(highest)) if made.type == "integer" else (lowest, highest)
    return replace(made, hard=hard, decimals=_DECIMALS if made.type == "decimal" else 0)


def _required(made: Field, item: Item, drafts: Drafts) -> Field | None:
    said = str(item.get("bind", {}).get("required") or "").strip().lower()
    if said in NO:
        return made
    if said in YES:
        return replace(made, required=True)
    drafts.findings.unsupported(row_of(item), "required", "只支持 yes 或 no", "only yes and no are supported")
    return None


def _guarded(made: Field, item: Item, drafts: Drafts) -> Field | None:
    said = str(item.get("mulin_sensitivity") or "").strip().lower()
    if said:
        found: Sensitivity | None = SENSITIVITIES.get(said)
        if found is None:
            drafts.findings.wrong(
                SURVEY, row_of(item), "mulin_sensitivity",
                "只能写 open 公开、personal 个人、health 健康、note 备注、identity 证件",
                "open, personal, health, note or identity",
            )  # fmt: skip
            return None
        return replace(made, sensitivity=found)
    found = guarded(made.label, made.type)
    if found in ("health", "identity"):
        zh = "健康" if found == "health" else "证件"
        drafts.findings.notice(
            SURVEY, row_of(item), "mulin_sensitivity", f"按“{zh}”保密", f"guarded as {found}, by its words"
        )
    return replace(made, sensitivity=found)
