"""三色关爱: which colour somebody is in. Rules may suggest one; a person decides, says why, and is named.

Each decision is a document of its own, so that no change of colour overwrites the one before: what holds is the
latest decision (``schemas.social.standing``). What red, yellow and blue ask of a worker is not known for Yanzhou. It is
said by the community's programme, never here; the words here are the colours and no more.
"""

from schemas.code_lists import listed
from schemas.computed import COMPUTED
from schemas.declaration import Field, Label, Section
from schemas.kind import Kind

CARE_LEVEL_CODES = listed(
    "care_level",
    "红黄蓝三色关爱, 朝阳社区; what each colour means there was not found: proposed, for the community to confirm",
    ("red", "红色", "Red"),
    ("yellow", "黄色", "Yellow"),
    ("blue", "蓝色", "Blue"),
    ("none", "不标颜色", "No colour"),
)
OCCASION = listed(
    "care_level_occasion",
    "own list; proposed occasions for looking at a colour again",
    ("first", "第一次评定", "First decision"),
    ("birthday", "满80或90周岁", "Turned 80 or 90"),
    ("discharge", "出院", "Came home from hospital"),
    ("bereavement", "丧亲", "Lost somebody close"),
    ("ability", "能力评估有变化", "Ability assessment changed"),
    ("window", "看窗两次异常", "Window unusual twice"),
    ("routine", "定期复看", "Regular review"),
    ("other", "其他", "Other"),
)

_DECISION = Section(
    Label("评定", "Decision"),
    (
        Field(
            "resident", "ref", Label("居民", "Resident"), required=True, refers_to="resident", sensitivity="personal"
        ),
        Field(
            "level",
            "code",
            Label("关爱颜色", "Colour"),
            codes=CARE_LEVEL_CODES,
            required=True,
            sensitivity="personal",
            help=Label("颜色由人来定，系统只提建议", "A person decides on the colour; the system only suggests"),
        ),
        Field(
            "reason",
            "text",
            Label("评定理由", "Reason"),
            required=True,
            sensitivity="note",
            help=Label("一句话说明为什么是这个颜色", "One sentence that says why this colour"),
        ),
        Field("occasion", "code", Label("因何评定", "Occasion"), codes=OCCASION, sensitivity="personal"),
        Field("decided_by", "person", Label("评定人", "Decided by"), required=True),
        Field("at", "time", Label("评定时间", "Decided at"), required=True, past=True),
        Field("review_on", "date", Label("下次复看日期", "Look again on"), policy="latest"),
    ),
)

_SUGGESTION = Section(
    Label("系统建议", "What the rules suggested"),
    (
        Field(
            "suggested",
            "code",
            Label("建议颜色", "Suggested colour"),
            codes=CARE_LEVEL_CODES,
            sensitivity="personal",
            policy="latest",
            computed=True,
        ),
        Field("suggested_why", "note", Label("建议依据", "Why suggested"), policy="text", sensitivity="note"),
    ),
)

CARE_LEVEL = Kind(
    name="care_level",
    version=1,
    label=Label("三色关爱评定", "Care colour"),
    sections=(_DECISION, _SUGGESTION, COMPUTED),
    title=("level", "at"),
    subject_path="resident",
    worker_path="decided_by",
    when_path="at",
    status_path="level",
    source="红黄蓝三色关爱, 朝阳社区",
    # The colour that holds may have been decided long ago.
    on_tablets="always",
)
