"""A resident's children, who may be called, and what happened to them of late: what decides how often to look in."""

from schemas import code_lists
from schemas.code_lists import listed
from schemas.declaration import Condition, Field, Group, Label, Section, Unit

HUKOU_AREA = listed(
    "hukou_area",
    "own list; the allowance asks for registration in Shandong (山东省养老服务条例 art. 55)",
    ("district", "兖州区", "Yanzhou District"),
    ("city", "济宁市其他县市区", "Elsewhere in Jining"),
    ("province", "山东省其他市", "Elsewhere in Shandong"),
    ("outside", "外省", "Another province"),
    ("unknown", "不详", "Unknown"),
)
DISABILITY_LEVEL = listed(
    "disability_level",
    "残疾人证 (GB/T 26341-2010); 1 and 2 are severe",
    ("1", "一级", "Level 1"),
    ("2", "二级", "Level 2"),
    ("3", "三级", "Level 3"),
    ("4", "四级", "Level 4"),
)
NEAREST_CHILD = listed(
    "nearest_child",
    "own list",
    ("home", "同住", "In the same home"),
    ("near", "同小区或同村", "In the same estate or village"),
    ("town", "同城", "In the same town"),
    ("away", "外地", "Elsewhere"),
    ("abroad", "境外", "Abroad"),
    ("none", "没有子女", "No children"),
    ("unknown", "不详", "Unknown"),
)
LIFE_EVENT = listed(
    "life_event",
    "own list; what asks for a look within a day elsewhere: proposed",
    ("discharge", "出院", "Came home from hospital"),
    ("hospital", "住院", "Went to hospital"),
    ("bereavement", "丧亲", "Lost somebody close"),
    ("fall", "跌倒", "Fell"),
    ("lost_way", "走失", "Lost their way"),
    ("choked", "噎食", "Choked"),
    ("self_harm", "自伤", "Harmed themselves"),
    ("alone_now", "开始独居", "Lives alone since then"),
    ("other", "其他大事", "Something else"),
)
CHANGE_REASON = listed(
    "change_reason",
    "reasons for a change, proposed",
    ("error", "录入错误", "It was entered wrongly"),
    ("changed", "情况变化", "Things have changed"),
    ("doctor", "医生更正", "Corrected by a doctor"),
    ("duplicate", "合并重复", "Two files for one person"),
    ("request", "居民要求", "The resident asked for it"),
)

CONTACTS = Group(
    "contact",
    Label("联系人", "Contacts"),
    (
        Field("name", "text", Label("联系人姓名", "Contact's name"), required=True, sensitivity="personal"),
        Field(
            "relation",
            "code",
            Label("与本人关系", "Relation"),
            codes=code_lists.CONTACT_RELATION,
            sensitivity="personal",
        ),
        Field("phone", "phone", Label("联系人电话", "Contact's phone"), sensitivity="identity"),
        Field(
            "emergency",
            "boolean",
            Label("紧急时先打给他", "Call first in an emergency"),
            policy="latest",
            sensitivity="personal",
        ),
        Field("guardian", "boolean", Label("赡养人或监护人", "Supports or guards them"), sensitivity="personal"),
        Field("has_key", "boolean", Label("有家里的钥匙", "Has a key"), policy="latest", sensitivity="personal"),
    ),
    entries_max=10,
)

FAMILY = Section(
    Label("子女与近况", "Children and events"),
    (
        Field(
            "children",
            "integer",
            Label("健在子女数", "Living children"),
            unit=Unit("1", "人"),
            hard=(0, 30),
            soft=(0, 12),
            sensitivity="personal",
        ),
        Field(
            "nearest_child",
            "code",
            Label("最近的子女住在", "The nearest child lives"),
            codes=NEAREST_CHILD,
            sensitivity="personal",
        ),
        Field(
            "children_away_since",
            "month",
            Label("子女外出年月", "Children away since"),
            sensitivity="personal",
            past=True,
            show_if=Condition("nearest_child", ("away", "abroad")),
        ),
        Group(
            "event",
            Label("近期大事", "Events"),
            (
                Field(
                    "type",
                    "code",
                    Label("发生了什么", "What happened"),
                    codes=LIFE_EVENT,
                    required=True,
                    sensitivity="health",
                ),
                Field("happened_on", "date", Label("发生日期", "On"), required=True, sensitivity="personal"),
                Field("remark", "text", Label("大事说明", "Remark"), sensitivity="note"),
            ),
        ),
        Field("family_doctor", "text", Label("家庭医生", "Family doctor"), policy="latest", sensitivity="personal"),
        Field(
            "family_doctor_phone",
            "phone",
            Label("家庭医生电话", "Family doctor's phone"),
            policy="latest",
            sensitivity="identity",
        ),
    ),
)
