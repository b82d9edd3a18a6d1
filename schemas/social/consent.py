"""同意书: what somebody allowed, or did not, for one purpose; and when they took it back.

A purpose has its own document because the law asks for consent purpose by purpose (个人信息保护法 arts. 28–30). Taking
it back is written into the same document. Agreeing again later is a new one, so that the time in between stays visible.
Whether a consent is in force is answered by ``schemas.social.standing``.
"""

from schemas.code_lists import listed
from schemas.declaration import Condition, Field, Label, Rule, Section
from schemas.kind import Kind

_LAW = "个人信息保护法 arts. 13, 28–30"

PURPOSE = listed(
    "consent_purpose",
    _LAW,
    ("visit", "上门探访", "Visits"),
    ("health_check", "健康快检", "Health checks"),
    ("photo", "拍照", "Photos"),
    ("voice", "录音", "Voice recordings"),
    ("share_clinic", "与卫生服务中心共享", "Sharing with the clinic"),
)
ANSWER = listed("consent_answer", _LAW, ("agreed", "同意", "Agrees"), ("refused", "不同意", "Does not agree"))
LEGAL_BASIS = listed(
    "legal_basis",
    "个人信息保护法 art. 13; 山东省养老服务条例 art. 28",
    ("duty", "法定职责（已告知）", "Statutory duty, with notice"),
    ("consent", "个人同意", "The person's consent"),
)
HOW_GIVEN = listed(
    "how_given",
    "own list",
    ("signature", "本人签字", "Signature"),
    ("verbal", "口头同意，有见证人", "Spoken, before a witness"),
    ("paper", "纸质同意书", "On paper"),
)
GIVEN_BY = listed(
    "given_by",
    "own list",
    ("self", "本人", "The person"),
    ("guardian", "监护人", "Guardian"),
    ("family", "家属代为转达", "Family, on the person's behalf"),
)

_ANSWER = Section(
    Label("告知与同意", "Notice and answer"),
    (
        Field(
            "resident", "ref", Label("居民", "Resident"), required=True, refers_to="resident", sensitivity="personal"
        ),
        Field("purpose", "code", Label("用途", "Purpose"), codes=PURPOSE, required=True),
        Field("legal_basis", "code", Label("依据", "Legal basis"), codes=LEGAL_BASIS, required=True, lasting=True),
        Field(
            "told",
            "boolean",
            Label("已当面告知", "Was told"),
            help=Label("用来做什么、为什么需要、可以不同意", "What it is for, why it is needed, that they may say no"),
        ),
        Field("notice", "text", Label("告知书版本", "Which notice"), policy="latest", lasting=True),
        Field(
            "answer",
            "code",
            Label("答复", "Answer"),
            codes=ANSWER,
            sensitivity="personal",
            # Of two accounts of the same talk, the one that protects the person stands.
            policy="severest",
            severity=("agreed", "refused"),
            show_if=Condition("legal_basis", ("consent",)),
            required=True,
        ),
        Field(
            "how_given",
            "code",
            Label("怎样同意", "How given"),
            codes=HOW_GIVEN,
            show_if=Condition("answer", ("agreed",)),
            required=True,
        ),
        Field(
            "witness",
            "text",
            Label("见证人姓名", "Witness"),
            sensitivity="personal",
            show_if=Condition("how_given", ("verbal",)),
        ),
        Field("given_by", "code", Label("由谁答复", "Answered by"), codes=GIVEN_BY, sensitivity="personal"),
        Field(
            "guardian.name",
            "text",
            Label("监护人或家属姓名", "Name of guardian or family"),
            sensitivity="personal",
            show_if=Condition("given_by", ("guardian", "family")),
        ),
        Field(
            "sign",
            "attachment",
            Label("签名", "Signature"),
            sensitivity="personal",
            show_if=Condition("how_given", ("signature",)),
        ),
        Field(
            "paper",
            "attachment",
            Label("纸质同意书照片", "Photo of the paper"),
            sensitivity="personal",
            show_if=Condition("how_given", ("paper",)),
        ),
        Field("worker", "person", Label("经办人", "Taken by"), required=True),
        Field("at", "time", Label("答复时间", "Answered at"), required=True, past=True),
        Field("valid_until", "date", Label("有效期至", "Valid until")),
        Field("note", "note", Label("备注", "Note"), policy="text", sensitivity="note"),
    ),
)

_WITHDRAWAL = Section(
    Label("撤回", "Withdrawal"),
    (
        Field(
            "withdrawn_at",
            "time",
            Label("撤回时间", "Withdrawn at"),
            past=True,
            help=Label("撤回以后又同意的，另填一份", "Somebody who agrees again gets a new document"),
        ),
        Field("withdrawn_by", "code", Label("由谁撤回", "Withdrawn by"), codes=GIVEN_BY, sensitivity="personal"),
        Field("withdrawal_worker", "person", Label("撤回经办人", "Withdrawal taken by")),
    ),
)

_RULES = (
    Rule(
        "rule.consent_witness",
        "requires",
        ("how_given", "witness"),
        values=("verbal",),
        sentence=Label("口头同意要有见证人，请写姓名", "A spoken consent needs a witness; please name them"),
    ),
    Rule(
        "rule.consent_signed",
        "requires",
        ("how_given", "sign"),
        values=("signature",),
        severity="soft",
        sentence=Label("选了本人签字，请签名", "It says signed; please have it signed"),
    ),
    Rule(
        "rule.consent_guardian",
        "requires",
        ("given_by", "guardian.name"),
        values=("guardian", "family"),
        severity="soft",
        sentence=Label("不是本人答复，请写是谁", "Somebody else answered; please say who"),
    ),
    Rule(
        "rule.consent_told",
        "requires",
        ("legal_basis", "told"),
        values=("duty", "consent"),
        severity="soft",
        sentence=Label("请先告知本人，再勾选“已当面告知”", "Tell the person first, then tick that they were told"),
    ),
    Rule(
        "rule.consent_withdrawn_both",
        "together",
        ("withdrawn_at", "withdrawn_by"),
        severity="soft",
        sentence=Label("撤回时间和由谁撤回要一起填", "Say both when it was withdrawn and by whom"),
    ),
    Rule(
        "rule.consent_withdrawn_after",
        "at_most",
        ("at", "withdrawn_at"),
        sentence=Label("撤回时间早于同意时间", "Withdrawn before it was given"),
    ),
)

CONSENT = Kind(
    name="consent",
    version=1,
    label=Label("同意书", "Consent"),
    sections=(_ANSWER, _WITHDRAWAL),
    title=("purpose", "answer", "at"),
    subject_path="resident",
    worker_path="worker",
    when_path="at",
    status_path="answer",
    rules=_RULES,
    source=_LAW,
    # A tablet at a door must know what was allowed, however long ago.
    on_tablets="always",
)
