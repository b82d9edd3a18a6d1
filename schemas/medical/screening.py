"""粗筛: the short screens of memory and of mood. Positive means: let a doctor look, and is no diagnosis."""

from schemas.code_lists import listed
from schemas.computed import decided
from schemas.declaration import CodeList, Field, Label, Rule, Section
from schemas.medical.encounter import REFERRAL, encounter, medical_kind

_FORM = "认知功能和情感状态粗筛, 健康体检表 fill rules, national norms"

RESULT: CodeList = listed("screening_result", _FORM, ("1", "粗筛阴性", "Negative"), ("2", "粗筛阳性", "Positive"))
_REPEATED = listed(
    "words_repeated",
    _FORM,
    ("1", "能立刻说出三样", "Repeats all three at once"),
    ("2", "不能立刻说出三样", "Cannot repeat them at once"),
)
_RECALLED = listed(
    "words_recalled",
    _FORM,
    ("1", "三样都想起来了", "Recalls all three"),
    ("2", "没有全想起来", "Does not recall all"),
)
_OFTEN_SAD = listed("often_sad", _FORM, ("1", "是", "Yes"), ("2", "否", "No"))
_FEELING = listed(
    "feeling",
    _FORM,
    ("1", "好", "Well"),
    ("2", "我想不是十分好", "Not so well, I think"),
)
_NOT_DONE = listed(
    "screening_not_done",
    "own list",
    ("1", "本人拒绝", "Refused"),
    ("2", "听不清或说不清", "Cannot hear or speak well enough"),
    ("3", "身体原因", "Physical reason"),
    ("4", "其他", "Other"),
)


def _question(path: str, zh: str, en: str, codes: CodeList, help: Label) -> Field:
    return Field(path, "code", Label(zh, en), codes=codes, sensitivity="health", help=help)


def test_score(path: str, zh: str, en: str) -> Field:
    """The score of a full test, from whoever is trained to take it."""
    return Field(path, "integer", Label(zh, en), hard=(0, 30), sensitivity="health")


def _result(path: str, zh: str, en: str) -> tuple[Field, ...]:
    not_done = Field(
        f"{path}.not_done", "code", Label(f"{zh}未做原因", f"{en}: why not done"), codes=_NOT_DONE, sensitivity="health"
    )
    return (*decided(f"{path}.result", f"{zh}粗筛结果", f"{en}: result", RESULT), not_done)


def _rules(path: str, zh: str, questions: tuple[str, ...]) -> tuple[Rule, ...]:
    return (
        Rule(
            f"rule.{path}_asked",
            "requires",
            (f"{path}.result", questions[0]),
            sentence=Label(f"{zh}粗筛没有问，不能有结果", "There is a result, but nothing was asked"),
        ),
        Rule(
            f"rule.{path}_negative",
            "requires",
            (f"{path}.result", *questions),
            values=("1",),
            sentence=Label(f"{zh}粗筛要问完才能定阴性", "Negative only once every question was asked"),
        ),
        Rule(
            f"rule.{path}_not_done",
            "excludes",
            (f"{path}.not_done", f"{path}.result", *questions),
            sentence=Label(f"{zh}粗筛填了未做原因，不应再有回答", "There are answers, and a reason for having none"),
        ),
    )


_COGNITION = Section(
    Label("认知粗筛", "Memory"),
    (
        _question(
            "cognition.repeated",
            "立刻重复三样物品",
            "Repeats three things at once",
            _REPEATED,
            Label("说三样东西，如铅笔、卡车、书，请他马上重复", "Name three things, such as pencil, lorry, book"),
        ),
        _question(
            "cognition.recalled",
            "一分钟后再说三样物品",
            "Recalls them after one minute",
            _RECALLED,
            Label("等一分钟，请他再说一次", "Wait one minute, then ask again"),
        ),
        *_result("cognition", "认知", "Memory"),
        test_score("cognition.mmse", "简易智力状态检查总分", "MMSE score"),
    ),
)
_MOOD = Section(
    Label("情感粗筛", "Mood"),
    (
        _question(
            "mood.sad",
            "经常感到伤心或抑郁",
            "Often sad or low",
            _OFTEN_SAD,
            Label("问：你经常感到伤心或抑郁吗", "Ask: are you often sad or low"),
        ),
        _question(
            "mood.feeling", "情绪怎么样", "Feeling", _FEELING, Label("问：你的情绪怎么样", "Ask: how do you feel")
        ),
        *_result("mood", "情感", "Mood"),
        test_score("mood.depression_score", "抑郁评分", "Depression score"),
    ),
)

SCREENING = medical_kind(
    name="screening",
    label=Label("认知与情感粗筛", "Screening of memory and mood"),
    sections=(
        encounter(Label("粗筛", "Screening"), Label("粗筛时间", "Time of the screening")),
        _COGNITION,
        _MOOD,
        REFERRAL,
    ),
    rules=(
        *_rules("cognition", "认知", ("cognition.repeated", "cognition.recalled")),
        *_rules("mood", "情感", ("mood.sad", "mood.feeling")),
    ),
    source=_FORM,
)
