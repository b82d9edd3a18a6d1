"""健康快检: what is measured at the door. Nothing in it is prefilled, and nothing in it has to be measured.

Hard limits lie outside what a living body shows: whoever is in a crisis must be recordable. What is unusual
is asked about once more, and then believed.
"""

from schemas import visit_codes
from schemas.declaration import CodeList, Field, FieldType, Label, Rule, Section, Unit
from schemas.kind import Kind

_MMHG = Unit("mm[Hg]", "mmHg")
_PER_MINUTE = Unit("/min", "次/分")
_CM = Unit("cm", "cm")


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
        f"vitals.{path}",
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


def _circumstance(path: str, label: Label, codes: CodeList, shown_with: str) -> Field:
    return Field(
        f"vitals.{path}",
        "code",
        label,
        codes=codes,
        sensitivity="health",
        help=Label(f"随{shown_with}一起填", "Goes with the measurement"),
    )


_CHECK = Section(
    Label("快检", "Check"),
    (
        Field(
            "resident", "ref", Label("居民", "Resident"), required=True, refers_to="resident", sensitivity="personal"
        ),
        Field("worker", "person", Label("测量人", "Measured by"), required=True),
        Field("at", "time", Label("测量时间", "Time"), required=True, past=True),
        Field("visit", "ref", Label("所属探访", "Visit"), refers_to="visit"),
        Field("source", "code", Label("数据来源", "Source"), codes=visit_codes.SOURCE, required=True),
    ),
)

_PRESSURE = Section(
    Label("血压脉搏", "Blood pressure and pulse"),
    (
        _measured("sbp", "integer", Label("高压（收缩压）", "Systolic pressure"), _MMHG, (50, 300), (80, 200)),
        _measured("dbp", "integer", Label("低压（舒张压）", "Diastolic pressure"), _MMHG, (20, 200), (40, 120)),
        _measured("pulse", "integer", Label("脉搏", "Pulse"), _PER_MINUTE, (20, 250), (50, 120)),
        _circumstance("bp_arm", Label("测量手臂", "Arm"), visit_codes.ARM, "血压"),
        _circumstance("bp_posture", Label("体位", "Posture"), visit_codes.POSTURE, "血压"),
        Field("vitals.bp_rest5", "boolean", Label("已静坐5分钟", "Rested for 5 minutes"), sensitivity="health"),
        _circumstance("bp_seq", Label("第几次测量", "Which reading"), visit_codes.READING, "血压"),
    ),
)

_BODY = Section(
    Label("其他测量", "Other measurements"),
    (
        _measured("temp", "decimal", Label("体温", "Temperature"), Unit("Cel", "℃"), (33, 43), (35.5, 37.5)),
        _measured("spo2", "integer", Label("血氧", "Oxygen saturation"), Unit("%", "%"), (50, 100), (94, 100)),
        _measured("glucose", "decimal", Label("血糖", "Glucose"), Unit("mmol/L", "mmol/L"), (0.6, 35), (3.9, 16.7)),
        Field(
            "vitals.glucose_beyond",
            "code",
            Label("血糖仪显示 HI 或 LO", "Meter shows HI or LO"),
            codes=visit_codes.GLUCOSE_BEYOND,
            sensitivity="health",
        ),
        _circumstance("glucose_kind", Label("血糖类型", "Kind of glucose"), visit_codes.GLUCOSE_KIND, "血糖"),
        _measured("weight", "decimal", Label("体重", "Weight"), Unit("kg", "kg"), (20, 250), None, drift_percent=10),
        _measured("height", "decimal", Label("身高", "Height"), _CM, (80, 220), None, drift_percent=10),
        _measured("waist", "decimal", Label("腰围", "Waist"), _CM, (40, 180), None, drift_percent=10),
    ),
)

_AROUND = Section(
    Label("情况说明", "Circumstances"),
    (
        Field(
            "medicine_30min", "text", Label("半小时内服药情况", "Medicine in the last 30 minutes"), sensitivity="health"
        ),
        Field("meal_time", "text", Label("进餐情况", "Last meal"), sensitivity="health"),
        Field("note", "note", Label("备注", "Note"), policy="text", sensitivity="note"),
    ),
)

# The worker measures; a doctor of the health service centre answers for the record.
_CONFIRMED = Section(
    Label("医生确认", "Doctor's confirmation"),
    (
        Field("confirmed_by", "person", Label("确认医生", "Confirmed by"), writers=("doctor",)),
        Field("confirmed_at", "time", Label("确认时间", "Confirmed at"), writers=("doctor",), past=True),
    ),
)

_RULES = (
    Rule(
        "rule.bp_both",
        "together",
        ("vitals.sbp", "vitals.dbp"),
        sentence=Label("高压和低压要一起填", "Systolic and diastolic pressure belong together"),
    ),
    Rule(
        "rule.bp_order",
        "less",
        ("vitals.dbp", "vitals.sbp"),
        sentence=Label("低压应小于高压，是不是填反了", "Diastolic must be below systolic; are they swapped?"),
    ),
    Rule(
        "rule.glucose_kind",
        "requires",
        ("vitals.glucose", "vitals.glucose_kind"),
        severity="soft",
        sentence=Label("请选空腹、餐后2小时或随机", "Say whether fasting, after a meal or random"),
    ),
    Rule(
        "rule.glucose_beyond_kind",
        "requires",
        ("vitals.glucose_beyond", "vitals.glucose_kind"),
        severity="soft",
        sentence=Label("请选空腹、餐后2小时或随机", "Say whether fasting, after a meal or random"),
    ),
    Rule(
        "rule.glucose_once",
        "excludes",
        ("vitals.glucose_beyond", "vitals.glucose"),
        sentence=Label("血糖填数值或 HI/LO，只能留一个", "Give a glucose value or HI/LO, not both"),
    ),
    Rule(
        "rule.confirmed_both",
        "together",
        ("confirmed_by", "confirmed_at"),
        sentence=Label("确认医生和确认时间要一起填", "Doctor and time of confirmation belong together"),
    ),
    Rule(
        "rule.confirmed_after",
        "at_most",
        ("at", "confirmed_at"),
        sentence=Label("确认时间早于测量时间", "Confirmed before it was measured"),
    ),
)

HEALTH_CHECK = Kind(
    name="health_check",
    version=1,
    label=Label("健康快检", "Health check"),
    sections=(_CHECK, _PRESSURE, _BODY, _AROUND, _CONFIRMED),
    title=("resident", "at"),
    subject_path="resident",
    worker_path="worker",
    when_path="at",
    rules=_RULES,
    source="健康快检; ranges wider than any living value",
)
