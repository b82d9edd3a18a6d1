"""高龄津贴: one person's allowance of one age band, from gathering papers to the last month it is paid.

An office works in three lists: who is added, who is stopped, and who moves to another band. A change of band is no
list of its own: the old case is stopped and a new one is opened from the next month on, naming the old one
(``previous``). Amounts are the district's and are in no file of ours; what is typed here says where it stands written.

Where two people wrote different states, the one nearer to stopping holds: a month paid too much must be asked back
from a family in mourning, and a month paid late is only late.
"""

from schemas.declaration import Condition, Field, Group, Label, Rule, Section, Unit
from schemas.kind import Kind
from schemas.social import allowance_codes as codes
from schemas.social.materials import checklist

_YUAN = Unit("[CNY]", "元")

_ENTITLEMENT = Section(
    Label("对象", "Person"),
    (
        Field(
            "resident", "ref", Label("居民", "Resident"), required=True, refers_to="resident", sensitivity="personal"
        ),
        Field(
            "category", "code", Label("档次", "Age band"), codes=codes.AGE_BAND, required=True, sensitivity="personal"
        ),
        Field(
            "previous",
            "ref",
            Label("换档前的津贴", "The case it takes over from"),
            refers_to="allowance_case",
            sensitivity="personal",
        ),
        Field(
            "hukou_checked",
            "boolean",
            Label("已核对是山东户籍", "Shandong registration checked"),
            policy="latest",
            sensitivity="personal",
        ),
        Field(
            "state",
            "code",
            Label("办理情况", "State"),
            codes=codes.CASE_STATE,
            required=True,
            sensitivity="personal",
            policy="severest",
            severity=("collecting", "submitted", "paying", "declined", "rejected", "stop_due", "stopped", "closed"),
        ),
        Field("worker", "person", Label("经办人", "Handled by"), required=True, policy="latest"),
        Field("at", "time", Label("开办时间", "Opened at"), required=True, past=True),
    ),
)

_APPLICATION = Section(
    Label("申请", "Application"),
    (
        checklist(),
        Field("agent.name", "text", Label("代办人姓名", "Applies for them"), sensitivity="personal"),
        Field("agent.letter", "attachment", Label("代办委托书", "Letter of authority"), sensitivity="personal"),
        Field("submitted_on", "date", Label("上报日期", "Handed in on"), past=True, policy="latest"),
        Field("approved_on", "date", Label("批准日期", "Approved on"), past=True, policy="latest"),
        Field("refusal_reason", "text", Label("未办成原因", "Why not granted"), sensitivity="note", policy="latest"),
    ),
)

_PAYMENT = Section(
    Label("发放", "Payment"),
    (
        Field("start_month", "month", Label("起发年月", "Paid from"), sensitivity="personal"),
        Field(
            "monthly_amount",
            "decimal",
            Label("每月金额", "Amount a month"),
            unit=_YUAN,
            decimals=2,
            hard=(0, 100_000),
            sensitivity="personal",
        ),
        Field(
            "amount_source",
            "text",
            Label("金额依据文件", "Where the amount stands written"),
            policy="latest",
            help=Label("文件名称和文号", "Title and number of the document"),
        ),
        Group(
            "back_pay",
            Label("补发", "Back pay"),
            (
                Field("from_month", "month", Label("补发起", "From"), required=True, sensitivity="personal"),
                Field("to_month", "month", Label("补发止", "To"), required=True, sensitivity="personal"),
                Field(
                    "amount",
                    "decimal",
                    Label("补发金额", "Amount"),
                    unit=_YUAN,
                    decimals=2,
                    hard=(0, 1_000_000),
                    sensitivity="personal",
                ),
            ),
        ),
        Field(
            "confirmed_on",
            "date",
            Label("资格认证日期", "Entitlement confirmed on"),
            past=True,
            policy="latest",
            sensitivity="personal",
            help=Label("探访时见到本人就可以认证", "Seeing the person on a visit is enough"),
        ),
    ),
)

