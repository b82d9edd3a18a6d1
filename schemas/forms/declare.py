"""An XLSForm file as a declaration: a kind of a community's own, or questions for a kind that Mulin ships."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import cast, get_args

from schemas.columns import NAME_LENGTH_MAX, column_name
from schemas.declaration import Declaration, Field, Group, Label, Section, Stay
from schemas.forms.conditions import NotSimple, condition
from schemas.forms.faults import SETTINGS, SURVEY, Fault, Findings, FormError
from schemas.forms.questions import PREFIX, Drafts
from schemas.forms.survey import Walk
from schemas.forms.xlsform import Workbook, read
from schemas.kind import Kind
from schemas.limits import Limits
from schemas.paths import expanded

_KIND_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KIND_NAME_MAX = 24
_PATH_LENGTH_MAX = 60
_ABOUT = {
    "": ("resident", Label("居民", "Resident")),
    "resident": ("resident", Label("居民", "Resident")),
    "household": ("household", Label("住户", "Household")),
    "none": None,
}


@dataclass(frozen=True)
class Draft:
    """A form that was read, not yet compared with what the community has.

    declaration: an own kind whole; for a shipped kind that is extended, its name and the sections to add.
    rows: path → the row of the survey that it comes from.
    skipped: rows that Mulin cannot ask and that were left out, because the keeper said so.
    """

    declaration: Declaration
    extends: bool
    rows: dict[str, int]
    skipped: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = field(default=())


def read_form(
    data: bytes, limits: Limits, extends: Kind | None = None, name: str | None = None, skip_unsupported: bool = False
) -> Draft:
    """The form in an XLSForm file (.xlsx). Raises ``FormError`` with all that is wrong with it.

    extends: the shipped kind that its questions are added to; None for a kind of its own.
    name: of a kind of its own, where the file's `form_id` shall not count.
    skip_unsupported: leave out rows that cannot be asked, instead of refusing the form for them.
    """
    findings = Findings()
    deciding = {one.path: one for one in extends.fields} if extends else {}
    book = read(data, limits, frozenset(deciding), findings)
    drafts = Drafts(limits, findings, by_name=dict(deciding))
    kind_label = _title(book, findings)
    sections = Walk(drafts, kind_label).sections(book.items)
    sections = _conditioned(sections, drafts)
    _fits(sections, drafts)
    skipped = tuple(fault for fault in findings.faults if fault.unsupported)
    if any(not fault.unsupported for fault in findings.faults) or (skipped and not skip_unsupported):
        raise FormError(findings.faults)
    if not sections:
        raise FormError([Fault(SURVEY, 0, "", Label("一道能用的题都没有", "there is no question that can be asked"))])
    if extends is not None:
        declaration = Declaration(extends.name, 1, extends.label, sections, title=())
    else:
        declaration = _own_kind(book, kind_label, sections, name)
    return Draft(declaration, extends is not None, drafts.rows, skipped, tuple(findings.notices))


def _title(book: Workbook, findings: Findings) -> Label:
    settings = book.settings
    zh = " ".join(str(settings.get("form_title") or settings.get("form_id") or "").split())[:60]
    en = " ".join(str(settings.get("mulin_title_en") or settings.get("form_title::english") or "").split())[:60]
    if not (zh + en).isprintable():
        findings.wrong(SETTINGS, 2, "form_title", "有看不见的字符", "there are characters that cannot be seen")
    return Label(zh or "补充问题", en or zh or "More questions")


def _own_kind(book: Workbook, label: Label, sections: tuple[Section, ...], name: str | None) -> Declaration:
    settings = book.settings
    named = str(name or settings.get("form_id") or settings.get("id_string") or "").lower().replace("-", "_")
    named = named.removeprefix(PREFIX)
    sound = _KIND_NAME.fullmatch(named) and "__" not in named and len(named) <= _KIND_NAME_MAX
    if not sound or named.endswith("_"):
        reason = Label(
            f"settings 工作表的 form_id 要写表的名称：小写字母、数字、下划线，最多 {_KIND_NAME_MAX} 个，如 zuhu_dengji",
            f"form_id on the sheet settings names the form: at most {_KIND_NAME_MAX} lower-case letters, digits, _",
        )
        raise FormError([Fault(SETTINGS, 2, "form_id", reason)])
    said = str(settings.get("mulin_about") or "").strip().lower()
    if said not in _ABOUT:
        reason = Label("只能写 resident、household 或 none", "resident, household or none")
        raise FormError([Fault(SETTINGS, 2, "mulin_about", reason)])
    about = _ABOUT[said]
    # A register that vanished from the tablets after a year, without anybody having said so, would be a surprise.
    stays = str(settings.get("mulin_on_tablets") or "always").strip().lower()
    if stays not in get_args(Stay):
        reason = Label("只能写 always、recent 或 brief", "always, recent or brief")
        raise FormError([Fault(SETTINGS, 2, "mulin_on_tablets", reason)])
    head = [
        Field("captured_by", "person", Label("填表人", "Filled in by"), required=True),
        Field("at", "time", Label("填表时间", "Time"), required=True, past=True),
    ]
    if about:
        subject = Field(about[0], "ref", about[1], refers_to=about[0], sensitivity="personal")
        head.insert(0, subject)
    return Declaration(
        name=PREFIX + named,
        version=1,
        label=label,
        sections=(Section(Label("基本情况", "Basics"), tuple(head)), *sections),
        title=(about[0], "at") if about else ("at",),
        subject_path=about[0] if about else None,
        worker_path="captured_by",
        when_path="at",
        on_tablets=cast(Stay, stays),
    )


def _conditioned(sections: tuple[Section, ...], drafts: Drafts) -> tuple[Section, ...]:
    """The sections with the conditions of their questions, now that all questions are known."""

    def conditioned(part: Field | Group) -> Field | Group | None:
        if isinstance(part, Group) or part.path not in drafts.relevant:
            return part
        written, row = drafts.relevant[part.path]
        try:
            decides = condition(written, drafts.by_name)
            if decides.path == part.path or decides.path.startswith(f"{part.path}."):
                raise NotSimple("题不能由自己决定显示", "a question cannot decide about itself")
            return replace(part, show_if=decides)
        except NotSimple as reason:
            drafts.findings.unsupported(row, "relevant", reason.zh, reason.en)
            return None

    kept = ((one.label, [conditioned(part) for part in one.parts]) for one in sections)
    made = ((label, tuple(part for part in parts if part is not None)) for label, parts in kept)
    return tuple(Section(label, parts) for label, parts in made if parts)


def _fits(sections: tuple[Section, ...], drafts: Drafts) -> None:
    """Faults for what no path or column can carry: names that are too long, or that become one."""
    whole = Declaration("x", 1, Label("x", "x"), sections, title=())
    ordinary = [(one.path, part.path) for part in whole.fields for one in expanded([part])]
    inside = [
        (f"{group.path}.{'x' * 8}.{one.path}", group.path) for group in whole.groups for one in expanded(group.fields)
    ]
    columns = Counter(column_name(path) for path, _ in ordinary)
    columns.update(f"{group.path}_count" for group in whole.groups)
    declared = Counter([part.path for part in whole.fields] + [group.path for group in whole.groups])
    for path, origin in (*ordinary, *inside):
        row = drafts.rows.get(origin, 0)
        if len(path) > _PATH_LENGTH_MAX or len(column_name(path)) > NAME_LENGTH_MAX:
            drafts.findings.wrong(SURVEY, row, "name", "名称太长，请改短", "the name is too long")
        elif declared[origin] > 1 or columns[column_name(path)] > 1:
            drafts.findings.wrong(
                SURVEY, row, "name", f"名称 {origin[2:]} 和别的题或选项撞了，请换一个",
                f"the name {origin[2:]} meets another question or answer; take another",
            )  # fmt: skip
    for group in whole.groups:
        twice = [path for path, count in Counter(one.path for one in group.fields).items() if count > 1]
        for path in twice:
            drafts.findings.wrong(SURVEY, 0, "name", f"名称 {path} 重复了", f"the name {path} stands twice")
