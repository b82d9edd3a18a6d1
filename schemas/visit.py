"""探访记录: what a worker found at a door. Measurements are a health check of their own, to which a visit refers.

Where two workers report on the same visit, the more worrying answer stands, because it is the one to act on.
There is no place in it but the resident's address: workers are not tracked.
"""

from schemas import visit_codes
from schemas.declaration import CodeList, Field, Group, Label, Rule, Scalar, Section, Unit
from schemas.kind import Kind

_THREE_STEPS = ("1", "2", "3")


def _found(path: str, zh: str, en: str, codes: CodeList, severity: tuple[str, ...], neutral: str) -> Field:
    return Field(
        path,
        "code",
        Label(zh, en),
        codes=codes,
        policy="severest",
        severity=severity,
        neutral=neutral,
        lasting=True,
        sensitivity="health",
    )


def _hazard(item: str, zh: str, en: str) -> Field:
    # A hazard that was dealt with still weighs more than one nobody saw, and less than one still there.
    return Field(
        f"safety.{item}",
        "code",
        Label(zh, en),
        codes=visit_codes.HAZARD,
        policy="severest",
        severity=("1", "3", "2"),
        neutral="1",
        lasting=True,
        sensitivity="personal",
    )


_VISIT = Section(
    Label("探访", "Visit"),
    (
        Field(
            "resident",
            "ref",
            Label("探访对象", "Resident"),
            required=True,
            refers_to="resident",
            sensitivity="personal",
        ),
        Field("worker", "person", Label("探访人", "Visitor"), required=True),
        Field("at", "time", Label("探访时间", "Time of the visit"), required=True, past=True),
        Field("program", "code", Label("探访项目", "Programme"), codes=visit_codes.PROGRAM, lasting=True),
        Field("occasion", "code", Label("因何探访", "Occasion"), codes=visit_codes.OCCASION),
        Field("task", "ref", Label("为哪项任务", "For which task"), refers_to="task", policy="latest"),
        Field("visitor_role", "code", Label("探访人身份", "Visits as"), codes=visit_codes.VISITOR_ROLE, lasting=True),
        Field("method", "code", Label("探访方式", "How"), codes=visit_codes.VISIT_METHOD, required=True, lasting=True),
        Field(
            "result",
            "code",
            Label("探访结果", "Result"),
            codes=visit_codes.VISIT_RESULT,
            required=True,
            sensitivity="personal",
        ),
        Field("absence_reason", "text", Label("未见原因", "Why not met"), sensitivity="personal"),
        Group(
            "companion",
            Label("同行人", "Companions"),
            (
                Field("person", "person", Label("同行工作人员", "Colleague")),
                Field("name", "text", Label("同行人姓名", "Companion's name"), sensitivity="personal"),
                Field("role", "code", Label("同行人身份", "Companion's part"), codes=visit_codes.VISITOR_ROLE),
            ),
            entries_max=10,
        ),
    ),
)

_STATE = Section(
    Label("身心状况", "State"),
    (
        _found("health_state", "健康状况", "Health", visit_codes.HEALTH_STATE, ("1", "2", "3", "4"), "1"),
        _found("mood_state", "精神状态", "Mood", visit_codes.MOOD_STATE, _THREE_STEPS, "1"),
        _found("eating", "饮食", "Eating", visit_codes.GOOD_FAIR_POOR, _THREE_STEPS, "1"),
        _found("sleeping", "睡眠", "Sleeping", visit_codes.GOOD_FAIR_POOR, _THREE_STEPS, "1"),
        _found("mobility", "行动", "Getting about", visit_codes.GOOD_FAIR_POOR, _THREE_STEPS, "1"),
        # "Everything as usual" must not claim that somebody was asked about medicine.
        _found(
            "medication_ok", "按时服药", "Takes medicine on time", visit_codes.MEDICATION_OK, ("9", "3", "1", "2"), "9"
        ),
        Field("health_check", "ref", Label("健康快检", "Health check"), refers_to="health_check", sensitivity="health"),
    ),
)

_HOME = Section(
    Label("居家安全", "Home"),
    (
        _hazard("gas", "燃气", "Gas"),
        _hazard("electricity", "用电", "Electricity"),
        _hazard("water", "用水", "Water"),
        _hazard("heating", "取暖（防煤气）", "Heating (carbon monoxide)"),
        _hazard("fire", "消防器材", "Fire equipment"),
        _hazard("clutter", "堆物、飞线充电", "Clutter, trailing chargers"),
        _hazard("handrail", "防滑扶手", "Handrails, slipping"),
        _hazard("lock", "门锁", "Door lock"),
        _hazard("other", "其他安全问题", "Other hazards"),
        Field(
            "hygiene",
            "code",
            Label("卫生环境", "Hygiene"),
            codes=visit_codes.GOOD_FAIR_POOR,
            policy="severest",
            severity=_THREE_STEPS,
            neutral="1",
            lasting=True,
            sensitivity="personal",
        ),
        Field(
            "family_support",
            "code",
            Label("赡养情况", "Family support"),
            codes=visit_codes.FAMILY_SUPPORT,
            policy="severest",
            severity=_THREE_STEPS,
            neutral="1",
            lasting=True,
            sensitivity="personal",
        ),
    ),
)

