"""What every document carries whatever its kind: where it belongs, and how its review stands."""

from schemas.declaration import Code, CodeList, Field, Label, Section

SYSTEM_FIELDS = (
    Field("kind", "text", Label("记录种类", "Kind of record"), protected=True),
    Field("grid", "text", Label("网格", "Grid"), protected=True),
    Field("kind_version", "integer", Label("表格版本", "Form version"), hard=(1, 1_000_000), protected=True),
)

# A record without a state was received and nobody has looked at it yet.
REVIEW_STATES = CodeList(
    "review_state",
    (
        Code("received", Label("已收到", "Received")),
        Code("approved", Label("已通过", "Approved")),
        Code("returned", Label("退回补充", "Returned")),
        Code("has_issues", Label("有问题", "Has issues")),
    ),
)

REVIEW_SECTION = Section(
    Label("审核", "Review"),
    (
        Field("review.state", "code", Label("审核状态", "Review state"), codes=REVIEW_STATES, writers=("supervisor",)),
        Field(
            "review.comment",
            "note",
            Label("审核意见", "Reviewer's comment"),
            sensitivity="note",
            policy="text",
            writers=("supervisor",),
        ),
        Field("review.answer", "note", Label("工作人员答复", "The worker's answer"), sensitivity="note", policy="text"),
    ),
)

UNMEASURED_REASONS = CodeList(
    "unmeasured_reason",
    (
        Code("1", Label("本人拒绝", "Refused")),
        Code("2", Label("设备问题", "Device trouble")),
        Code("3", Label("本人不在", "Person absent")),
        Code("4", Label("身体原因", "Physical reason")),
        Code("5", Label("其他", "Other")),
    ),
    source="health quick check, reasons for not measuring",
)