_STOP = Section(
    Label("停发与追缴", "Stop and recovery"),
    (
        Field("stop_reason", "code", Label("停发原因", "Why stopped"), codes=codes.STOP_REASON, sensitivity="personal"),
        Field(
            "death_date",
            "date",
            Label("死亡日期", "Date of death"),
            past=True,
            sensitivity="personal",
            show_if=Condition("stop_reason", ("death",)),
        ),
        Field("stop_due_month", "month", Label("应停年月", "Should stop from"), sensitivity="personal"),
        Field("stop_month", "month", Label("实停年月", "Stopped from"), sensitivity="personal"),
        Field(
            "recovery.state",
            "code",
            Label("追缴情况", "Recovery"),
            codes=codes.RECOVERY,
            sensitivity="personal",
            policy="latest",
        ),
        Field(
            "recovery.months",
            "integer",
            Label("多发月数", "Months overpaid"),
            unit=Unit("mo", "个月"),
            hard=(0, 600),
            soft=(0, 24),
            sensitivity="personal",
            show_if=Condition("recovery.state", ("due", "done", "waived")),
        ),
        Field(
            "recovery.amount",
            "decimal",
            Label("追缴金额", "Amount overpaid"),
            unit=_YUAN,
            decimals=2,
            hard=(0, 1_000_000),
            sensitivity="personal",
            show_if=Condition("recovery.state", ("due", "done", "waived")),
        ),
        Field(
            "recovery.done_on",
            "date",
            Label("追回日期", "Paid back on"),
            past=True,
            sensitivity="personal",
            show_if=Condition("recovery.state", ("done",)),
        ),
        Field("note", "note", Label("备注", "Note"), policy="text", sensitivity="note"),
    ),
)

_RULES = (
    Rule(
        "rule.allowance_paying_from",
        "requires",
        ("state", "start_month"),
        values=("paying",),
        severity="soft",
        sentence=Label("发放中的要填起发年月", "It is being paid; please say from which month"),
    ),
    Rule(
        "rule.allowance_stop_why",
        "requires",
        ("state", "stop_reason"),
        values=("stop_due", "stopped", "closed"),
        sentence=Label("停发要有原因", "A stop needs a reason"),
    ),
    Rule(
        "rule.allowance_stopped_from",
        "requires",
        ("state", "stop_month", "recovery.state"),
        values=("stopped", "closed"),
        severity="soft",
        sentence=Label(
            "请填实停年月，并写明有没有多发", "Say from which month it stopped, and whether too much was paid"
        ),
    ),
    Rule(
        "rule.allowance_death_date",
        "requires",
        ("stop_reason", "death_date"),
        values=("death",),
        severity="soft",
        sentence=Label("因去世停发，请填死亡日期", "Stopped because of a death; please give the date"),
    ),
    Rule(
        "rule.allowance_refused_why",
        "requires",
        ("state", "refusal_reason"),
        values=("rejected", "declined"),
        severity="soft",
        sentence=Label("没有办成，请写明原因", "It was not granted; please say why"),
    ),
    Rule(
        "rule.allowance_recovery",
        "requires",
        ("recovery.state", "recovery.months", "recovery.amount"),
        values=("due", "done"),
        severity="soft",
        sentence=Label("追缴要填多发月数和金额", "Give the months and the amount that were paid too much"),
    ),
    Rule(
        "rule.allowance_months",
        "at_most",
        ("start_month", "stop_month"),
        sentence=Label("停发年月早于起发年月", "It stops before it starts"),
    ),
    Rule(
        "rule.allowance_stop_order",
        "at_most",
        ("stop_due_month", "stop_month"),
        severity="soft",
        sentence=Label("实停早于应停，请核对", "Stopped before it was due to stop; please check"),
    ),
    Rule(
        "rule.allowance_amount_source",
        "requires",
        ("monthly_amount", "amount_source"),
        severity="soft",
        sentence=Label("填了金额，请写明依据哪份文件", "There is an amount; please say which document it comes from"),
    ),
)

ALLOWANCE_CASE = Kind(
    name="allowance_case",
    version=1,
    label=Label("高龄津贴", "Old-age allowance"),
    sections=(_ENTITLEMENT, _APPLICATION, _PAYMENT, _STOP),
    title=("resident", "category"),
    subject_path="resident",
    worker_path="worker",
    when_path="at",
    status_path="state",
    rules=_RULES,
    source=f"{codes.LAW}; {codes.PRACTICE}",
    # Stopped is not the end of it: too much may have been paid.
    finished=Condition("state", ("closed", "declined", "rejected")),
)
