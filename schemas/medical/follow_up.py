"""What the follow-ups of hypertension and diabetes ask alike: habits and their targets, medicines, class, next step.

Body mass index is not among the fields: it follows from weight and height, and two truths about one body would drift
apart. The rules work it out (`computed.outputs`), and so does whoever prints the form.
"""

from dataclasses import replace

from schemas.computed import decided, reason_for
from schemas.declaration import CodeList, Condition, Field, Group, Label, Rule, Section, Unit
from schemas.medical import follow_up_codes as codes
from schemas.medical.encounter import (
    LOST,
    REFERRAL,
    SOURCE_OF_VALUES,
    asked,
    encounter,
    free_text,
    lost_rules,
    none_excludes,
    other_in_words,
    ticked,
    told,
    with_source,
)
from schemas.vitals import KG, pressure_rules

# A dizzy elder is no emergency: each sign is asked for as severe as it is named.
_DANGER_HELP = Label("现在有没有下面这样严重的情况", "Is any of these the case now, as severe as it says")

HEAD = encounter(
    Label("随访", "Follow-up"),
    Label("随访时间", "Time of the follow-up"),
    asked("method", "随访方式", "How", codes.METHOD),
    SOURCE_OF_VALUES,
)

TARGET_WEIGHT = Field(
    "target.weight",
    "decimal",
    Label("目标体重", "Target weight"),
    unit=KG,
    decimals=1,
    hard=(20, 250),
    sensitivity="health",
    lasting=True,
    help=Label("下次随访时应达到的", "To be reached by the next follow-up"),
)


CONDUCT = (
    asked("psych", "心理调整", "State of mind", codes.GOOD_FAIR_BAD),
    asked("behaviour", "遵医行为", "Follows advice", codes.GOOD_FAIR_BAD),
)

_MEDICINE = (
    Field("name", "text", Label("药品名称", "Medicine"), required=True, sensitivity="health", lasting=True),
    Field(
        "times_per_day",
        "integer",
        Label("每日次数", "Times a day"),
        unit=Unit("/d", "次/天"),
        hard=(1, 48),
        soft=(1, 6),
        sensitivity="health",
        lasting=True,
    ),
    Field(
        "dose",
        "decimal",
        Label("每次用量", "Each time"),
        decimals=3,
        hard=(0.001, 100_000),
        sensitivity="health",
        lasting=True,
    ),
    Field(
        "unit",
        "code",
        Label("用量单位", "Unit of the dose"),
        codes=codes.MEDICINE_UNIT,
        sensitivity="health",
        lasting=True,
    ),
)


def _medication(*more: Field) -> Section:
    # What a doctor advises is not what somebody takes, so it is never offered as last time.
    advised = tuple(replace(field, writers=("doctor",), lasting=False) for field in _MEDICINE)
    return Section(
        Label("用药", "Medicines"),
        (
            asked("adherence", "服药依从性", "Takes medicine", codes.ADHERENCE),
            asked("adr", "药物不良反应", "Adverse reaction", codes.NO_YES),
            told("adr_detail", "不良反应情况", "About the reaction", show_if=Condition("adr", ("2",))),
            *more,
            Group("medicine", Label("用药情况", "Takes"), _MEDICINE),
            Group("adjust", Label("用药调整意见", "Advised instead"), advised),
        ),
    )


_DECISION = Section(
    Label("分类与下一步", "Class and next step"),
    (
        *decided("class", "此次随访分类", "Class", codes.CLASS),
        *decided("next_measure", "下一步管理措施", "Next step", codes.NEXT_MEASURE),
        Field("next_date", "date", Label("下次随访日期", "Next follow-up"), sensitivity="health"),
        reason_for("next_date", "下次随访日期", "Next follow-up"),
    ),
)


def follow_up_sections(*own: Section, medication: tuple[Field, ...] = ()) -> tuple[Section, ...]:
    """A whole follow-up, around the sections and medicines that one disease has of its own."""
    return (
        HEAD,
        LOST,
        *own,
        _medication(*medication),
        _DECISION,
        REFERRAL,
    )


def symptoms_section(symptoms: CodeList, danger: CodeList) -> Section:
    """What is felt, and what calls for referral at once; unticked is not the same as asked and denied."""
    return Section(
        Label("症状与危急情况", "Symptoms and danger signs"),
        (
            ticked("symptoms", "症状", "Symptoms", symptoms),
            told("symptoms_detail", "其他症状", "Other symptoms", show_if=Condition("symptoms.other", (True,))),
            ticked("danger", "危急情况", "Danger signs", danger, _DANGER_HELP),
            told("danger_detail", "危急情况说明", "About the danger signs"),
            Field(
                "pregnant_or_lactating", "boolean", Label("正在妊娠或哺乳", "Pregnant or nursing"), sensitivity="health"
            ),
            Field(
                "new_complication",
                "boolean",
                Label("出现新的并发症或原有并发症加重", "New complication, or an old one worse"),
                sensitivity="health",
            ),
            told("new_complication_detail", "并发症情况", "About it", show_if=Condition("new_complication", (True,))),
        ),
    )


def examination(path: str, zh: str, en: str) -> Field:
    return free_text(
        path, zh, en, Label("上次随访以来在任何机构做的检查", "From any institution since the last follow-up")
    )


def follow_up_rules(*measured: str) -> tuple[Rule, ...]:
    """What holds in every follow-up. ``measured``: the values that nobody has of whoever was not met."""
    return (
        none_excludes("symptoms", "无症状", "None"),
        other_in_words("symptoms", "symptoms_detail"),
        none_excludes("danger", "都没有", "None of these"),
        Rule(
            "rule.danger_other",
            "requires",
            ("danger.other_illness", "danger_detail"),
            severity="soft",
            sentence=Label("请写明是什么病", "Please say which illness"),
        ),
        Rule(
            "rule.new_complication",
            "requires",
            ("new_complication", "new_complication_detail"),
            severity="soft",
            sentence=Label("有并发症，请写明", "There is a complication; please say which"),
        ),
        *pressure_rules(),
        with_source("vitals.sbp"),
        *lost_rules(*measured),
        Rule(
            "rule.method_or_lost",
            "any_of",
            ("method", "lost.state"),
            severity="soft",
            sentence=Label("请选随访方式", "Say how the follow-up was made"),
        ),
        Rule(
            "rule.adr_detail",
            "requires",
            ("adr", "adr_detail"),
            values=("2",),
            severity="soft",
            sentence=Label("有不良反应，请写明", "There was an adverse reaction; please say what"),
        ),
        Rule(
            "rule.referral_facts",
            "requires",
            ("next_measure", "referral.reason", "referral.org"),
            values=("3", "4"),
            severity="soft",
            sentence=Label("转诊要写原因和机构", "A referral needs its reason and where to"),
        ),
    )
