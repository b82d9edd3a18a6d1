"""老年人能力评估, GB/T 42195-2022: the result of an official assessment as it is taken over, or a pre-screen.

Who makes an official assessment is trained for it. What a grid worker fills in is a pre-screen and says so; it leads to
an assessment and never is one. The standard words the options of each item; the general scale here stands in for them.
"""

from dataclasses import replace

from schemas.code_lists import listed
from schemas.computed import decided
from schemas.declaration import CodeList, Condition, Field, Label, Rule, Section
from schemas.medical.encounter import asked, encounter, medical_kind, told

_STANDARD = "GB/T 42195-2022, read from an implementation of it; unverified against the text"

ORIGIN = listed(
    "ability_origin",
    "own list",
    ("1", "预筛（网格员）", "Pre-screen by a grid worker"),
    ("2", "正式评估结果录入", "Official result, taken over"),
)
_REASON = listed(
    "ability_reason",
    _STANDARD,
    ("1", "首次评估", "First"),
    ("2", "常规评估", "Regular"),
    ("3", "即时评估", "On a change"),
    ("4", "复评", "Again, on request"),
    ("5", "其他", "Other"),
)
LEVEL = listed(
    "ability_level",
    f"{_STANDARD}: 90, 66–89, 46–65, 30–45, 0–29",
    ("0", "能力完好", "Able"),
    ("1", "轻度失能", "Slightly disabled"),
    ("2", "中度失能", "Moderately disabled"),
    ("3", "重度失能", "Severely disabled"),
    ("4", "完全失能", "Wholly disabled"),
)
_DOING = listed(
    "ability_doing",
    _STANDARD,
    ("4", "独立完成", "Alone"),
    ("3", "需要指导或提示", "With a word of guidance"),
    ("2", "需要少量协助，以自己为主", "With a little help"),
    ("1", "需要大量协助，自己能配合", "With much help"),
    ("0", "完全依赖他人", "Wholly dependent"),
)


def _scale(most: int) -> CodeList:
    """Scores from ``most`` down to 0, for the items whose options only the standard words."""
    ends = {most: ("（最好）", " (best)"), 0: ("（最差）", " (worst)")}
    words = {score: ends.get(score, ("", "")) for score in range(most, -1, -1)}
    return listed(
        f"ability_0_{most}",
        f"{_STANDARD}; the options of each item stand in the standard",
        *((str(score), f"{score}分{zh}", f"{score} points{en}") for score, (zh, en) in words.items()),
    )


_SCALES = {most: _scale(most) for most in (1, 2, 3, 4)}


def _item(number: str, zh: str, en: str, codes: CodeList) -> Field:
    return asked(f"item.{number}", zh, en, codes)


_SELF_CARE = (
    _item("b1_1", "进食", "Eating", _DOING),
    _item("b1_2", "修饰", "Grooming", _DOING),
    _item("b1_3", "洗澡", "Bathing", _DOING),
    _item("b1_4", "穿脱上衣", "Upper clothes", _DOING),
    _item("b1_5", "穿脱裤子和鞋袜", "Trousers, socks and shoes", _DOING),
    _item("b1_6", "小便控制", "Holding water", _DOING),
    _item("b1_7", "大便控制", "Holding stool", _DOING),
    _item("b1_8", "如厕", "Toilet", _DOING),
)
_MOTION = (
    _item("b2_1", "床上体位转移", "Turning in bed", _DOING),
    _item("b2_2", "床椅转移", "From bed to chair", _DOING),
    _item("b2_3", "平地行走", "Walking on the level", _DOING),
    _item("b2_4", "上下楼梯", "Stairs", _SCALES[3]),
)
_MIND = (
    _item("b3_1", "时间定向", "Knows the time", _SCALES[4]),
    _item("b3_2", "空间定向", "Knows the place", _SCALES[4]),
    _item("b3_3", "人物定向", "Knows people", _SCALES[4]),
    _item("b3_4", "记忆", "Memory", _SCALES[4]),
    _item("b3_5", "理解能力", "Understanding", _SCALES[4]),
    _item("b3_6", "表达能力", "Expression", _SCALES[4]),
    _item("b3_7", "攻击行为", "Aggression", _SCALES[1]),
    _item("b3_8", "抑郁症状", "Depression", _SCALES[1]),
    _item("b3_9", "意识水平", "Consciousness", _SCALES[2]),
)
_SENSES = (
    _item("b4_1", "视力", "Sight", _SCALES[2]),
    _item("b4_2", "听力", "Hearing", _SCALES[2]),
    _item("b4_3", "执行日常事务", "Daily affairs", _SCALES[4]),
    _item("b4_4", "使用交通工具外出", "Going out by vehicle", _SCALES[3]),
    _item("b4_5", "社会交往能力", "Company with others", _SCALES[4]),
)
ITEMS = (*_SELF_CARE, *_MOTION, *_MIND, *_SENSES)


