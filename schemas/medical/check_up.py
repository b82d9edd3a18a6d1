"""健康体检: the part of the annual check-up that can be filled in at a door. Organs and laboratory are the clinic's.

Both arms are measured. Where somebody never smoked, drank or exercised, what would follow is not asked.
"""

from dataclasses import replace

from schemas import vitals
from schemas.computed import decided
from schemas.declaration import Condition, Field, Label, Rule, Section, Unit
from schemas.medical import check_up_codes as codes
from schemas.medical.encounter import (
    SOURCE_OF_VALUES,
    asked,
    encounter,
    medical_kind,
    none_excludes,
    other_in_words,
    ticked,
    told,
    with_source,
)
from schemas.medical.habits import DRINK_PER_DAY, EXERCISE_MINUTES, SMOKE_PER_DAY, amount
from schemas.medical.screening import RESULT, test_score
from schemas.medical.self_care import LEVEL

SYMPTOMS_MAX = 10
DIET_MAX = 3

LEFT_SBP = vitals.on_arm(vitals.SBP, "left_sbp", "左侧", "left")
LEFT_DBP = vitals.on_arm(vitals.DBP, "left_dbp", "左侧", "left")
RIGHT_SBP = vitals.on_arm(vitals.SBP, "right_sbp", "右侧", "right")
RIGHT_DBP = vitals.on_arm(vitals.DBP, "right_dbp", "右侧", "right")
_PRESSURES = (LEFT_SBP, LEFT_DBP, RIGHT_SBP, RIGHT_DBP)

_EXERCISES = Condition("exercise_freq", ("1", "2", "3"))
_SMOKED = Condition("smoke_status", ("2", "3"))
_STOPPED_SMOKING = Condition("smoke_status", ("2",))
_DRINKS = Condition("drink_freq", ("2", "3", "4"))
_STOPPED_DRINKING = Condition("drink_quit", ("2",))


def _age(path: str, zh: str, en: str, shown: Condition) -> Field:
    field = amount(path, "integer", Label(zh, en), Unit("a", "岁"), (0, 130), (5, 100))
    return replace(field, show_if=shown)


def _skipped(code: str, path: str, never: str, zh: str, en: str, *skipped: str) -> Rule:
    """Skip logic: after "never" there is nothing to tell. Only asked about again: zero a day says the same."""
    return Rule(code, "excludes", (path, *skipped), values=(never,), severity="soft", sentence=Label(zh, en))


_GENERAL = Section(
    Label("一般状况", "General"),
    (
        vitals.TEMPERATURE,
        vitals.PULSE,
        vitals.BREATHS,
        *_PRESSURES,
        vitals.HEIGHT,
        vitals.WEIGHT,
        vitals.WAIST,
        asked("self_rated", "健康状态自我评估", "Health as the person sees it", codes.SELF_RATED),
        *decided("self_care_level", "生活自理能力自我评估", "Self-care", LEVEL),
        Field(
            "self_care", "ref", Label("自理能力评估表", "Self-care form"), refers_to="self_care", sensitivity="health"
        ),
        *decided("cognition_result", "认知功能", "Memory", RESULT),
        test_score("mmse", "简易智力状态检查总分", "MMSE score"),
        *decided("mood_result", "情感状态", "Mood", RESULT),
        test_score("depression_score", "抑郁评分", "Depression score"),
        Field("screening", "ref", Label("粗筛记录", "Screening"), refers_to="screening", sensitivity="health"),
    ),
)
_LIFE = Section(
    Label("生活方式", "Way of life"),
    (
        asked("exercise_freq", "锻炼频率", "Exercises", codes.EXERCISE, lasting=True),
        replace(EXERCISE_MINUTES, show_if=_EXERCISES),
        replace(
            amount(
                "exercise_years", "decimal", Label("坚持锻炼时间", "Exercised for"), Unit("a", "年"), (0, 120), (0, 80)
            ),
            show_if=_EXERCISES,
        ),
        told("exercise_kind", "锻炼方式", "Kind of exercise", lasting=True, show_if=_EXERCISES),
        ticked("diet", "饮食习惯", "Diet", codes.DIET),
        asked("smoke_status", "吸烟状况", "Smoking", codes.SMOKING, lasting=True),
        replace(SMOKE_PER_DAY, show_if=_SMOKED),
        _age("smoke_start_age", "开始吸烟年龄", "Began smoking at", _SMOKED),
        _age("smoke_quit_age", "戒烟年龄", "Stopped smoking at", _STOPPED_SMOKING),
        asked("drink_freq", "饮酒频率", "Drinking", codes.DRINKING, lasting=True),
        replace(DRINK_PER_DAY, show_if=_DRINKS),
        asked("drink_quit", "是否戒酒", "Stopped drinking", codes.DRINK_STOPPED, lasting=True, show_if=_DRINKS),
        _age("drink_quit_age", "戒酒年龄", "Stopped drinking at", _STOPPED_DRINKING),
        _age("drink_start_age", "开始饮酒年龄", "Began drinking at", _DRINKS),
        asked("drunk_last_year", "近一年内是否曾醉酒", "Drunk in the last year", codes.DRUNK, show_if=_DRINKS),
        replace(ticked("drink_kinds", "饮酒种类", "Drinks", codes.DRINKS), show_if=_DRINKS),
        told("drink_detail", "其他酒类", "Other drinks", show_if=Condition("drink_kinds.other", (True,))),
    ),
)

