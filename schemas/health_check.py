"""健康快检: what is measured at the door. Nothing in it is prefilled, and nothing in it has to be measured."""

from schemas import visit_codes, vitals
from schemas.computed import COMPUTED
from schemas.confirmation import CONFIRMED, CONFIRMED_RULES
from schemas.declaration import Field, Label, Section
from schemas.kind import Kind

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
        vitals.SBP,
        vitals.DBP,
        vitals.PULSE,
        vitals.circumstance("bp_arm", Label("测量手臂", "Arm"), visit_codes.ARM, "血压"),
        vitals.circumstance("bp_posture", Label("体位", "Posture"), visit_codes.POSTURE, "血压"),
        Field("vitals.bp_rest5", "boolean", Label("已静坐5分钟", "Rested for 5 minutes"), sensitivity="health"),
        vitals.circumstance("bp_seq", Label("第几次测量", "Which reading"), visit_codes.READING, "血压"),
    ),
)

_BODY = Section(
    Label("其他测量", "Other measurements"),
    (
        vitals.TEMPERATURE,
        vitals.OXYGEN,
        vitals.GLUCOSE,
        vitals.GLUCOSE_BEYOND,
        vitals.GLUCOSE_KIND,
        vitals.WEIGHT,
        vitals.HEIGHT,
        vitals.WAIST,
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

HEALTH_CHECK = Kind(
    name="health_check",
    version=1,
    label=Label("健康快检", "Health check"),
    sections=(_CHECK, _PRESSURE, _BODY, _AROUND, COMPUTED, CONFIRMED),
    title=("resident", "at"),
    subject_path="resident",
    worker_path="worker",
    when_path="at",
    rules=(*vitals.pressure_rules(), *vitals.GLUCOSE_RULES, *CONFIRMED_RULES),
    source="健康快检; ranges wider than any living value",
)
