"""2型糖尿病患者随访: a follow-up of somebody who is managed for type 2 diabetes.

Only a fasting glucose says whether it is controlled; the form therefore always asks which kind of glucose it was.
"""

from schemas import vitals
from schemas.declaration import Condition, Field, Label, Rule, Section, Unit
from schemas.medical import follow_up_codes as codes
from schemas.medical.encounter import asked, medical_kind, told, with_source
from schemas.medical.follow_up import (
    CONDUCT,
    TARGET_WEIGHT,
    examination,
    follow_up_rules,
    follow_up_sections,
    symptoms_section,
)
from schemas.medical.habits import HABITS, amount, with_target

_SIGNS = Section(
    Label("体征", "Signs"),
    (
        vitals.SBP,
        vitals.DBP,
        vitals.PULSE,
        vitals.TEMPERATURE,
        vitals.WEIGHT,
        TARGET_WEIGHT,
        vitals.HEIGHT,
        asked("foot_pulse", "足背动脉搏动", "Pulse of the foot", codes.FOOT_PULSE),
        asked(
            "foot_pulse_side",
            "足背动脉减弱或消失的一侧",
            "On which side",
            codes.FOOT_SIDE,
            show_if=Condition("foot_pulse", ("2", "3")),
        ),
        told("signs_other", "其他体征", "Other signs"),
    ),
)
_STAPLE = amount("staple_per_day", "integer", Label("主食", "Staple food"), Unit("g/d", "克/天"), (0, 3000), (50, 1000))
_LIFE = Section(Label("生活方式", "Way of life"), (*HABITS, *with_target(_STAPLE), *CONDUCT))
_VALUES = Section(
    Label("血糖与检查", "Glucose and examinations"),
    (
        vitals.GLUCOSE,
        vitals.GLUCOSE_BEYOND,
        vitals.GLUCOSE_KIND,
        Field(
            "hba1c",
            "decimal",
            Label("糖化血红蛋白", "HbA1c"),
            unit=Unit("%", "%"),
            decimals=1,
            hard=(2, 25),
            soft=(4, 14),
            sensitivity="health",
        ),
        Field("hba1c_on", "date", Label("糖化血红蛋白检查日期", "HbA1c measured on"), sensitivity="health", past=True),
        examination("other_exam", "其他检查", "Other examinations"),
        asked("hypoglycemia", "低血糖反应", "Low glucose felt", codes.HYPOGLYCEMIA),
    ),
)
_INSULIN = (
    told("insulin.kind", "胰岛素种类", "Insulin", lasting=True),
    told("insulin.usage", "胰岛素用法", "How insulin is given", lasting=True),
    told("insulin.dose", "胰岛素用量", "Dose of insulin", lasting=True),
)

T2DM_FOLLOW_UP = medical_kind(
    name="t2dm_follow_up",
    label=Label("糖尿病随访", "Diabetes follow-up"),
    sections=follow_up_sections(
        symptoms_section(codes.T2DM_SYMPTOMS, codes.T2DM_DANGER), _SIGNS, _LIFE, _VALUES, medication=_INSULIN
    ),
    status_path="class",
    rules=(
        *vitals.GLUCOSE_RULES,
        with_source(vitals.GLUCOSE.path, "rule.source_of_glucose"),
        Rule(
            "rule.foot_pulse_side",
            "requires",
            ("foot_pulse", "foot_pulse_side"),
            values=("2", "3"),
            severity="soft",
            sentence=Label("足背动脉减弱或消失，请选哪一侧", "The pulse is weak or absent; please say on which side"),
        ),
        Rule(
            "rule.hba1c_date",
            "together",
            ("hba1c", "hba1c_on"),
            severity="soft",
            sentence=Label("糖化血红蛋白要连同检查日期一起填", "HbA1c and its date belong together"),
        ),
        *follow_up_rules(
            "vitals.sbp",
            "vitals.dbp",
            "vitals.pulse",
            "vitals.temp",
            "vitals.weight",
            "vitals.height",
            "vitals.glucose",
            "vitals.glucose_beyond",
        ),
    ),
    source="2型糖尿病患者随访服务记录表, national norms, 3rd edition, with the Shandong additions",
)