_LIFE_RULES = (
    Rule(
        "rule.diet_3",
        "chosen_max",
        ("diet",),
        values=(DIET_MAX,),
        severity="soft",
        sentence=Label("饮食习惯最多选3个", "At most 3 habits"),
    ),
    Rule(
        "rule.diet_balanced",
        "excludes",
        ("diet.balanced", "diet.meat", "diet.vegetable"),
        sentence=Label(
            "荤素均衡与荤食为主、素食为主只能选一个", "Balanced, mostly meat, mostly vegetables: one of them"
        ),
    ),
    Rule(
        "rule.diet_meat",
        "excludes",
        ("diet.meat", "diet.vegetable"),
        sentence=Label("荤食为主与素食为主只能选一个", "Mostly meat or mostly vegetables: one of them"),
    ),
    _skipped(
        "rule.never_exercises",
        "exercise_freq",
        "4",
        "不锻炼，后面几项不用填",
        "Never exercises: the next questions fall away",
        "exercise_minutes",
        "exercise_years",
        "exercise_kind",
    ),
    _skipped(
        "rule.never_smoked",
        "smoke_status",
        "1",
        "从不吸烟，后面几项不用填",
        "Never smoked: the next questions fall away",
        "smoke_per_day",
        "smoke_start_age",
        "smoke_quit_age",
    ),
    _skipped(
        "rule.still_smokes",
        "smoke_status",
        "3",
        "还在吸烟，不填戒烟年龄",
        "Still smokes: no age of stopping",
        "smoke_quit_age",
    ),
    Rule(
        "rule.smoke_ages",
        "at_most",
        ("smoke_start_age", "smoke_quit_age"),
        sentence=Label("戒烟年龄小于开始吸烟年龄", "Stopped smoking before it began"),
    ),
    _skipped(
        "rule.never_drank",
        "drink_freq",
        "1",
        "从不饮酒，后面几项不用填",
        "Never drank: the next questions fall away",
        "drink_per_day",
        "drink_quit",
        "drink_quit_age",
        "drink_start_age",
        "drunk_last_year",
        "drink_kinds",
    ),
    Rule(
        "rule.drink_ages",
        "at_most",
        ("drink_start_age", "drink_quit_age"),
        sentence=Label("戒酒年龄小于开始饮酒年龄", "Stopped drinking before it began"),
    ),
    other_in_words("drink_kinds", "drink_detail"),
)

CHECK_UP = medical_kind(
    name="check_up",
    label=Label("健康体检", "Check-up"),
    sections=(
        encounter(Label("体检", "Check-up"), Label("体检时间", "Time of the check-up"), SOURCE_OF_VALUES),
        Section(
            Label("症状", "Symptoms"),
            (
                ticked("symptoms", "症状", "Symptoms", codes.SYMPTOMS),
                told("symptoms_detail", "其他症状", "Other symptoms", show_if=Condition("symptoms.other", (True,))),
            ),
        ),
        _GENERAL,
        _LIFE,
    ),
    rules=(
        none_excludes("symptoms", "无症状", "None"),
        other_in_words("symptoms", "symptoms_detail"),
        Rule(
            "rule.symptoms_10",
            "chosen_max",
            ("symptoms",),
            values=(SYMPTOMS_MAX,),
            severity="soft",
            sentence=Label("症状最多选10个，请留最要紧的", "At most 10 symptoms: keep those that matter most"),
        ),
        *vitals.pressure_rules("bp_left", LEFT_SBP, LEFT_DBP, Label("左侧", "Left arm: ")),
        *vitals.pressure_rules("bp_right", RIGHT_SBP, RIGHT_DBP, Label("右侧", "Right arm: ")),
        with_source(LEFT_SBP.path),
        *_LIFE_RULES,
    ),
    source="健康体检表, national norms, 3rd edition, first part up to diet, smoking and drinking",
)