# What a programme asks beyond the questions that every visit has. The words are kept as they were asked, because
# checklists change.
_CHECKLIST = Section(
    Label("探访清单", "Checklist"),
    (
        Field("checklist", "text", Label("用哪份清单", "Which checklist"), policy="latest", lasting=True),
        Group(
            "item",
            Label("清单项目", "Checklist items"),
            (
                Field("question", "text", Label("查什么", "What was looked at"), required=True, policy="latest"),
                Field(
                    "answer",
                    "code",
                    Label("查得怎样", "What was found"),
                    codes=visit_codes.CHECKLIST_ANSWER,
                    policy="severest",
                    severity=("9", "1", "3", "2"),
                    sensitivity="personal",
                ),
                Field("remark", "text", Label("项目说明", "Remark"), sensitivity="note"),
            ),
        ),
    ),
)

_ANY_ALARM: tuple[Scalar, ...] = (False, True)
_SERVICE = Section(
    Label("需求与宣传", "Needs and advice"),
    (
        Field(
            "needs",
            "choices",
            Label("服务需求", "Needs"),
            codes=visit_codes.NEEDS,
            policy="severest",
            lasting=True,
            sensitivity="personal",
        ),
        Field("needs_detail", "text", Label("其他需求", "Other needs"), sensitivity="personal"),
        Field("policy_told", "choices", Label("政策宣传", "Told about"), codes=visit_codes.POLICIES, policy="severest"),
        Field(
            "fraud_alert",
            "boolean",
            Label("涉诈风险", "Risk of fraud"),
            policy="severest",
            severity=_ANY_ALARM,
            neutral=False,
            sensitivity="personal",
        ),
        Field("fraud_note", "note", Label("涉诈情况", "About the fraud"), policy="text", sensitivity="note"),
    ),
)

_CLOSE = Section(
    Label("备注与签名", "Notes and signatures"),
    (
        Field("note", "note", Label("备注", "Note"), policy="text", sensitivity="note"),
        Field(
            "voice_note",
            "attachment",
            Label("语音备注", "Voice note"),
            sensitivity="note",
            help=Label("最长 60 秒", "60 seconds at most"),
        ),
        Field(
            "voice_seconds",
            "integer",
            Label("语音时长", "Length of the voice note"),
            unit=Unit("s", "秒"),
            hard=(0, 60),
            policy="latest",
        ),
        Group(
            "photo",
            Label("照片", "Photos"),
            (
                Field("file", "attachment", Label("照片", "Photo"), required=True, sensitivity="personal"),
                Field("caption", "text", Label("照片说明", "Caption"), sensitivity="personal", policy="latest"),
            ),
            entries_max=6,
        ),
        Field("resident_sign", "attachment", Label("居民签名", "Resident's signature"), sensitivity="personal"),
        Field("family_sign", "attachment", Label("家属签名", "Family's signature"), sensitivity="personal"),
        Field("next_visit_due", "date", Label("下次探访日期", "Next visit due"), policy="latest"),
        Field(
            "quick",
            "boolean",
            Label("一键记录", "Recorded with one tap"),
            policy="latest",
            help=Label("用“一切正常”记下的", "Recorded with “everything as usual”"),
        ),
    ),
)

_RULES = (
    Rule(
        "rule.absence_reason",
        "requires",
        ("result", "absence_reason"),
        values=("4", "5", "6"),
        severity="soft",
        sentence=Label("没见到人，请写明原因", "Nobody was met; please say why"),
    ),
    Rule(
        "rule.result_person_not_met",
        "excludes",
        ("result", "resident_sign"),
        values=("2", "3", "5", "6", "7"),
        sentence=Label("没见到本人，不应有本人签名", "The resident was not met, so cannot have signed"),
    ),
    Rule(
        "rule.fraud_note",
        "requires",
        ("fraud_alert", "fraud_note"),
        severity="soft",
        sentence=Label("有涉诈风险，请写明情况", "There is a risk of fraud; please say what"),
    ),
    Rule(
        "rule.needs_other",
        "requires",
        ("needs.other", "needs_detail"),
        severity="soft",
        sentence=Label("选了其他需求，请写明", "Another need was ticked; please say which"),
    ),
)

VISIT = Kind(
    name="visit",
    version=2,
    label=Label("探访记录", "Visit"),
    sections=(_VISIT, _STATE, _HOME, _CHECKLIST, _SERVICE, _CLOSE),
    title=("resident", "at"),
    subject_path="resident",
    worker_path="worker",
    when_path="at",
    status_path="result",
    rules=_RULES,
    source="探访记录, visiting elders in special difficulty, 2022 guidance; 山东省养老服务条例 art. 28",
)
