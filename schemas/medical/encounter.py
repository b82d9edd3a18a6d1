"""What every medical form begins and ends with: whom it is about, who wrote it down, when, and who signed."""

from schemas.computed import COMPUTED
from schemas.confirmation import CONFIRMED, CONFIRMED_RULES
from schemas.declaration import CodeList, Condition, Field, Label, Rule, Section
from schemas.kind import Kind
from schemas.medical.follow_up_codes import LOST_STATE, REFERRAL_RESULT
from schemas.visit_codes import SOURCE

SOURCE_OF_VALUES = Field("source", "code", Label("数据来源", "Source"), codes=SOURCE, sensitivity="health")


def encounter(heading: Label, when: Label, *more: Field) -> Section:
    """The first section. ``captured_by`` is whoever wrote it down; who answers for it is the doctor who confirms."""
    return Section(
        heading,
        (
            Field(
                "resident",
                "ref",
                Label("居民", "Resident"),
                required=True,
                refers_to="resident",
                sensitivity="personal",
            ),
            Field("captured_by", "person", Label("记录人", "Recorded by"), required=True),
            Field("at", "time", when, required=True, past=True),
            Field("visit", "ref", Label("所属探访", "Visit"), refers_to="visit"),
            *more,
        ),
    )


def asked(
    path: str, zh: str, en: str, codes: CodeList, *, lasting: bool = False, show_if: Condition | None = None
) -> Field:
    """One question with one answer."""
    return Field(path, "code", Label(zh, en), codes=codes, sensitivity="health", lasting=lasting, show_if=show_if)


def told(path: str, zh: str, en: str, *, lasting: bool = False, show_if: Condition | None = None) -> Field:
    """A line of text about somebody's health."""
    return Field(path, "text", Label(zh, en), sensitivity="health", lasting=lasting, show_if=show_if)


def ticked(path: str, zh: str, en: str, codes: CodeList, help: Label | None = None) -> Field:
    """Several answers. What anybody ticked counts: of two reports, neither takes a sign away from the other."""
    return Field(path, "choices", Label(zh, en), codes=codes, sensitivity="health", policy="severest", help=help)


def free_text(path: str, zh: str, en: str, help: Label | None = None) -> Field:
    return Field(path, "note", Label(zh, en), policy="text", sensitivity="note", help=help)


def none_excludes(path: str, zh: str, en: str) -> Rule:
    """“None of these” cannot stand with any other answer of the list."""
    return Rule(
        f"rule.{path}_none",
        "excludes",
        (f"{path}.none", path),
        sentence=Label(f"选了“{zh}”就不能再选别的", f"“{en}” cannot stand with another answer"),
    )


def other_in_words(path: str, detail: str) -> Rule:
    """“Other” is no answer without words, as on paper."""
    return Rule(
        f"rule.{path}_other",
        "requires",
        (f"{path}.other", detail),
        severity="soft",
        sentence=Label("选了“其他”，请写明", "“Other” was ticked; please say what"),
    )


def with_source(path: str, code: str = "rule.source_of_values") -> Rule:
    """A measurement is worth as much as where it comes from."""
    return Rule(
        code,
        "requires",
        (path, "source"),
        severity="soft",
        sentence=Label("请选数据来源", "Say where the values come from"),
    )


LOST = Section(
    Label("失访或死亡", "Lost or died"),
    (
        Field("lost.state", "code", Label("失访或死亡", "Lost or died"), codes=LOST_STATE, sensitivity="personal"),
        Field(
            "lost.reason",
            "text",
            Label("失访原因", "Why lost"),
            sensitivity="personal",
            show_if=Condition("lost.state", ("lost",)),
        ),
        Field(
            "lost.died_on",
            "date",
            Label("死亡日期", "Died on"),
            sensitivity="personal",
            show_if=Condition("lost.state", ("dead",)),
            past=True,
        ),
        told("lost.cause", "死亡原因", "Cause of death", show_if=Condition("lost.state", ("dead",))),
    ),
)


def lost_rules(*measured: str) -> tuple[Rule, ...]:
    """Fill rules of the follow-up forms. ``measured``: what cannot have been measured on whoever was not met."""
    return (
        Rule(
            "rule.lost_reason",
            "requires",
            ("lost.state", "lost.reason"),
            values=("lost",),
            severity="soft",
            sentence=Label("失访要写明原因", "Lost to follow-up: please say why"),
        ),
        Rule(
            "rule.death_facts",
            "requires",
            ("lost.state", "lost.died_on", "lost.cause"),
            values=("dead",),
            severity="soft",
            sentence=Label("死亡要填日期和原因", "A death needs its date and cause"),
        ),
        Rule(
            "rule.lost_not_measured",
            "excludes",
            ("lost.state", *measured),
            sentence=Label("失访或死亡，不应再有测量值", "Whoever was lost or has died was not measured"),
        ),
        Rule(
            "rule.dead_no_next",
            "excludes",
            ("lost.state", "next_date"),
            values=("dead",),
            sentence=Label("已去世，不再有下次随访", "Whoever has died has no next follow-up"),
        ),
    )


REFERRAL = Section(
    Label("转诊", "Referral"),
    (
        told("referral.reason", "转诊原因", "Why referred"),
        told("referral.org", "转诊机构及科别", "Where to"),
        Field("referral.contact", "text", Label("转诊联系人", "Contact there"), sensitivity="personal"),
        Field("referral.phone", "phone", Label("转诊联系电话", "Phone there"), sensitivity="identity"),
        asked("referral.result", "转诊结果", "Result of the referral", REFERRAL_RESULT),
    ),
)


_SIGNED = Section(
    Label("签名与备注", "Signatures and notes"),
    (
        Field("resident_sign", "attachment", Label("居民签名", "Resident's signature"), sensitivity="personal"),
        Field(
            "doctor_sign",
            "attachment",
            Label("医生签名", "Doctor's signature"),
            sensitivity="personal",
            writers=("doctor",),
        ),
        free_text("note", "备注", "Note"),
    ),
)


def medical_kind(
    name: str,
    label: Label,
    sections: tuple[Section, ...],
    rules: tuple[Rule, ...],
    source: str,
    status_path: str | None = None,
) -> Kind:
    """A medical form: its own sections, then what the rules work out, signatures, and the doctor who answers."""
    return Kind(
        name=name,
        version=1,
        label=label,
        sections=(*sections, COMPUTED, _SIGNED, CONFIRMED),
        title=("resident", "at"),
        subject_path="resident",
        worker_path="captured_by",
        when_path="at",
        status_path=status_path,
        rules=(*rules, *CONFIRMED_RULES),
        source=source,
    )
