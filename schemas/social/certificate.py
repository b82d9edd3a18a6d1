"""健康证: the health certificate of somebody who works with food or in a public place, sorted by shop.

Whoever holds it need not live here, so the holder is a name, and a resident only where they are one. It is good for a
year: issue date, one year on, less a day (reply of the 卫生部, 1997). That sum is a rule of the reminders file and
fills in ``expires_on``; what is printed on the certificate goes before it.
"""

from schemas.code_lists import listed
from schemas.declaration import Condition, Field, Label, Rule, Section
from schemas.kind import Kind

TRADE = listed(
    "trade",
    "食品安全法 art. 45; 公共场所卫生管理条例 arts. 2, 7",
    ("food", "食品从业", "Food"),
    ("public_place", "公共场所服务", "Public places"),
    ("water", "供水管水", "Water supply"),
    ("other", "其他", "Other"),
)
HOLDER_STATE = listed(
    "holder_state",
    "own list",
    ("working", "在岗", "At work there"),
    ("renewed", "已换新证", "Has a newer certificate"),
    ("left", "已离职", "Has left"),
)

_HOLDER = Section(
    Label("持证人与门店", "Holder and shop"),
    (
        Field("shop", "text", Label("门店名称", "Shop"), required=True, sensitivity="personal", lasting=True),
        Field("shop_address", "text", Label("门店地址", "Shop address"), sensitivity="personal", lasting=True),
        Field("shop_phone", "phone", Label("门店电话", "Shop phone"), sensitivity="identity", policy="latest"),
        Field("holder.name", "text", Label("持证人姓名", "Holder"), required=True, sensitivity="personal"),
        Field("holder.phone", "phone", Label("持证人电话", "Holder's phone"), sensitivity="identity", policy="latest"),
        Field(
            "resident",
            "ref",
            Label("本社区居民档案", "Holder's file, if a resident"),
            refers_to="resident",
            sensitivity="personal",
        ),
        Field("trade", "code", Label("从业类别", "Trade"), codes=TRADE, sensitivity="personal", lasting=True),
    ),
)

_CERTIFICATE = Section(
    Label("健康证", "Certificate"),
    (
        Field("number", "text", Label("健康证号", "Certificate number"), sensitivity="identity"),
        Field("issued_on", "date", Label("发证日期", "Issued on"), required=True, past=True),
        Field(
            "expires_on",
            "date",
            Label("到期日期", "Expires on"),
            help=Label(
                "发证后满一年的前一天；证上另有写明的照证上写", "A year less a day; or what the certificate says"
            ),
        ),
        Field("photo", "attachment", Label("证件照片", "Photo"), sensitivity="personal"),
        Field(
            "state",
            "code",
            Label("在岗情况", "Holder"),
            codes=HOLDER_STATE,
            sensitivity="personal",
            policy="severest",
            severity=("working", "renewed", "left"),
        ),
        Field("worker", "person", Label("登记人", "Recorded by"), required=True),
        Field("at", "time", Label("登记时间", "Recorded at"), required=True, past=True),
        Field("note", "note", Label("备注", "Note"), policy="text", sensitivity="note"),
    ),
)

_RULES = (
    Rule(
        "rule.certificate_order",
        "less",
        ("issued_on", "expires_on"),
        sentence=Label("到期日期应晚于发证日期", "It cannot expire before it was issued"),
    ),
)

CERTIFICATE = Kind(
    name="certificate",
    version=1,
    label=Label("健康证", "Health certificate"),
    sections=(_HOLDER, _CERTIFICATE),
    title=("shop", "holder.name"),
    subject_path="resident",
    worker_path="worker",
    when_path="at",
    status_path="state",
    rules=_RULES,
    source="食品安全法 art. 45; 公共场所卫生管理条例 arts. 2, 7",
    on_tablets="recent",
    # One that still counts stays however old it is: it may just have run out.
    finished=Condition("state", ("renewed", "left")),
)
