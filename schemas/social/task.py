"""任务: something one of us has to do, why, by when, and what became of it.

Most are made by rules at the centre; a worker makes errands, and an unusual window makes an urgent one. What made it
(``rule``, ``period``, ``about``) and what became of it stand in fields of their own, so that nobody's word hides
another's: where a worker finishes a task out of reach of the network while the centre cancels it, the reason for
cancelling and the outcome both stay. The status is then `done`: what was done has happened, while cancelling only said
that it need not.
"""

from schemas.declaration import ANY_KIND, Condition, Field, Label, Rule, Section
from schemas.kind import Kind
from schemas.social import task_codes
from schemas.social.materials import checklist
from schemas.visit_codes import NEEDS

_REFERRED = Condition("type", ("referral",))

_WHAT = Section(
    Label("任务", "Task"),
    (
        Field("type", "code", Label("任务类型", "Type"), codes=task_codes.TASK_TYPE, required=True, policy="latest"),
        Field("title", "text", Label("要办的事", "What to do"), required=True, policy="latest", sensitivity="personal"),
        Field("why", "note", Label("为什么", "Why"), policy="text", sensitivity="note"),
        Field(
            "priority",
            "code",
            Label("缓急", "Priority"),
            codes=task_codes.PRIORITY,
            policy="severest",
            severity=("normal", "urgent"),
        ),
        Field("due_on", "date", Label("办理期限", "Due on"), policy="latest"),
        Field("resident", "ref", Label("居民", "Resident"), refers_to="resident", sensitivity="personal"),
        Field("household", "ref", Label("住户", "Household"), refers_to="household", sensitivity="personal"),
        Field(
            "about",
            "ref",
            Label("关于哪份记录", "The record it is about"),
            refers_to=ANY_KIND,
            policy="latest",
            sensitivity="personal",
        ),
        Field("assignee_role", "code", Label("由谁办", "For whom"), codes=task_codes.ASSIGNEE_ROLE, policy="latest"),
        Field("assignee", "person", Label("承办人", "Assigned to"), policy="latest"),
        checklist(),
    ),
)

_ORIGIN = Section(
    Label("来源", "Where it comes from"),
    (
        Field(
            "rule",
            "text",
            Label("由哪条规则", "Rule"),
            policy="latest",
            help=Label("人工新建的是 errand，看窗的是 window", "errand where a person made it, window after a look"),
        ),
        Field(
            "period",
            "text",
            Label("所属期间", "Period"),
            policy="latest",
            help=Label("同一规则在同一期间只提醒一次", "A rule reminds once in a period"),
        ),
        Field("raised_by", "person", Label("提出人", "Raised by"), policy="latest"),
        Field("at", "time", Label("提出时间", "Raised at"), required=True, past=True, policy="latest"),
    ),
)

_REFERRAL = Section(
    Label("转诊、转介", "Referral"),
    (
        Field(
            "referral.need",
            "code",
            Label("需要什么", "Need"),
            codes=NEEDS,
            show_if=_REFERRED,
            policy="latest",
            sensitivity="personal",
        ),
        Field(
            "referral.to",
            "code",
            Label("转到哪类单位", "Referred to"),
            codes=task_codes.REFERRAL_TO,
            show_if=_REFERRED,
            policy="latest",
            sensitivity="personal",
        ),
        Field(
            "referral.target",
            "text",
            Label("单位及科室", "Place and department"),
            show_if=_REFERRED,
            policy="latest",
            sensitivity="personal",
        ),
        Field(
            "referral.phone",
            "phone",
            Label("对方电话", "Their phone"),
            show_if=_REFERRED,
            policy="latest",
            sensitivity="identity",
        ),
        Field(
            "referral.price",
            "code",
            Label("收费", "Price"),
            codes=task_codes.PRICE,
            show_if=_REFERRED,
            policy="latest",
        ),
        Field(
            "referral.sent_on",
            "date",
            Label("转出日期", "Referred on"),
            show_if=_REFERRED,
            past=True,
            policy="latest",
        ),
        Field(
            "referral.arrived",
            "code",
            Label("转诊结果", "Result of the referral"),
            codes=task_codes.ARRIVED,
            show_if=_REFERRED,
            policy="latest",
            sensitivity="health",
        ),
    ),
)

_OUTCOME = Section(
    Label("办理结果", "Outcome"),
    (
        Field(
            "status",
            "code",
            Label("状态", "Status"),
            codes=task_codes.TASK_STATUS,
            required=True,
            policy="severest",
            severity=("open", "cancelled", "done"),
        ),
        # Two who both did it are both in the history; which of them the line names is not worth asking a person.
        Field("done_by", "person", Label("办理人", "Done by"), policy="latest"),
        Field("done_at", "time", Label("办理时间", "Done at"), past=True, policy="latest"),
        Field(
            "done_with",
            "ref",
            Label("办理时的记录", "The record made by doing it"),
            refers_to=ANY_KIND,
            policy="latest",
            sensitivity="personal",
        ),
        Field("outcome", "note", Label("办理情况", "What came of it"), policy="text", sensitivity="note"),
        Field("cancelled_by", "person", Label("取消人", "Cancelled by"), policy="latest"),
        Field("cancelled_at", "time", Label("取消时间", "Cancelled at"), past=True, policy="latest"),
        Field("cancel_reason", "note", Label("取消原因", "Why cancelled"), policy="text", sensitivity="note"),
    ),
)

_RULES = (
    Rule(
        "rule.task_done_by",
        "requires",
        ("status", "done_by", "done_at"),
        values=("done",),
        severity="soft",
        sentence=Label("办结要有办理人和时间", "A finished task names who did it and when"),
    ),
    Rule(
        "rule.task_cancelled_by",
        "requires",
        ("status", "cancelled_at", "cancel_reason"),
        values=("cancelled",),
        severity="soft",
        # By whom stands there where a person did it: the centre itself ends what is not needed any more.
        sentence=Label("取消要写明什么时候、为什么", "A cancelled task says when and why"),
    ),
    Rule(
        "rule.task_done_and_cancelled",
        "excludes",
        ("status", "cancel_reason"),
        values=("done",),
        severity="soft",
        sentence=Label("有人办结，也有人取消过，请看取消原因", "It was done, and cancelled by somebody; see why"),
    ),
    Rule(
        "rule.task_done_after",
        "at_most",
        ("at", "done_at"),
        severity="soft",
        sentence=Label("办理时间早于提出时间，请核对", "Done before it was raised; please check"),
    ),
)

TASK = Kind(
    name="task",
    version=1,
    label=Label("任务", "Task"),
    sections=(_WHAT, _ORIGIN, _REFERRAL, _OUTCOME),
    title=("title",),
    subject_path="resident",
    worker_path="done_by",
    when_path="at",
    status_path="status",
    rules=_RULES,
    source="task types, proposed; 记忆提醒, 朝阳社区",
    finished=Condition("status", ("done", "cancelled")),
)
