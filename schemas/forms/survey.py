"""The tree of a survey, in the order of its rows: sections, repeated parts, questions, and notes as their help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.declaration import Field, Group, Label, Section
from schemas.forms.faults import SURVEY
from schemas.forms.questions import PREFIX, Drafts, cut_help, field_of, name_of, plain_label, row_of, type_of
from schemas.forms.words import label_from
from schemas.forms.xlsform import KNOWN_ALREADY, Item


class Walk:
    """One pass over the tree of a survey, in the order of its rows."""

    def __init__(self, drafts: Drafts, title: Label) -> None:
        self.drafts = drafts
        self.title = title
        self.made: list[tuple[Label, list[Field | Group]]] = []
        self.note: tuple[Label, int] | None = None

    def sections(self, items: list[Item]) -> tuple[Section, ...]:
        self._items(items, self.title, "")
        self._hang_up_note()
        return tuple(Section(label, tuple(parts)) for label, parts in self.made if parts)

    def _items(self, items: list[Item], heading: Label, relevant: str) -> None:
        for item in items:
            sort = type_of(item)
            if self._passed_over(item, sort):
                continue
            if sort == "group":
                self._group(item, heading, relevant)
            elif sort == "repeat":
                self._put(self._repeat(item), heading)
            elif sort == "loop":
                self.drafts.findings.unsupported(row_of(item), "type", "不支持 loop", "loops are not supported")
            elif sort == "note":
                self._noted(item)
            else:
                self._put(self._question(item, PREFIX, relevant), heading)

    def _passed_over(self, item: Item, sort: str) -> bool:
        if item.get("name") == "meta" and sort == "group" and not row_of(item):
            # Where pyxform gathers what it adds by itself, and the one row that a writer can put there.
            self._items([one for one in item.get("children", []) if row_of(one)], self.title, "")
            return True
        return bool(item.get(KNOWN_ALREADY)) or (sort == "hidden" and row_of(item) in self.drafts.findings.rows())

    def _group(self, item: Item, heading: Label, relevant: str) -> None:
        label = plain_label(item, self.drafts, heading) or heading
        own = str(item.get("bind", {}).get("relevant") or "")
        if own and relevant:
            self.drafts.findings.unsupported(
                row_of(item), "relevant", "组里的组不能再有条件", "a group within a conditional group has no condition"
            )
        self.made.append((label, []))
        self._items(item.get("children", []), label, own or relevant)
        self.made.append((heading, []))

    def _repeat(self, item: Item) -> Group | None:
        drafts, row = self.drafts, row_of(item)
        name, label = name_of(item, drafts), plain_label(item, drafts)
        for column, value in (
            ("relevant", item.get("bind", {}).get("relevant")),
            ("repeat_count", item.get("control", {}).get("jr:count")),
        ):
            if value:
                drafts.findings.unsupported(row, column, "可重复的部分不支持这一栏", "not supported on a repeat")
        fields = [one for child in self._flat(item.get("children", [])) if (one := self._question(child, "", ""))]
        if name is None or label is None or not fields:
            if not fields and row not in drafts.findings.rows():
                drafts.findings.wrong(SURVEY, row, "type", "可重复的部分里没有题", "the repeat holds no question")
            return None
        drafts.rows[PREFIX + name] = row
        return Group(PREFIX + name, label, tuple(fields))

    def _flat(self, items: list[Item]) -> Iterator[Item]:
        for item in items:
            sort = type_of(item)
            if sort == "group":
                if item.get("bind", {}).get("relevant"):
                    self._no_condition_inside(item)
                yield from self._flat(item.get("children", []))
            elif sort in ("repeat", "loop"):
                self.drafts.findings.unsupported(
                    row_of(item),
                    "type",
                    "可重复的部分里不能再有可重复的部分",
                    "a repeat within a repeat is not supported",
                )
            elif sort == "note":
                self._noted(item)
            elif not self._passed_over(item, sort):
                yield item

    def _no_condition_inside(self, item: Item) -> None:
        self.drafts.findings.unsupported(
            row_of(item), "relevant", "可重复的部分里不支持条件", "conditions inside a repeat are not supported"
        )

    def _question(self, item: Item, prefix: str, relevant: str) -> Field | None:
        drafts = self.drafts
        specify_other = not row_of(item) and str(item.get("name", "")).endswith("_other")
        if specify_other:
            # "needs_other" is the column of the option already; the shipped forms too call this "needs_detail".
            label = {"中文": "其他，请写明", "English": "Other, please specify"}
            item = {**item, "label": label, "name": f"{str(item['name']).removesuffix('_other')}_detail"}
        name = name_of(item, drafts)
        if name is None:
            return None
        drafts.asked += 1
        if drafts.asked == drafts.limits.form_questions_max + 1:
            most = drafts.limits.form_questions_max
            drafts.findings.wrong(SURVEY, row_of(item), "", f"最多 {most} 道题", f"at most {most} questions")
        if drafts.asked > drafts.limits.form_questions_max:
            return None
        made = field_of(item, prefix + name, drafts)
        own = str(item.get("bind", {}).get("relevant") or "").replace("../", "") if made else ""
        if specify_other:
            own = re.sub(r"selected\((\w[\w.-]*),", r"selected(${\1},", own)
        if own and relevant:
            drafts.findings.unsupported(
                row_of(item),
                "relevant",
                "组有条件，题就不能再有",
                "its group has a condition already",
            )
            return None
        if own and not prefix:
            if not specify_other:
                self._no_condition_inside(item)
                return None
            own = ""
        if made is None:
            return None
        made = self._with_note(made)
        if prefix:
            drafts.by_name[str(item.get("name"))] = made
            drafts.rows[made.path] = row_of(item)
            if own or relevant:
                drafts.relevant[made.path] = (own or relevant, row_of(item))
        return made

    def _put(self, part: Field | Group | None, heading: Label) -> None:
        if part is None:
            return
        if not self.made or self.made[-1][0] != heading:
            self.made.append((heading, []))
        self.made[-1][1].append(part)

    def _noted(self, item: Item) -> None:
        self._hang_up_note()
        label, row = label_from(item.get("label")), row_of(item)
        if item.get("bind", {}).get("relevant"):
            self.drafts.findings.unsupported(row, "relevant", "说明文字不支持条件", "a note has no condition")
        elif label.zh or label.en:
            hint = cut_help(Label(label.zh or label.en, label.en or label.zh), row, self.drafts)
            self.note = (hint, row) if hint else None

    def _with_note(self, made: Field) -> Field:
        """A note is shown as help of the question after it."""
        if self.note is None:
            return made
        (note, row), self.note = self.note, None
        both = note if made.help is None else Label(f"{note.zh} {made.help.zh}", f"{note.en} {made.help.en}")
        return replace(made, help=cut_help(both, row, self.drafts))

    def _hang_up_note(self) -> None:
        if self.note is not None:
            self.drafts.findings.unsupported(
                self.note[1], "type", "说明文字后面没有题", "a note is shown with the question after it; there is none"
            )
            self.note = None
