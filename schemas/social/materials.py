"""材料清单: what has to be brought together before somebody can go to the counter, ticked off one by one."""

from schemas.declaration import Field, Group, Label


def checklist() -> Group:
    """The same list in a task and in an allowance case.

    What anybody has ticked is there: a colleague who did not know does not take it away.
    """
    return Group(
        "material",
        Label("材料清单", "Materials"),
        (
            Field("name", "text", Label("材料", "Material"), required=True, policy="latest"),
            Field(
                "ready",
                "boolean",
                Label("已备齐", "Ready"),
                policy="severest",
                severity=(False, True),
            ),
            Field("remark", "text", Label("材料说明", "Remark"), policy="latest", sensitivity="note"),
        ),
    )
