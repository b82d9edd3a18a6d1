"""A community brings a kind of its own, as plain data: every operator works there, and every mistake is named."""

import copy
from typing import Any

import pytest

from schemas.kind import Kind
from schemas.soundness import UnsoundDeclaration

YES_NO = {
    "name": "yes_no",
    "codes": [{"code": "1", "label": {"zh": "是", "en": "Yes"}}, {"code": "2", "label": {"zh": "否", "en": "No"}}],
}


def field(path: str, type: str = "text", **more: Any) -> dict[str, Any]:
    return {"path": path, "type": type, "label": {"zh": "问题", "en": "Question"}, **more}


def garden(*rules: dict[str, Any]) -> dict[str, Any]:
    """A small kind about a shared garden."""
    return {
        "name": "garden",
        "version": 1,
        "label": {"zh": "菜园", "en": "Garden"},
        "title": ["bed"],
        "sections": [
            {
                "label": {"zh": "菜园", "en": "Garden"},
                "parts": [
                    field("bed", required=True),
                    field("watered", "code", codes=YES_NO),
                    field(
                        "litres",
                        "decimal",
                        hard=[0, 1000],
                        decimals=1,
                        measured=True,
                        show_if={"path": "watered", "any_of": ["1"]},
                        required=True,
                    ),
                    field("sown", "date"),
                    field("reaped", "date"),
                    field(
                        "crops",
                        "choices",
                        codes={
                            "name": "crop",
                            "codes": [
                                {"code": "none", "label": {"zh": "无", "en": "None"}},
                                {"code": "leek", "label": {"zh": "韭菜", "en": "Leek"}},
                            ],
                        },
                    ),
                    {
                        "path": "helper",
                        "label": {"zh": "帮手", "en": "Helpers"},
                        "entries_max": 2,
                        "fields": [field("name", required=True), field("tools", "choices", codes=YES_NO)],
                    },
                ],
            }
        ],
        "rules": list(rules),
    }


def rule(operator: str, *paths: str, **more: Any) -> dict[str, Any]:
    return {
        "code": "rule.tried",
        "operator": operator,
        "paths": list(paths),
        "sentence": {"zh": "请核对", "en": "Please check"},
        **more,
    }


@pytest.mark.parametrize(
    ("tried", "values", "at"),
    [
        (rule("together", "sown", "reaped"), {}, None),
        (rule("together", "sown", "reaped"), {"sown": "2026-03-01", "reaped": "2026-06-01"}, None),
        (rule("together", "sown", "reaped"), {"sown": "2026-03-01"}, "reaped"),
        (rule("any_of", "sown", "helper"), {}, "sown"),
        (rule("any_of", "sown", "helper"), {"helper.1.name": "李芳"}, None),
        (rule("any_of", "sown", "crops"), {"crops.leek": False}, "sown"),
        (rule("any_of", "sown", "crops"), {"crops.leek": True}, None),
        (rule("requires", "crops", "sown"), {"crops.leek": True}, "sown"),
        (rule("requires", "crops", "sown"), {"crops.leek": False}, None),
        (rule("requires", "watered", "sown", values=["1"]), {"watered": "1"}, "sown"),
        (rule("requires", "watered", "sown", values=["1"]), {"watered": "2"}, None),
        (rule("requires", "watered", "sown"), {"watered": "2"}, "sown"),
        (rule("excludes", "crops.none", "crops"), {"crops.none": True}, None),
        (rule("excludes", "crops.none", "crops"), {"crops.none": True, "crops.leek": True}, "crops.leek"),
        (rule("excludes", "watered", "sown", values=["2"]), {"watered": "2", "sown": "2026-03-01"}, "sown"),
        (rule("excludes", "watered", "sown", values=["2"]), {"watered": "1", "sown": "2026-03-01"}, None),
        (rule("chosen_max", "crops", values=[1]), {"crops.leek": True}, None),
        (rule("chosen_max", "crops", values=[1]), {"crops.leek": True, "crops.none": False}, None),
        (rule("chosen_max", "crops", values=[1]), {"crops.leek": True, "crops.none": True}, "crops"),
        (rule("chosen_max", "crops", values=[1]), {"crops.leek": "yes", "crops.none": 1}, None),
        (rule("less", "sown", "reaped"), {"sown": "2026-03-01", "reaped": "2026-03-01"}, "sown"),
        (rule("less", "sown", "reaped"), {"sown": "2026-03-01", "reaped": 5}, None),
        (rule("at_most", "sown", "reaped"), {"sown": "2026-03-01", "reaped": "2026-03-01"}, None),
        (rule("at_most", "sown", "reaped"), {"sown": "2026-03-02", "reaped": "2026-03-01"}, "sown"),
    ],
)
def test_a_rule_is_data_and_means_the_same_in_every_kind(
    tried: dict[str, Any], values: dict[str, Any], at: str | None
) -> None:
    kind = Kind.from_data(garden(tried))
    found = [problem for problem in kind.check(values) if problem.code == "rule.tried"]
    assert [problem.path for problem in found] == ([] if at is None else [at])
    assert all(problem.params == {"zh": "请核对", "en": "Please check"} for problem in found)