def _times(path: str, zh: str, en: str) -> Field:
    return Field(f"risk.{path}", "integer", Label(zh, en), hard=(0, 300), soft=(0, 10), sensitivity="health")


_OFFICIAL = Condition("origin", ("2",))
_FACTS = Section(
    Label("疾病与照护风险", "Illness and risks of care"),
    (
        Field("coma", "boolean", Label("昏迷", "Coma"), sensitivity="health"),
        Field("dementia", "boolean", Label("痴呆（F00–F03）", "Dementia (F00–F03)"), sensitivity="health"),
        Field(
            "mental_disorder",
            "boolean",
            Label("其他精神和行为障碍（F04–F99）", "Other mental disorder (F04–F99)"),
            sensitivity="health",
        ),
        _times("fall", "近30天跌倒次数", "Falls in 30 days"),
        _times("lost_way", "近30天走失次数", "Lost the way in 30 days"),
        _times("choking", "近30天噎食次数", "Choked in 30 days"),
        _times("self_harm", "近30天自杀自伤次数", "Harmed themselves in 30 days"),
        _times("other", "近30天其他照护风险次数", "Other risks of care in 30 days"),
    ),
)
_RESULT = Section(
    Label("结果", "Result"),
    (
        *decided("level", "能力等级", "Level", LEVEL),
        replace(told("official.org", "评估机构", "Assessed by the institution"), show_if=_OFFICIAL),
        Field(
            "official.assessors",
            "text",
            Label("评估人员", "Assessors"),
            sensitivity="personal",
            show_if=_OFFICIAL,
            help=Label("正式评估由两名以上经培训的人员做", "Official assessments are made by two who are trained"),
        ),
        Field(
            "official.number",
            "text",
            Label("评估报告编号", "Number of the report"),
            sensitivity="personal",
            show_if=_OFFICIAL,
        ),
        Field(
            "official.on",
            "date",
            Label("正式评估日期", "Assessed on"),
            sensitivity="health",
            show_if=_OFFICIAL,
            past=True,
        ),
        Field(
            "official.report",
            "attachment",
            Label("评估报告照片", "Photo of the report"),
            sensitivity="personal",
            show_if=_OFFICIAL,
        ),
    ),
)

ABILITY = medical_kind(
    name="ability",
    label=Label("老年人能力评估", "Ability assessment"),
    sections=(
        encounter(
            Label("评估", "Assessment"),
            Label("记录时间", "Time of the record"),
            replace(asked("origin", "评估性质", "What this is", ORIGIN), required=True),
            asked("reason", "评估原因", "Why assessed", _REASON),
        ),
        Section(Label("自理能力", "Self-care"), _SELF_CARE),
        Section(Label("基础运动能力", "Moving"), _MOTION),
        Section(Label("精神状态", "Mind"), _MIND),
        Section(Label("感知觉与社会参与", "Senses and company"), _SENSES),
        _FACTS,
        _RESULT,
    ),
    status_path="level",
    rules=(
        Rule(
            "rule.prescreen_no_level",
            "excludes",
            ("origin", "level"),
            values=("1",),
            sentence=Label(
                "预筛不定等级，等级由正式评估给出", "A pre-screen gives no level; an official assessment does"
            ),
        ),
        Rule(
            "rule.official_facts",
            "requires",
            ("origin", "level", "official.org", "official.on"),
            values=("2",),
            severity="soft",
            sentence=Label(
                "录入正式结果要填等级、评估机构和日期", "An official result has a level, an institution and a date"
            ),
        ),
    ),
    source=_STANDARD,
)
