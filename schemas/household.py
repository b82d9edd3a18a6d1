"""户: a home and its facilities. Who lives there is said by each resident, who refers to the household."""

from schemas import household_codes
from schemas.declaration import Condition, Field, Label, Section
from schemas.kind import Kind

_ADDRESS = Section(
    Label("地址", "Address"),
    (
        Field("address.estate", "text", Label("小区或自然村", "Estate or village"), sensitivity="personal"),
        Field("address.building", "text", Label("楼栋", "Building"), sensitivity="personal"),
        Field("address.unit", "text", Label("单元", "Unit"), sensitivity="personal"),
        Field("address.room", "text", Label("室", "Room"), sensitivity="personal"),
        Field(
            "address_text",
            "text",
            Label("详细地址", "Address as written"),
            required=True,
            sensitivity="personal",
            help=Label("按门牌或户口簿写，照原样保留", "As on the door or in the booklet; kept as it is typed"),
        ),
    ),
)

_HOUSEHOLD = Section(
    Label("住户", "Household"),
    (
        Field("head", "ref", Label("户主", "Head of household"), refers_to="resident", sensitivity="personal"),
        Field("phone", "phone", Label("家庭电话", "Home phone"), sensitivity="identity"),
        Field(
            "hukou_type",
            "code",
            Label("户籍类型", "Registration"),
            codes=household_codes.HUKOU_TYPE,
            sensitivity="personal",
        ),
        Field(
            "occupancy",
            "code",
            Label("房屋使用", "Use of the home"),
            codes=household_codes.OCCUPANCY,
            sensitivity="personal",
        ),
        Field(
            "family_size",
            "integer",
            Label("家庭人口", "People in the household"),
            hard=(0, 60),
            soft=(0, 12),
            sensitivity="personal",
        ),
    ),
)

_FACILITIES = Section(
    Label("生活环境", "Facilities"),
    (
        Field(
            "kitchen_vent",
            "code",
            Label("厨房排风设施", "Kitchen ventilation"),
            codes=household_codes.KITCHEN_VENT,
            sensitivity="personal",
        ),
        Field("fuel", "code", Label("燃料类型", "Fuel"), codes=household_codes.FUEL, sensitivity="personal"),
        Field("water", "code", Label("饮水", "Drinking water"), codes=household_codes.WATER, sensitivity="personal"),
        Field("toilet", "code", Label("厕所", "Toilet"), codes=household_codes.TOILET, sensitivity="personal"),
        Field(
            "livestock",
            "code",
            Label("禽畜栏", "Livestock pen"),
            codes=household_codes.LIVESTOCK,
            sensitivity="personal",
        ),
    ),
)

# Where a window is to be found from below; what it promises, and by when, is said by the community's programme.
_WINDOW = Section(
    Label("窗帘之约", "Curtain promise"),
    (
        Field(
            "curtain.watch",
            "boolean",
            Label("约好看窗", "Window is watched"),
            sensitivity="personal",
            policy="latest",
        ),
        Field(
            "curtain.floor",
            "integer",
            Label("几楼", "Floor"),
            hard=(-3, 99),
            policy="latest",
            sensitivity="personal",
            show_if=Condition("curtain.watch", (True,)),
        ),
        Field(
            "curtain.column",
            "integer",
            Label("从左数第几扇", "Window from the left"),
            hard=(1, 99),
            policy="latest",
            sensitivity="personal",
            show_if=Condition("curtain.watch", (True,)),
        ),
        Field(
            "curtain.look_from",
            "text",
            Label("站在哪儿看", "Where to look from"),
            policy="latest",
            sensitivity="personal",
            show_if=Condition("curtain.watch", (True,)),
        ),
    ),
)

_NOTES = Section(
    Label("备忘", "Notes"), (Field("note", "note", Label("备注", "Note"), sensitivity="note", policy="text"),)
)

HOUSEHOLD = Kind(
    name="household",
    version=2,
    label=Label("住户", "Household"),
    sections=(_ADDRESS, _HOUSEHOLD, _FACILITIES, _WINDOW, _NOTES),
    title=("address.estate", "address.building", "address.unit", "address.room"),
    source="个人基本信息表 (living environment) and local registers",
)
