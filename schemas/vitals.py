"""What is measured on a body, declared once for every kind that asks for it, with the rules that hold between values.

Hard limits lie outside what a living body shows: whoever is in a crisis must be recordable. What is unusual is asked
about once more, and then believed. Nothing in here is ever prefilled, and each value may be a reason instead.
"""

from dataclasses import replace

from schemas import visit_codes
from schemas.declaration import CodeList, Field, FieldType, Label, Rule, Unit

MMHG = Unit("mm[Hg]", "mmHg")
PER_MINUTE = Unit("/min", "次/分")
CM = Unit("cm", "cm")
KG = Unit("kg", "kg")
_PREFIX = "vitals."
_NO_ARM = Label("", "")


def _measured(
    path: str,
    type: FieldType,
    label: Label,
    unit: Unit,
    hard: tuple[float, float],
    soft: tuple[float, float] | None,
    drift_percent: int | None = None,
) -> Field:
    return Field(
        _PREFIX + path,
        type,
        label,
        unit=unit,
        decimals=1 if type == "decimal" else 0,
        hard=hard,
        soft=soft,
        drift_percent=drift_percent,
        measured=True,
        sensitivity="health",
    )


def circumstance(path: str, label: Label, codes: CodeList, shown_with: str) -> Field:
    """How something was measured: an answer that stands beside the value."""
    return Field(
        _PREFIX + path,
        "code",
        label,
        codes=codes,
        sensitivity="health",
        help=Label(f"随{shown_with}一起填", "Goes with the measurement"),
    )


def on_arm(field: Field, path: str, zh: str, en: str) -> Field:
    """A pressure of one arm, where both arms are measured."""
    return replace(field, path=_PREFIX + path, label=Label(f"{zh}{field.label.zh}", f"{field.label.en}, {en}"))


SBP = _measured("sbp", "integer", Label("高压（收缩压）", "Systolic pressure"), MMHG, (50, 300), (80, 200))
DBP = _measured("dbp", "integer", Label("低压（舒张压）", "Diastolic pressure"), MMHG, (20, 200), (40, 120))
PULSE = _measured("pulse", "integer", Label("脉搏", "Pulse"), PER_MINUTE, (20, 250), (50, 120))
# Published checks allow 5 to 80; the usual range is a proposal, not yet confirmed by the health service.
BREATHS = _measured("resp", "integer", Label("呼吸频率", "Breaths"), PER_MINUTE, (3, 80), (12, 24))
TEMPERATURE = _measured("temp", "decimal", Label("体温", "Temperature"), Unit("Cel", "℃"), (33, 43), (35.5, 37.5))
OXYGEN = _measured("spo2", "integer", Label("血氧", "Oxygen saturation"), Unit("%", "%"), (50, 100), (94, 100))
GLUCOSE = _measured("glucose", "decimal", Label("血糖", "Glucose"), Unit("mmol/L", "mmol/L"), (0.6, 35), (3.9, 16.7))
GLUCOSE_BEYOND = Field(
    "vitals.glucose_beyond",
    "code",
    Label("血糖仪显示 HI 或 LO", "Meter shows HI or LO"),
    codes=visit_codes.GLUCOSE_BEYOND,
    sensitivity="health",
)
GLUCOSE_KIND = circumstance("glucose_kind", Label("血糖类型", "Kind of glucose"), visit_codes.GLUCOSE_KIND, "血糖")
WEIGHT = _measured("weight", "decimal", Label("体重", "Weight"), KG, (20, 250), None, drift_percent=10)
HEIGHT = _measured("height", "decimal", Label("身高", "Height"), CM, (80, 220), None, drift_percent=10)
WAIST = _measured("waist", "decimal", Label("腰围", "Waist"), CM, (40, 180), None, drift_percent=10)


def pressure_rules(code: str = "bp", sbp: Field = SBP, dbp: Field = DBP, arm: Label = _NO_ARM) -> tuple[Rule, ...]:
    """Both or none, and the right way round. ``arm``: what stands before the sentences where both arms are measured."""
    return (
        Rule(
            f"rule.{code}_both",
            "together",
            (sbp.path, dbp.path),
            sentence=Label(f"{arm.zh}高压和低压要一起填", f"{arm.en}Systolic and diastolic pressure belong together"),
        ),
        Rule(
            f"rule.{code}_order",
            "less",
            (dbp.path, sbp.path),
            sentence=Label(
                f"{arm.zh}低压应小于高压，是不是填反了",
                f"{arm.en}Diastolic must be below systolic; are they swapped?",
            ),
        ),
    )


def _with_kind_of_glucose(code: str, path: str) -> Rule:
    return Rule(
        code,
        "requires",
        (path, GLUCOSE_KIND.path),
        severity="soft",
        sentence=Label("请选空腹、餐后2小时或随机", "Say whether fasting, after a meal or random"),
    )


GLUCOSE_RULES = (
    _with_kind_of_glucose("rule.glucose_kind", GLUCOSE.path),
    _with_kind_of_glucose("rule.glucose_beyond_kind", GLUCOSE_BEYOND.path),
    Rule(
        "rule.glucose_once",
        "excludes",
        (GLUCOSE_BEYOND.path, GLUCOSE.path),
        sentence=Label("血糖填数值或 HI/LO，只能留一个", "Give a glucose value or HI/LO, not both"),
    ),
)
