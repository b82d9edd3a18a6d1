"""医生确认: the worker writes down; a doctor of the health service centre answers for the record."""

from schemas.declaration import Field, Label, Rule, Section

CONFIRMED = Section(
    Label("医生确认", "Doctor's confirmation"),
    (
        Field("confirmed_by", "person", Label("确认医生", "Confirmed by"), writers=("doctor",)),
        Field("confirmed_at", "time", Label("确认时间", "Confirmed at"), writers=("doctor",), past=True),
    ),
)

CONFIRMED_RULES = (
    Rule(
        "rule.confirmed_both",
        "together",
        ("confirmed_by", "confirmed_at"),
        sentence=Label("确认医生和确认时间要一起填", "Doctor and time of confirmation belong together"),
    ),
    Rule(
        "rule.confirmed_after",
        "at_most",
        ("at", "confirmed_at"),
        sentence=Label("确认时间早于这次记录的时间", "Confirmed before it took place"),
    ),
)
