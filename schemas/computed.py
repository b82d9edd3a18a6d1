"""What rules work out of a record, as the worker saw it, and the reason where a person decided otherwise.

A rule set's results are kept beside the answers they came from, so that years later anybody can tell what was shown at
the door and under which rules. A decision itself (a class, a level, a next date) is a field of its own kind, because a
person makes it; where it is not what was worked out, `<field>_reason` says why.
"""

from schemas.declaration import CodeList, Field, Label, Section

JSON_LENGTH_MAX = 8000
"""Characters of a JSON text: every result of a long form, several times over."""


def _json(path: str, zh: str, en: str) -> Field:
    # The last tablet's reckoning stands: its three fields come in one change, so they go on belonging together.
    return Field(
        path,
        "text",
        Label(zh, en),
        sensitivity="health",
        policy="latest",
        computed=True,
        length_max=JSON_LENGTH_MAX,
    )


COMPUTED = Section(
    Label("系统计算", "Worked out by the rules"),
    (
        Field(
            "computed.rule_set",
            "text",
            Label("所用规则及版本", "Rules used"),
            policy="latest",
            computed=True,
            help=Label("如 NBPHS3_2017@1", "For example NBPHS3_2017@1"),
        ),
        _json("computed.outputs", "计算结果", "Results"),
        _json("computed.inputs", "计算依据", "What they came from"),
    ),
)


def decided(path: str, zh: str, en: str, codes: CodeList) -> tuple[Field, Field]:
    """A decision between codes that rules propose and a person makes, and the reason where it differs."""
    return Field(path, "code", Label(zh, en), codes=codes, sensitivity="health"), reason_for(path, zh, en)


def reason_for(path: str, zh: str, en: str) -> Field:
    """Why a decision is not what the rules worked out. The tablet asks for it where the two differ."""
    return Field(
        f"{path}_reason",
        "text",
        Label(f"{zh}与系统建议不同的原因", f"{en}: why not as proposed"),
        sensitivity="health",
    )
