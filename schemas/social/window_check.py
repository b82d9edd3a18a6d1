"""看窗: one walk past one building, one look at each window that promised a sign (窗帘之约).

One document is one worker's look at one building; it is an observation, so two workers who pass the same building
have two documents, and nothing of theirs has to be merged (docs/decisions/0014-a-look-at-a-building.md). An entry's id
is the id of its household, so that a window tapped twice is one window. It names homes and nobody in them: whatever
is to be said about somebody is said in the urgent task that an unusual window leads to.
"""

from schemas.code_lists import listed
from schemas.declaration import Field, Group, Label, Section
from schemas.kind import Kind

WINDOWS_MAX = 200
"""Watched windows of one building: more than any here has homes. A screen shows them as the building, not as a form."""

_PROMISE = "窗帘之约; curtains open before 9:00, closed at 20:00 elsewhere: times proposed"

ROUND = listed(
    "window_round",
    _PROMISE,
    ("morning", "早上（看窗帘拉开没有）", "Morning: are curtains open"),
    ("evening", "晚上（看灯亮、窗帘拉上没有）", "Evening: light on, curtains closed"),
    ("other", "其他时候", "Another time"),
)
WINDOW_STATE = listed(
    "window_state",
    _PROMISE,
    ("1", "正常", "As agreed"),
    ("2", "异常", "Not as agreed"),
    ("3", "看不清", "Could not be seen"),
)
SIGN = listed(
    "window_sign",
    "own list",
    ("curtain_closed", "该开没开", "Should be open and is not"),
    ("curtain_open", "该关没关", "Should be closed and is not"),
    ("light", "灯该亮没亮或大白天亮着", "Light off when it should be on, or on in daylight"),
    ("no_change", "和昨天一模一样", "Just as it was yesterday"),
    ("other", "其他", "Other"),
    open=True,
)

_LOOK = Section(
    Label("看窗", "Look"),
    (
        Field("address.estate", "text", Label("小区或自然村", "Estate or village"), sensitivity="personal"),
        Field("address.building", "text", Label("楼栋", "Building"), required=True, sensitivity="personal"),
        Field("round", "code", Label("早晚", "Round"), codes=ROUND, required=True),
        Field("worker", "person", Label("看窗人", "Looked by"), required=True),
        Field("at", "time", Label("看窗时间", "Looked at"), required=True, past=True),
        Group(
            "window",
            Label("窗户", "Windows"),
            (
                Field(
                    "household",
                    "ref",
                    Label("住户", "Household"),
                    required=True,
                    refers_to="household",
                    sensitivity="personal",
                ),
                # Where two people correct the same look apart, the worse of both is the one to go and see about.
                Field(
                    "state",
                    "code",
                    Label("看到的", "Seen"),
                    codes=WINDOW_STATE,
                    required=True,
                    policy="severest",
                    severity=("1", "3", "2"),
                    sensitivity="personal",
                ),
                Field(
                    "sign",
                    "code",
                    Label("哪里不对", "What is unusual"),
                    codes=SIGN,
                    policy="latest",
                    sensitivity="personal",
                ),
                Field("task", "ref", Label("上门任务", "Task"), refers_to="task", policy="latest"),
            ),
            entries_max=WINDOWS_MAX,
        ),
    ),
)

WINDOW_CHECK = Kind(
    name="window_check",
    version=1,
    label=Label("看窗", "Window check"),
    sections=(_LOOK,),
    title=("address.building", "round", "at"),
    worker_path="worker",
    when_path="at",
    source=_PROMISE,
    on_tablets="brief",
)
