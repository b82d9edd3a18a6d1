"""消防设施: one extinguisher, alarm or hose: where it is, how old it is, and what is wrong with it.

How many years each type may be used, and how often it is serviced, stands in the community's reminders file with its
source, and not here. What a label says about itself (``label_years``) goes before the type's years.
"""

from schemas.code_lists import listed
from schemas.declaration import Condition, Field, Label, Rule, Section, Unit
from schemas.kind import Kind

_EXTINGUISHERS = "GB 50444-2008; GA 95-2007"

# The types a family asks about are suggestions; a community adds its own.
EQUIPMENT_TYPE = listed(
    "equipment_type",
    f"{_EXTINGUISHERS}; what stands in homes: suggested",
    ("water", "水基型灭火器", "Water-based extinguisher"),
    ("powder", "干粉灭火器", "Powder extinguisher"),
    ("clean_gas", "洁净气体灭火器", "Clean-gas extinguisher"),
    ("co2", "二氧化碳灭火器", "Carbon dioxide extinguisher"),
    ("hydrant", "消火栓、水带", "Hydrant and hose reel"),
    ("smoke_alarm", "独立烟感", "Smoke alarm"),
    ("gas_alarm", "燃气报警器", "Gas alarm"),
    ("gas_hose_rubber", "燃气软管（橡胶）", "Gas hose, rubber"),
    ("gas_hose_metal", "燃气软管（金属）", "Gas hose, metal"),
    ("electric_blanket", "电热毯", "Electric blanket"),
    ("other", "其他", "Other"),
    open=True,
)
DEFECTS = listed(
    "equipment_defect",
    "GA 95-2007, what is scrapped at once",
    ("rust", "筒体锈蚀超过三分之一", "A third of the body is rusty"),
    ("deformed", "筒体变形", "Body out of shape"),
    ("no_date", "没有生产日期", "No date of manufacture"),
    ("burnt", "被火烧过", "Was in a fire"),
    ("no_maker", "没有厂名或铭牌看不清", "No maker, or the plate cannot be read"),
    ("other", "其他应报废情形", "Another reason to scrap it"),
)
EQUIPMENT_STATE = listed(
    "equipment_state",
    "own list",
    ("good", "完好", "In order"),
    ("repair", "要维修", "Needs service"),
    ("missing", "不见了", "Missing"),
    ("scrapped", "已报废", "Scrapped"),
)

_ITEM = Section(
    Label("器材与位置", "Item and place"),
    (
        Field("type", "code", Label("类型", "Type"), codes=EQUIPMENT_TYPE, required=True, lasting=True),
        Field("model", "text", Label("型号规格", "Model"), policy="latest", lasting=True),
        Field(
            "qr",
            "text",
            Label("二维码", "QR code"),
            help=Label("扫贴纸上的码就能打开这一条", "Scanning the sticker opens this record"),
        ),
        Field(
            "address.estate", "text", Label("小区或自然村", "Estate or village"), sensitivity="personal", lasting=True
        ),
        Field("address.building", "text", Label("楼栋", "Building"), sensitivity="personal", lasting=True),
        Field("address.unit", "text", Label("单元", "Unit"), sensitivity="personal", lasting=True),
        Field("place", "text", Label("具体位置", "Exact place"), required=True, sensitivity="personal"),
        Field(
            "household",
            "ref",
            Label("在谁家", "In whose home"),
            refers_to="household",
            sensitivity="personal",
            help=Label("楼道里的不用选", "Leave empty for what stands in a stairwell"),
        ),
    ),
)

_AGE = Section(
    Label("年限", "Age"),
    (
        Field("made", "month", Label("生产年月", "Made in"), past=True),
        Field(
            "label_years",
            "integer",
            Label("标签上的使用年限", "Years of use on the label"),
            unit=Unit("a", "年"),
            hard=(1, 30),
        ),
        Field("last_service", "date", Label("上次维修日期", "Last serviced on"), past=True, policy="latest"),
        Field(
            "next_service",
            "date",
            Label("下次维修日期", "Next service on"),
            policy="latest",
            help=Label("系统按年限推算，可以改", "Worked out from the years, and open to correction"),
        ),
        Field(
            "scrap_date",
            "date",
            Label("报废日期", "To be scrapped on"),
            policy="latest",
            help=Label("系统按年限推算，可以改", "Worked out from the years, and open to correction"),
        ),
    ),
)

_LOOK = Section(
    Label("查看情况", "Inspection"),
    (
        Field(
            "state",
            "code",
            Label("现状", "State"),
            codes=EQUIPMENT_STATE,
            required=True,
            policy="severest",
            severity=("good", "repair", "missing", "scrapped"),
        ),
        Field(
            "defects",
            "choices",
            Label("应立即报废的情形", "Reasons to scrap it at once"),
            codes=DEFECTS,
            policy="severest",
        ),
        Field(
            "scrapped_on",
            "date",
            Label("实际报废日期", "Scrapped on"),
            past=True,
            policy="latest",
            show_if=Condition("state", ("scrapped",)),
        ),
        Field("photo", "attachment", Label("照片", "Photo"), policy="latest", sensitivity="personal"),
        Field("worker", "person", Label("查看人", "Inspected by"), required=True, policy="latest"),
        Field("at", "time", Label("查看时间", "Inspected at"), required=True, past=True, policy="latest"),
        Field("note", "note", Label("备注", "Note"), policy="text", sensitivity="note"),
    ),
)

_RULES = (
    Rule(
        "rule.equipment_made_or_defect",
        "any_of",
        ("made", "defects.no_date"),
        severity="soft",
        sentence=Label(
            "请填生产年月，没有就勾选“没有生产日期”", "Give the month it was made, or tick that there is none"
        ),
    ),
    Rule(
        "rule.equipment_made_and_defect",
        "excludes",
        ("defects.no_date", "made"),
        sentence=Label("填了生产年月，就不能勾选“没有生产日期”", "There is a month of manufacture, so it has a date"),
    ),
    Rule(
        "rule.equipment_service_order",
        "less",
        ("last_service", "next_service"),
        sentence=Label("下次维修应晚于上次维修", "The next service comes after the last"),
    ),
)

FIRE_EQUIPMENT = Kind(
    name="fire_equipment",
    version=1,
    label=Label("消防设施", "Fire equipment"),
    sections=(_ITEM, _AGE, _LOOK),
    title=("type", "place"),
    worker_path="worker",
    when_path="at",
    status_path="state",
    rules=_RULES,
    source=f"{_EXTINGUISHERS}; 消防法 art. 16; 山东省消防条例",
    # What hangs on a wall stays to be looked at until it is gone.
    finished=Condition("state", ("scrapped", "missing")),
)
