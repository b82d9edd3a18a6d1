"""Rules between answers: each declared rule becomes one function from values to what is wrong with them."""

from collections.abc import Callable, Mapping

from schemas.declaration import Declaration, Operator, Rule
from schemas.id_number import IdNumber
from schemas.id_number import read as read_id_number
from schemas.problems import Problem

Values = Mapping[str, object]
RuleCheck = Callable[[Values], Problem | None]
_Answered = Callable[[Values], bool]


def rule_check(rule: Rule, declaration: Declaration) -> RuleCheck:
    """The function for one rule; its problem stands at the path that a person would change."""
    return _MAKERS[rule.operator](rule, declaration)


def given(value: object) -> bool:
    """Whether a value is an answer: not missing, not empty, not an unticked box."""
    return value is not None and value is not False and value != ""


def _answered(path: str, declaration: Declaration) -> _Answered:
    """Whether anything is answered at a path, be it a field, a choices field or a group."""
    for field in declaration.fields:
        if field.path == path and field.type == "choices" and field.codes:
            options = tuple(f"{path}.{code.code}" for code in field.codes.codes)
            return lambda values: any(given(values.get(option)) for option in options)
    if any(group.path == path for group in declaration.groups):
        start = path + "."
        return lambda values: any(
            type(key) is str and key.startswith(start) and given(value) for key, value in values.items()
        )
    return lambda values: given(values.get(path))


def _problem(rule: Rule, path: str) -> Problem:
    return Problem(path, rule.code, rule.severity, {"zh": rule.sentence.zh, "en": rule.sentence.en})


def _together(rule: Rule, declaration: Declaration) -> RuleCheck:
    parts = [(_answered(path, declaration), _problem(rule, path)) for path in rule.paths]

    def check(values: Values) -> Problem | None:
        missing = [problem for answered, problem in parts if not answered(values)]
        return missing[0] if missing and len(missing) < len(parts) else None

    return check


def _any_of(rule: Rule, declaration: Declaration) -> RuleCheck:
    parts = [_answered(path, declaration) for path in rule.paths]
    problem = _problem(rule, rule.paths[0])
    return lambda values: None if any(answered(values) for answered in parts) else problem


def _triggered(rule: Rule, declaration: Declaration) -> _Answered:
    first, wanted = rule.paths[0], rule.values
    if wanted:
        return lambda values: values.get(first) in wanted
    return _answered(first, declaration)


def _requires(rule: Rule, declaration: Declaration) -> RuleCheck:
    triggered = _triggered(rule, declaration)
    others = [(_answered(path, declaration), _problem(rule, path)) for path in rule.paths[1:]]

    def check(values: Values) -> Problem | None:
        if triggered(values):
            for answered, problem in others:
                if not answered(values):
                    return problem
        return None

    return check


def _excludes(rule: Rule, declaration: Declaration) -> RuleCheck:
    triggered = _triggered(rule, declaration)
    # "None of these" and its list name the same choices field: the first path never excludes itself.
    others = [
        (_answered(path, declaration), _problem(rule, path))
        for path in _options_spelled_out(rule.paths[1:], declaration)
        if path != rule.paths[0]
    ]

    def check(values: Values) -> Problem | None:
        if triggered(values):
            for answered, problem in others:
                if answered(values):
                    return problem
        return None

    return check


def _chosen_max(rule: Rule, declaration: Declaration) -> RuleCheck:
    options = tuple(_options_spelled_out(rule.paths, declaration))
    problem = _problem(rule, rule.paths[0])
    most = int(rule.values[0])
    return lambda values: problem if sum(values.get(option) is True for option in options) > most else None


def _options_spelled_out(paths: tuple[str, ...], declaration: Declaration) -> list[str]:
    choices = {field.path: field.codes for field in declaration.fields if field.type == "choices"}
    spelled_out: list[str] = []
    for path in paths:
        codes = choices.get(path)
        spelled_out += [f"{path}.{code.code}" for code in codes.codes] if codes else [path]
    return spelled_out


def _ordered(equal_allowed: bool) -> Callable[[Rule, Declaration], RuleCheck]:
    def make(rule: Rule, _: Declaration) -> RuleCheck:
        low_path, high_path = rule.paths
        problem = _problem(rule, low_path)

        def check(values: Values) -> Problem | None:
            low, high = values.get(low_path), values.get(high_path)
            if type(low) is str and type(high) is str:
                return problem if low > high or (low == high and not equal_allowed) else None
            if isinstance(low, int | float) and isinstance(high, int | float):
                return problem if low > high or (low == high and not equal_allowed) else None
            return None

        return check

    return make


def _id_says(
    part: Callable[[IdNumber], str], comparable: Callable[[str], bool]
) -> Callable[[Rule, Declaration], RuleCheck]:
    def make(rule: Rule, _: Declaration) -> RuleCheck:
        id_path, other_path = rule.paths
        problem = _problem(rule, other_path)

        def check(values: Values) -> Problem | None:
            number, other = values.get(id_path), values.get(other_path)
            if type(number) is not str or type(other) is not str or not comparable(other):
                return None
            reading = read_id_number(number)
            # A number that is itself wrong says nothing about the person.
            return problem if not reading.problems and part(reading) != other else None

        return check

    return make


_MAKERS: dict[Operator, Callable[[Rule, Declaration], RuleCheck]] = {
    "together": _together,
    "any_of": _any_of,
    "requires": _requires,
    "excludes": _excludes,
    "chosen_max": _chosen_max,
    "less": _ordered(equal_allowed=False),
    "at_most": _ordered(equal_allowed=True),
    "id_birth": _id_says(lambda reading: reading.birth_date, lambda _: True),
    # 0 unknown and 9 unstated contradict nothing.
    "id_sex": _id_says(lambda reading: reading.sex, lambda sex: sex in ("1", "2")),
}
