"""老年人生活自理能力评估: five questions of daily life, whose codes are the scores of the paper form.

It is answered by the elder or the family, and so suits a grid worker. A question that was not asked has no score: the
total exists only once all five are answered, and no blank ever counts as "manages alone".
"""

from schemas.code_lists import listed
from schemas.computed import decided
from schemas.declaration import CodeList, Field, Label, Rule, Section
from schemas.medical.encounter import asked, encounter, medical_kind

_FORM = "老年人生活自理能力评估表, national norms, 3rd edition"
_ALONE = ("0", "独立完成", "Manages alone")
_ALL_HELP = "完全需要帮助"
_ALL_HELP_EN = "Needs all help"


def _item(path: str, zh: str, en: str, help: Label, *scores: tuple[str, str, str]) -> Field:
    codes = listed(f"self_care_{path}", _FORM, *scores)
    return Field(path, "code", Label(zh, en), codes=codes, sensitivity="health", help=help)


LEVEL: CodeList = listed(
    "self_care_level",
    f"{_FORM}: 0–3, 4–8, 9–18, 19 and more",
    ("1", "可自理", "Manages alone"),
    ("2", "轻度依赖", "Slightly dependent"),
    ("3", "中度依赖", "Moderately dependent"),
    ("4", "不能自理", "Cannot manage"),
)
_ANSWERED_BY = listed(
    "answered_by",
    "own list: the form is one of self-assessment",
    ("1", "本人", "The person"),
    ("2", "家属", "The family"),
    ("3", "护理员或其他照护人", "A carer"),
)
_ITEMS = (
    _item(
        "eating",
        "进餐",
        "Eating",
        Label("用餐具把饭菜送入口、咀嚼、吞咽", "Brings food to the mouth, chews, swallows"),
        _ALONE,
        ("3", "需要协助，如切碎、搅拌食物", "Needs help, such as cutting or mixing"),
        ("5", _ALL_HELP, _ALL_HELP_EN),
    ),
    _item(
        "grooming",
        "梳洗",
        "Washing",
        Label("梳头、洗脸、刷牙、剃须、洗澡", "Hair, face, teeth, shaving, bathing"),
        _ALONE,
        ("1", "能独立梳洗，洗澡需要协助", "Washes alone; needs help with bathing"),
        ("3", "有协助并给足时间，能完成一部分", "With help and time manages a part"),
        ("7", _ALL_HELP, _ALL_HELP_EN),
    ),
    _item(
        "dressing",
        "穿衣",
        "Dressing",
        Label("穿衣裤、袜子、鞋子", "Clothes, socks, shoes"),
        _ALONE,
        ("3", "需要协助，给足时间能完成一部分", "Needs help; with time manages a part"),
        ("5", _ALL_HELP, _ALL_HELP_EN),
    ),
    _item(
        "toilet",
        "如厕",
        "Toilet",
        Label("小便、大便及自控", "Water and stool, and holding them"),
        ("0", "不需协助，可自控", "Needs no help, is in control"),
        ("1", "偶尔失禁，基本上能如厕或使用便具", "Sometimes not in control, mostly uses the toilet or a pan"),
        ("5", "经常失禁，多次提示和协助下还能如厕", "Often not in control; manages with reminders and help"),
        ("10", "完全失禁，完全需要帮助", "Never in control, needs all help"),
    ),
    _item(
        "moving",
        "活动",
        "Moving",
        Label("站立、室内行走、上下楼梯、户外活动", "Standing, walking indoors, stairs, outdoors"),
        ("0", "独立完成所有活动", "Does all of it alone"),
        (
            "1",
            "借助较小外力或辅助装置能站立、行走、上下楼梯",
            "With a little help or a stick stands, walks, climbs stairs",
        ),
        ("5", "借助较大外力才能站立、行走，不能上下楼梯", "Needs strong help to stand and walk, no stairs"),
        ("10", "卧床不起，活动完全需要帮助", "Confined to bed, needs all help"),
    ),
)
_PATHS = tuple(field.path for field in _ITEMS)

SELF_CARE = medical_kind(
    name="self_care",
    label=Label("生活自理能力评估", "Self-care assessment"),
    sections=(
        encounter(
            Label("评估", "Assessment"),
            Label("评估时间", "Time of the assessment"),
            asked("answered_by", "由谁回答", "Answered by", _ANSWERED_BY),
        ),
        Section(Label("日常生活", "Daily life"), _ITEMS),
        Section(Label("结果", "Result"), decided("level", "自理能力等级", "Level", LEVEL)),
    ),
    status_path="level",
    rules=(
        Rule(
            "rule.self_care_complete",
            "requires",
            ("level", *_PATHS),
            sentence=Label("五项都答完才能定等级", "A level needs an answer to all five questions"),
        ),
    ),
    source=_FORM,
)
