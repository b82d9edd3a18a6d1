"""What is to be told about a row: which, in which column, why, and what became of it. Values are masked, always."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from schemas.declaration import Label

Fate = Literal["refused", "elsewhere", "differs", "left_out", "check"]

FATES: dict[Fate, Label] = {
    "refused": Label("整行没有导入", "row not taken"),
    "elsewhere": Label("在别的网格，没有动", "in another grid, not touched"),
    "differs": Label("与档案不同，没有改", "differs, not changed"),
    "left_out": Label("这一格没有导入", "cell not taken"),
    "check": Label("已导入，请核对", "taken, please check"),
}

REASONS: dict[str, Label] = {
    "row.no_name": Label("没有姓名", "There is no name"),
    "row.name": Label("这不像姓名", "This does not look like a name"),
    "row.nobody": Label(
        "没有身份证号，也没有出生日期和住址，认不出是谁",
        "Without an ID number, a birth date or an address nobody can be told from others",
    ),
    "row.no_grid": Label("没有写网格；可以用 --grid 指定", "No grid is given; --grid names one for all"),
    "row.grid_unknown": Label("没有这个网格（或已停用）", "There is no such grid, or it was given up"),
    "row.twice": Label(
        "表里第 {other} 行是同一个人（身份证号或姓名、生日、住址相同），两行都没有导入",
        "Row {other} is the same person; neither was taken",
    ),
    "row.alike": Label(
        "表里第 {other} 行同名同生日，可能是同一个人；确实是另一个人就加 --likely new",
        "Row {other} has the same name and birth date and may be the same person; if not, use --likely new",
    ),
    "id.lost_digits": Label(
        "身份证号在表里存成了数字，后几位已经丢了，补不回来；请把这一列设成“文本”再重新录入",
        "The ID number was stored as a number and its last digits are lost; make the column text and enter it again",
    ),
    "id.wrong": Label("{zh}", "{en}"),
    "id.reason": Label("已有身份证号，没有导入“没有的原因”", "There is an ID number, so no reason is needed"),
    "birth.from_id": Label(
        "出生日期与身份证号不一致，用了身份证号里的",
        "The birth date differs from the ID number; the one in the ID number was used",
    ),
    "sex.from_id": Label(
        "性别与身份证号不一致，用了身份证号里的",
        "The sex differs from the ID number; the one in the ID number was used",
    ),
    "date.impossible": Label("没有这一天", "There is no such day"),
    "date.impossible_id": Label(
        "没有这一天，用了身份证号里的出生日期", "There is no such day; the birth date in the ID number was used"
    ),
    "date.partial": Label("只有年月，没有导入", "Only a month or a year; not taken"),
    "date.partial_id": Label(
        "只有年月，出生日期用了身份证号里的", "Only a month or a year; the birth date in the ID number was used"
    ),
    "date.lunar": Label(
        "农历，记在“农历生日”里，不用来算年龄", "A lunar date: kept as the lunar birthday, never used for an age"
    ),
    "date.unreadable": Label(
        "看不懂的日期，请写成 1944-10-01 这样", "Not readable as a date; write it like 1944-10-01"
    ),
    "date.future": Label("日期在将来", "This lies in the future"),
    "sex.missing": Label("不知道性别", "The sex is not known"),
    "value.unknown": Label("不认识的写法", "This answer is not known"),
    "value.part_unknown": Label("其中有不认识的写法，认识的已导入", "Part of this is not known; the rest was taken"),
    "value.as_other": Label("没有这个选项，记在“其他”里", "Kept under “other”"),
    "value.too_long": Label("太长了，最多 {max} 个字", "Too long: at most {max} characters"),
    "value.number": Label("不是一个数", "This is not a number"),
    "value.formula": Label(
        "这是公式，而且没有算好的结果；请在 Excel 里打开、保存一次",
        "A formula without its result; open and save it in Excel",
    ),
    "value.error": Label("这一格显示的是错误或时间", "This cell holds an error or a time of day"),
    "phone.format": Label("电话号码不像手机号或座机号", "This does not look like a phone number"),
    "phone.several": Label("有几个号码，只导入了第一个", "Several numbers; only the first was taken"),
    "contact.nameless": Label("有联系人电话，没有联系人姓名", "A contact's phone without a name"),
    "known.elsewhere": Label(
        "此人在{grid}已有档案，没有移动；确实搬了，由主管移动", "Already on file in {grid}; a supervisor moves people"
    ),
    "known.likely": Label(
        "{grid}已有同名且生日或电话相同的居民，可能是同一个人；"
        "看过名单以后，是同一个人用 --likely same，不是用 --likely new",
        "{grid} has a resident of the same name with the same birth date or phone; "
        "after looking, use --likely same or --likely new",
    ),
    "known.several": Label(
        "这个身份证号已有几份档案，请主管先认定是不是同一人",
        "Several files hold this ID number; a supervisor links them first",
    ),
    "known.erased": Label(
        "此人要求删除过自己的档案，不能再导入", "This person had their file erased; it must not come back"
    ),
    "known.gone": Label("档案里已登记为死亡或迁出，没有改", "On file as dead or moved away; not changed"),
    "known.other_id": Label(
        "同名同生日的居民身份证号不同，当作两个人",
        "Somebody of this name and birth date has another ID number; taken as two",
    ),
    "known.unreadable": Label("档案读不出来，没有动", "The file cannot be read; not touched"),
    "field.differs": Label("档案里是 {known}", "On file: {known}"),
    "field.cleared": Label("有人在档案里清空了这一项", "Somebody emptied this on file"),
    "field.overwritten": Label("按要求改了，原来是 {known}", "Overwritten as asked; it was {known}"),
    "household.split": Label(
        "这一户的人登记在不同的住户里，没有改",
        "The people of this household are on file in different ones; not changed",
    ),
    "household.elsewhere": Label("这一户在别的网格，没有动", "The household is in another grid; not touched"),
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to be told. ``row`` as Excel numbers it; ``column`` its letter and heading; ``shown`` is masked."""

    row: int
    fate: Fate
    code: str
    column: str = ""
    shown: str = ""
    about: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Label:
        """Why, in both languages."""
        reason = REASONS[self.code]
        return Label(reason.zh.format(**self.about), reason.en.format(**{**self.about, **self._english()}))

    def _english(self) -> dict[str, str]:
        return {"grid": self.about["grid_en"]} if "grid_en" in self.about else {}
