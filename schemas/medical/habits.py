"""Smoking, drinking and exercise: asked alike wherever a form asks for them, with the target where it sets one."""

from dataclasses import replace

from schemas.declaration import Field, FieldType, Label, Unit

_LIANG_HELP = Label(
    "折合白酒几两：啤酒÷10，红酒÷4，黄酒÷5；不喝填0",
    "As liang (50 g) of spirits: beer ÷10, wine ÷4, rice wine ÷5; 0 if none",
)


def amount(
    path: str,
    type: FieldType,
    label: Label,
    unit: Unit,
    hard: tuple[float, float],
    soft: tuple[float, float],
    help: Label | None = None,
) -> Field:
    """How much of something somebody does. Asked, not measured; unlike a vital it may be offered as last time."""
    return Field(
        path,
        type,
        label,
        unit=unit,
        decimals=1 if type == "decimal" else 0,
        hard=hard,
        soft=soft,
        sensitivity="health",
        lasting=True,
        help=help,
    )


def with_target(now: Field) -> tuple[Field, Field]:
    """A habit as it is, and as it should be by the next follow-up: before and after the slash on paper."""
    wanted = Label(f"目标{now.label.zh}", f"Target: {now.label.en[:1].lower()}{now.label.en[1:]}")
    return now, replace(now, path=f"target.{now.path}", label=wanted)


SMOKE_PER_DAY = amount(
    "smoke_per_day",
    "integer",
    Label("日吸烟量", "Cigarettes a day"),
    Unit("{cigarette}/d", "支/天"),
    (0, 200),
    (0, 60),
    Label("不吸烟填0", "0 if none"),
)
DRINK_PER_DAY = amount(
    "drink_per_day",
    "decimal",
    Label("日饮酒量", "Alcohol a day"),
    Unit("{liang}/d", "两/天"),
    (0, 60),
    (0, 10),
    _LIANG_HELP,
)
EXERCISE_MINUTES = amount(
    "exercise_minutes",
    "integer",
    Label("每次运动时间", "Minutes each time"),
    Unit("min", "分钟/次"),
    (0, 720),
    (0, 180),
)
_EXERCISE_TIMES = amount(
    "exercise_times", "integer", Label("每周运动次数", "Exercise a week"), Unit("/wk", "次/周"), (0, 70), (0, 14)
)

HABITS = (
    *with_target(SMOKE_PER_DAY),
    *with_target(DRINK_PER_DAY),
    *with_target(_EXERCISE_TIMES),
    *with_target(EXERCISE_MINUTES),
)
