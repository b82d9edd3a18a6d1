"""加密探访: somebody calls for more visits for a while, in a whole grid (bad weather, a festival) or to one resident.

Programmes say which calls they follow and within how many days (``triggers``). A call is a document of its grid, so it
reaches its tablets like all work does, and they count it without a network.
"""

from schemas.code_lists import listed
from schemas.declaration import Field, Label, Rule, Section
from schemas.kind import Kind

_SOURCE = "more visits in extreme weather and at festivals: 青海; within 24 hours after a great change: 内蒙古"

TRIGGER = listed(
    "visit_trigger",
    _SOURCE,
    ("extreme_weather", "极端天气", "Extreme weather"),
    ("festival", "传统节日", "Festival"),
    ("major_change", "重大变故", "Major change"),
)

_CALL = Section(
    Label("加密探访", "Call for visits"),
    (
        Field("cause", "code", Label("因为什么", "Because of"), codes=TRIGGER, required=True),
        Field("since", "date", Label("从哪天起", "From"), required=True),
        Field(
            "until",
            "date",
            Label("到哪天为止", "Until"),
            help=Label("不填算30天", "30 days where nothing stands here"),
        ),
        Field(
            "resident",
            "ref",
            Label("只为这位居民", "For this resident only"),
            refers_to="resident",
            sensitivity="personal",
            help=Label("不填就是全网格要访的人", "Empty: all of the grid who are visited"),
        ),
        Field("note", "note", Label("说明", "Note"), policy="text", sensitivity="note"),
        Field("raised_by", "person", Label("提出人", "Called by")),
        Field("at", "time", Label("提出时间", "Called at"), required=True, past=True),
    ),
)

_RULES = (
    Rule(
        "rule.call_until",
        "at_most",
        ("since", "until"),
        sentence=Label("结束日期早于开始日期", "It ends before it begins"),
    ),
)

VISIT_CALL = Kind(
    name="visit_call",
    version=1,
    label=Label("加密探访", "Call for visits"),
    sections=(_CALL,),
    title=("cause", "since"),
    subject_path="resident",
    worker_path="raised_by",
    when_path="at",
    rules=_RULES,
    source=_SOURCE,
)
"""It leaves the tablets by age: no call lasts that long."""
