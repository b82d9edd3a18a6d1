"""Checking a document's values against its kind.

This runs for every document of every hand-in, so everything that can be worked out from the declaration is
worked out once, and a value costs one look-up and one call. A document that has nothing wrong with it, which
is nearly every one, allocates nothing but its empty answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schemas.declaration import Declaration, Group
from schemas.id_number import read as read_id_number
from schemas.paths import UNMEASURED, group_fields, ordinary_fields, split_entry
from schemas.problems import Params, Problem
from schemas.rule_checks import RuleCheck, given, rule_check
from schemas.value_checks import Check, check_for

Values = Mapping[str, str | int | float | bool | bytes | None]

# Tablets' clocks run ahead a little; what lies further in the future was typed or set wrongly.
CLOCK_AHEAD_MS_MAX = 5 * 60 * 1000
_DAY_MS = 86_400_000
_CHINA_AHEAD_OF_UTC_MS = 8 * 3_600_000
_DAYS_BEFORE_1970 = 719_163
_SHOWN_PATH_MAX = 200
# A document full of paths that nobody knows says so once or twice, not a hundred thousand times.
UNKNOWN_FIELDS_MAX = 50

_NOTHING: Params = {}


@dataclass(frozen=True)
class GroupChecks:
    checks: dict[str, Check]
    required: tuple[str, ...]
    entries_max: int


@dataclass(frozen=True)
class Checks:
    """Everything needed to check documents of one kind."""

    by_path: dict[str, Check]
    groups: dict[str, GroupChecks]
    required: tuple[tuple[str, str | None, tuple[object, ...] | None], ...]
    measured: tuple[tuple[str, str], ...]
    rules: tuple[RuleCheck, ...]
    past: tuple[tuple[str, str], ...]


def compiled(declaration: Declaration) -> Checks:
    ordinary = ordinary_fields(declaration)
    return Checks(
        by_path={path: check_for(field) for path, field in ordinary.items()},
        groups={group.path: _group_checks(group) for group in declaration.groups},
        required=tuple(
            (field.path, field.show_if.path if field.show_if else None, field.show_if.any_of if field.show_if else None)
            for field in ordinary.values()
            if field.required
        ),
        measured=tuple((path, path + UNMEASURED) for path, field in ordinary.items() if field.measured),
        rules=tuple(rule_check(rule, declaration) for rule in declaration.rules),
        past=tuple((path, field.type) for path, field in ordinary.items() if field.past),
    )


def _group_checks(group: Group) -> GroupChecks:
    inside = group_fields(group)
    return GroupChecks(
        checks={path: check_for(field) for path, field in inside.items()},
        required=tuple(path for path, field in inside.items() if field.required),
        entries_max=group.entries_max,
    )


def check_values(checks: Checks, values: Values, received_ms: int | None) -> list[Problem]:
    """All that is wrong, ordered by path and then by code. Never raises, whatever the values are."""
    problems: list[Problem] = []
    look_up = checks.by_path.get
    elsewhere: list[str] = []
    for path, value in values.items():
        check = look_up(path)
        if check is None:
            elsewhere.append(path)
        elif value is not None:
            findings = check(value)
            if findings:
                problems += [Problem(path, *finding) for finding in findings]
    if elsewhere:
        problems += _outside_ordinary_paths(checks, values, elsewhere)
    for path, condition, wanted in checks.required:
        if not _is_there(values, path) and (condition is None or wanted is None or values.get(condition) in wanted):
            problems.append(Problem(path, "value.required", "hard", _NOTHING))
    for path, reason in checks.measured:
        if values.get(reason) is not None and values.get(path) is not None:
            problems.append(Problem(path, "value.and_reason", "rule", _NOTHING))
    for rule in checks.rules:
        problem = rule(values)
        if problem is not None:
            problems.append(problem)
    if received_ms is not None:
        problems += _in_the_future(checks, values, received_ms)
    if len(problems) > 1:
        problems.sort(key=lambda problem: (problem.path, problem.code))
    return problems


def _is_there(values: Values, path: str) -> bool:
    value = values.get(path)
    return (value is not None and value != "") or given(values.get(path + UNMEASURED))


def _outside_ordinary_paths(checks: Checks, values: Values, paths: list[str]) -> list[Problem]:
    """Entries of groups, and what no field knows."""
    problems: list[Problem] = []
    unknown: list[str] = []
    entries: dict[str, dict[str, None]] = {}
    for path in paths:
        place = split_entry(path) if type(path) is str else None
        group = checks.groups.get(place.group) if place else None
        check = group.checks.get(place.field) if place and group else None
        if place is None or check is None:
            unknown.append(_storable(path))
            continue
        value = values[path]
        if value is not None:
            entries.setdefault(place.group, {})[place.entry] = None
            problems += [Problem(path, *finding) for finding in check(value)]
    problems += [
        Problem(path, "value.unknown_field", "soft", _NOTHING) for path in sorted(unknown)[:UNKNOWN_FIELDS_MAX]
    ]
    for name, ids in entries.items():
        group = checks.groups[name]
        if len(ids) > group.entries_max:
            problems.append(Problem(name, "group.too_many", "hard", {"max": group.entries_max}))
        problems += [
            Problem(f"{name}.{entry}.{field}", "value.required", "hard", _NOTHING)
            for entry in ids
            for field in group.required
            if not _is_there(values, f"{name}.{entry}.{field}")
        ]
    return problems


def _storable(path: object) -> str:
    """An unknown path comes from anywhere: what is kept of it must fit a row and be writable as UTF-8."""
    if type(path) is not str:
        return ""
    return path[:_SHOWN_PATH_MAX].encode("utf-8", "replace").decode().replace("\x00", "?")


def _in_the_future(checks: Checks, values: Values, received_ms: int) -> list[Problem]:
    problems = []
    latest_ms = received_ms + CLOCK_AHEAD_MS_MAX
    latest_day = date.fromordinal(_DAYS_BEFORE_1970 + (latest_ms + _CHINA_AHEAD_OF_UTC_MS) // _DAY_MS).isoformat()
    for path, kind_of_time in checks.past:
        value = values.get(path)
        if kind_of_time == "time":
            if type(value) is int and value > latest_ms:
                problems.append(Problem(path, "value.future", "soft", _NOTHING))
        elif type(value) is not str:
            continue
        elif kind_of_time == "id_number":
            if "id_number.future" in read_id_number(value, latest_day).problems:
                problems.append(Problem(path, "id_number.future", "hard", _NOTHING))
        elif value[:10] > latest_day[: len(value[:10])] and not checks.by_path[path](value):
            problems.append(Problem(path, "value.future", "soft", _NOTHING))
    return problems
