"""Where a column's values may go: fields of the resident, of the household, and what only places a row."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.declaration import Field, Label
from schemas.kind import Kind
from schemas.kinds import KINDS
from server.importing.words import WORDS, code_of, heading_key

RESIDENT: Kind = KINDS["resident"]
HOUSEHOLD: Kind = KINDS["household"]
GRID, IGNORE, NUMBER, HEAD_NAME = "grid", "ignore", "household.number", "household.head_name"
CONTACT = "contact."
_OF_HOUSEHOLD = "household."
_NEVER = frozenset({"household", "same_as", "review.state", "review.comment", "review.answer", "kind", "kind_version"})
_TYPES = frozenset({"text", "note", "integer", "date", "month", "code", "choices", "id_number", "phone"})
_SPECIAL = {
    GRID: Label("网格", "Grid"),
    NUMBER: Label("户号", "Household number"),
    HEAD_NAME: Label("户主姓名", "Name of the head"),
    IGNORE: Label("不导入", "Not taken"),
}
_NOT_TAKEN = frozenset({"不导入", "忽略", "ignore", "-", "无", ""})


@dataclass(frozen=True, slots=True)
class Target:
    """``path`` as a mapping writes it; ``field`` is None for what only places a row. ``option``: ticks one choice."""

    path: str
    label: Label
    kind: Kind | None = None
    field: Field | None = None
    option: str = ""

    @property
    def of_household(self) -> bool:
        """Whether it is said of the household, so that merged cells say it for all who live there."""
        return self.path.startswith(_OF_HOUSEHOLD)

    @property
    def spans_rows(self) -> bool:
        """Whether a merged cell speaks for every row that it spans."""
        return self.of_household or self.path in (GRID, "live_address", "hukou_address")


def _made() -> dict[str, Target]:
    made = {path: Target(path, label) for path, label in _SPECIAL.items()}
    for kind, prefix in ((RESIDENT, ""), (HOUSEHOLD, _OF_HOUSEHOLD)):
        for field in kind.fields:
            if field.path in _NEVER or field.type not in _TYPES or field.path.startswith("review."):
                continue
            if prefix and field.path in ("head", "address_text", "note"):
                continue
            made[prefix + field.path] = Target(prefix + field.path, field.label, kind, field)
            for code in field.codes.codes if field.codes and field.type == "choices" else ():
                path = f"{prefix}{field.path}.{code.code}"
                label = Label(f"{field.label.zh}：{code.label.zh}", f"{field.label.en}: {code.label.en}")
                made[path] = Target(path, label, kind, field, code.code)
    for group in RESIDENT.groups:
        for field in group.fields:
            if group.path == "contact":
                made[CONTACT + field.path] = Target(CONTACT + field.path, field.label, RESIDENT, field)
    return made


TARGETS = _made()
_BY_LABEL = {heading_key(target.label.zh): target for target in reversed(TARGETS.values())}


def target_named(typed: str) -> Target | None:
    """The target that a clerk means: by path, by its Chinese name, or by what registers call it."""
    wanted = typed.strip()
    if wanted in _NOT_TAKEN:
        return TARGETS[IGNORE]
    key = heading_key(wanted)
    path = WORDS.headings.get(key)
    return TARGETS.get(wanted) or _BY_LABEL.get(key) or (TARGETS[path] if path else None) or option_named(wanted)


def option_named(heading: str) -> Target | None:
    """A column that is one tick: 独居 √. Tags first, then diseases and disabilities."""
    said = heading_key(heading).removeprefix("是否").removeprefix("是不是")
    for path in ("tags", "disease", "disability"):
        field = next((one for one in RESIDENT.fields if one.path == path), None)
        code = code_of(field.codes, said) if field and field.codes and not said.isdecimal() else None
        if code and code not in ("other", "none"):
            return TARGETS[f"{path}.{code}"]
    return None
