"""Words: which language a heading speaks, what a question is about, and pyxform's sentences in Chinese."""

import re
from typing import Any

from schemas.declaration import Label, Sensitivity

_CHINESE = re.compile(r"中文|汉|chinese|mandarin|\((?:zh|cn)[\w-]*\)|^(?:zh|cn)([-_]\w+)?$", re.IGNORECASE)
_ENGLISH = re.compile(r"english|英文|英语|\(en[\w-]*\)|^en([-_]\w+)?$", re.IGNORECASE)

# Whoever writes a form seldom thinks of who will read the answers. Words that speak of health or lead to a person make
# a question at least as guarded as the shipped forms guard the same; the column `mulin_sensitivity` says otherwise.
_HEALTH = re.compile(
    r"血压|血糖|体温|心率|脉搏|疾病|患病|病史|慢病|用药|服药|药物|药品|残疾|失能|精神|心理|怀孕|孕|传染|过敏|手术|住院|症状|健康"
    r"|体检|诊断|blood|disease|illness|medicine|disab|pregnan|allerg|symptom|health|diagnos",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"身份证|证件号|护照|社保卡|银行卡|卡号|账号|手机|电话|联系方式|微信|id number|passport|bank|phone|mobile|account",
    re.IGNORECASE,
)
SENSITIVITIES: dict[str, Sensitivity] = {
    "open": "open", "公开": "open",
    "personal": "personal", "个人": "personal",
    "health": "health", "健康": "health",
    "note": "note", "备注": "note",
    "identity": "identity", "证件": "identity",
}  # fmt: skip
"""What may stand in the column `mulin_sensitivity`."""
YES = frozenset({"yes", "true", "true()", "1", "是", "必填"})
NO = frozenset({"", "no", "false", "false()", "0", "否"})

_IN_CHINESE = (
    (r"'NAME' VALUE .*MUST BE UNIQUE|MUST UNIQUE", "名称（name）和别的题重复了"),
    (r"CHOICE NAMES MUST BE UNIQUE", "同一个选项表里，选项名称（name）重复了"),
    (r"CHOICES MUST HAVE A NAME", "选项没有名称（name）"),
    (r"CHOICE NAMES WITH SPACES", "多选题的选项名称（name）不能有空格"),
    (r"WITH NO NAME", "没有名称（name）"),
    (r"WITH NO TYPE", "没有题型（type）"),
    (r"NAMES MUST BEGIN WITH|VALUE IS INVALID\. NAMES", "名称（name）只能用小写字母、数字、下划线，如 zujin"),
    (r"NAME 'META' IS RESERVED|SURVEY ROOT", "这个名称（name）不能用，请换一个"),
    (r"LIST NAME NOT IN CHOICES", "choices 工作表里没有这个选项表"),
    (r"SHOULD BE A CHOICES SHEET", "缺少 choices 工作表，或它没有 list_name、name、label 三栏"),
    (r"UNMATCHED 'BEGIN", "begin_group 或 begin_repeat 没有对应的 end"),
    (r"UNMATCHED 'END", "end_group 或 end_repeat 没有对应的 begin"),
    (r"COULD NOT FIND THE NAME", "条件里用到的题不存在"),
    (r"APPEARS MORE THAN ONCE", "条件里用到的名称不止一题有"),
    (r"REFERENCE VARIABLES", "引用别的题要写成 ${名称}"),
    (r"DUPLICATE COLUMN HEADER|DIFFERENT NAMES FOR THE SAME COLUMN", "有两栏的标题是同一个意思，请删掉一栏"),
    (r"REQUIRED COLUMN HEADERS|HEADER ROW", "第一行的栏目标题不全：survey 要有 type、name、label"),
    (r"MISSING CALCULATION", "计算题没有写公式"),
    (r"PARAMETERS", "参数（parameters）写得不对"),
    (r"COLUMN HEADERS MUST NOT|HEADERS MUST", "栏目标题不能有空格"),
)  # fmt: skip


def pyxform_in_chinese(said: str) -> str:
    """A sentence of pyxform's for a Chinese reader."""
    for pattern, words in _IN_CHINESE:
        if re.search(pattern, said.upper(), re.DOTALL):
            return words
    return "这一行不符合 XLSForm 的写法"


def label_from(value: Any) -> Label:
    """The Chinese and the English in a cell, or in cells, one a language; "" where there is none.

    What stands in a column without a language is Chinese, if no other column is.
    """
    if not isinstance(value, dict):
        return Label(_clean(value), "")
    zh = [text for language, text in value.items() if _CHINESE.search(str(language))]
    en = [text for language, text in value.items() if _ENGLISH.search(str(language))]
    plain = value.get("default")
    return Label(_clean(zh[0] if zh else plain), _clean(en[0] if en else None))


def other_languages(value: Any) -> list[str]:
    """The languages of a cell that nobody here is shown."""
    if not isinstance(value, dict):
        return []
    names = [str(language) for language in value if language != "default"]
    return [name for name in names if not _CHINESE.search(name) and not _ENGLISH.search(name)]


def guarded(label: Label, field_type: str) -> Sensitivity:
    """How guarded an answer is where the form does not say: never open, and more where its words ask for more."""
    words = f"{label.zh} {label.en}"
    if field_type in ("phone", "id_number") or _IDENTITY.search(words):
        return "identity"
    if _HEALTH.search(words):
        return "health"
    return "note" if field_type == "note" else "personal"


def _clean(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""