def test_a_question_that_is_not_shown_needs_no_answer() -> None:
    kind = Kind.from_data(garden())
    assert kind.check({"bed": "3", "watered": "2"}) == []
    assert [problem.path for problem in kind.check({"bed": "3", "watered": "1"})] == ["litres"]
    assert kind.check({"bed": "3", "watered": "1", "litres.unmeasured": "2"}) == []


def test_groups_may_hold_choices_and_have_an_end() -> None:
    kind = Kind.from_data(garden())
    found = kind.field_at("helper.a1.tools.1")
    assert found
    assert (found.path, found.type) == ("helper.a1.tools.1", "boolean")
    helpers = {f"helper.{number}.name": "李芳" for number in range(3)}
    assert [problem.code for problem in kind.check({"bed": "3", **helpers})] == ["group.too_many"]
    assert [column.name for column in kind.columns() if column.entries] == ["helper_count"]


def spoil(data: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    spoiled = copy.deepcopy(data)
    inside = spoiled
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    return spoiled


PARTS = ("sections", 0, "parts")


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        (("name",), "Garden!", "lower-case"),
        (("version",), 0, "versions start at 1"),
        (("title",), ["nowhere"], "no field at nowhere"),
        (("title",), [], "without a title"),
        (("on_tablets",), "sometimes", "no way of staying"),
        (("finished",), {"path": "nowhere", "any_of": ["1"]}, "no field at nowhere"),
        (("subject_path",), "nowhere", "no field at nowhere"),
        (("label",), {"zh": "菜园", "en": " "}, "Chinese and English"),
        ((*PARTS, 0, "label"), {"zh": "", "en": "Bed"}, "Chinese and English"),
        ((*PARTS, 0, "type"), "picture", "'picture' is none of"),
        ((*PARTS, 0, "policy"), "newest", "'newest' is none of"),
        ((*PARTS, 0, "sensitivity"), "secret", "'secret' is none of"),
        ((*PARTS, 0, "policy"), "text", "only notes"),
        ((*PARTS, 0, "type"), "ref", "names the kind"),
        ((*PARTS, 0, "path"), "Bed", "lower-case words"),
        ((*PARTS, 0, "path"), "select", "no good as a name in SQL"),
        ((*PARTS, 0, "path"), "review.bed", "made by the system"),
        ((*PARTS, 0, "path"), "helper.bed", "inside the group"),
        ((*PARTS, 0, "path"), "crops_leek", "stands twice"),
        ((*PARTS, 3, "path"), "reaped", "declared twice"),
        ((*PARTS, 1, "codes"), None, "code list is missing"),
        ((*PARTS, 1, "codes", "codes", 1, "code"), "1", "stands twice"),
        ((*PARTS, 1, "neutral"), "3", "none of its codes"),
        ((*PARTS, 1, "policy"), "severest", "every code exactly once"),
        ((*PARTS, 2, "hard"), None, "needs a hard range"),
        ((*PARTS, 2, "soft"), [10, 2000], "run upwards"),
        ((*PARTS, 2, "neutral"), 5, "never filled in beforehand"),
        ((*PARTS, 2, "show_if"), {"path": "nowhere", "any_of": ["1"]}, "which no field has"),
        (("rules",), [rule("sometimes", "sown", "reaped")], "unknown operator"),
        (("rules",), [rule("less", "sown", "reaped", "bed")], "wrong number of paths"),
        (("rules",), [rule("less", "sown", "crops")], "no field at crops"),
        (("rules",), [rule("requires", "sown", "nowhere")], "no field at nowhere"),
        (("rules",), [rule("chosen_max", "sown", values=[1])], "no choices field at sown"),
        (("rules",), [rule("chosen_max", values=[1])], "wrong number of paths"),
        (("rules",), [rule("chosen_max", "crops")], "one whole number"),
        (("rules",), [rule("chosen_max", "crops", values=[True])], "one whole number"),
        (("rules",), [rule("chosen_max", "crops", values=[0])], "one whole number"),
        (("rules",), [rule("chosen_max", "crops", values=[2, 3])], "one whole number"),
        ((*PARTS, 0, "length_max"), 20_001, "length of its own"),
        ((*PARTS, 1, "length_max"), 10, "length of its own"),
        ((*PARTS, 0, "computed"), True, "what is worked out"),
        ((*PARTS, 3), field("sown", "date", writers=["doctor"], policy="latest"), "settled by a person"),
        (("rules",), [rule("less", "sown", "reaped") | {"code": "tried"}], "starts with rule."),
        (("rules",), [rule("less", "sown", "reaped") | {"sentence": {"zh": "", "en": ""}}], "sentence needs"),
    ],
)
def test_a_kind_that_would_fail_at_the_door_fails_when_it_is_made(
    place: tuple[Any, ...], value: Any, complaint: str
) -> None:
    with pytest.raises(UnsoundDeclaration, match=complaint):
        Kind.from_data(spoil(garden(), place, value))


@pytest.mark.parametrize("place", [("name",), ("sections", 0, "label"), (*PARTS, 0, "label", "zh")])
def test_data_of_another_shape_is_no_kind(place: tuple[Any, ...]) -> None:
    data = copy.deepcopy(garden())
    inside: Any = data
    for step in place[:-1]:
        inside = inside[step]
    del inside[place[-1]]
    with pytest.raises((KeyError, TypeError)):
        Kind.from_data(data)
