"""Every form of the console, once, as it is sent about the town: who may send it, what becomes of the words in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.console.office import SECOND
from tests.console.town import Town


class Send(NamedTuple):
    """A form that names something of the town's. ``whose``: who sends it by right; ``shared``: all of a community may
    see what it names, whatever grids they serve."""

    endpoint: str
    path: str
    form: dict[str, Any]
    whose: str = "supervisor"
    shared: bool = False


NAMING_NOTHING = frozenset(
    {
        "session_enter", "session_leave", "people_add", "people_password", "people_sign_out_everywhere", "grids_add",
        "care_look", "care_load", "desk_forms_new_one", "exports_take", "ledgers_add", "tablets_rules",
        "tablets_bundle", "nowhere",
    }
)  # fmt: skip
"""Forms that name nothing that is anybody's: they are about oneself, one's own community, or something new."""


def sends(town: Town, words: str) -> Sequence[Send]:
    """In an order in which the rightful can send all of them. ``words``: what is typed into every box for words."""
    return [*_review(town, words), *_residents(town, words), *_papers(town, words), *_office(town, words)]


def _review(town: Town, words: str) -> list[Send]:
    ids, heads = town.ids, town.heads
    why = {"reason": words}
    moment = {name: ".".join(heads[ids[name]]) for name in ("visit", "returned", "form", "broken", "broken_too")}
    code, path = town.broken
    disputed = {"path": "vitals.sbp", "expected": town.expected["vitals.sbp"], "choice": "other", "value": "151"}
    ticked = f"{ids['check']}:{town.expected['medicine_30min']}:medicine_30min"
    return [
        Send("review_judge", f"review/{ids['visit']}",
             {"heads": moment["visit"], "state": "has_issues", "comment": words}),
        Send("review_judge_many", "review",
             {"chosen": f"{ids['returned']}:{moment['returned']}", "state": "approved", "comment": words}),
        Send("conflicts_settle", f"conflicts/{ids['check']}", {**disputed, **why}),
        Send("conflicts_settle_many", "conflicts", {"chosen": ticked, "choice": "both", **why}),
        Send("broken_rules_decide", f"conflicts/{ids['broken']}/mend",
             {"heads": moment["broken"], "code": code, "path": path, "choice": "swap", **why}),
        Send("broken_rules_decide_many", "conflicts/broken",
             {"broken": f"{ids['broken_too']}:{moment['broken_too']}:{code}:{path}", "choice": "return", **why}),
        Send("broken_rules_correct", f"conflicts/{ids['broken_last']}/correct",
             {"heads": ".".join(heads[ids["broken_last"]]), "answer:vitals.dbp": "80", **why}),
        Send("desk_forms_edit", f"review/{ids['erased']}/edit",
             {"heads": ".".join(heads[ids["erased"]]), "answer:note": words, **why}),
        Send("emergencies_act", f"overview/acted/{ids['urgent']}",
             {"how": "family", "words": words, "seen": town.acted, "once": "ac" * 16}),
        Send("decisions_take_back", f"decisions/{ids['settlement']}/undo", {"change": town.rival, **why}),
        Send("follow_ups_confirm", f"follow-ups/{ids['form']}", {"heads": moment["form"], **why}, "doctor"),
    ]  # fmt: skip


def _residents(town: Town, words: str) -> list[Send]:
    ids, why = town.ids, {"reason": words}
    seen = {name: {"seen": town.heads[ids[name]]} for name in ("resident", "consent", "household")}
    one = f"residents/{ids['resident']}"
    begun = {"answer:at": "2026-01-02T09:00", "answer:method": "2", "answer:result": "1", "answer:note": words,
             "once": "be" * 16, "sure": "true"}  # fmt: skip
    day = {"status": "moved", "status_since": "2026-01-01", "moved_to": words, "sure": "true"}
    return [
        Send("residents_reveal", f"{one}/reveal", {"path": "phone", **why}),
        Send("reveal_show", f"records/{ids['resident']}/reveal", {"path": "phone", **why}),
        Send("desk_forms_begin_one", f"{one}/begin/visit", begun),
        Send("residents_colour", f"{one}/colour", {"level": "yellow", "once": "ab" * 16, **why}),
        Send("consents_withdraw", f"consents/{ids['consent']}/withdraw",
             {"withdrawn_by": "self", "withdrawn_on": "2026-01-01", **seen["consent"], **why}),
        Send("households_head", f"households/{ids['household']}/head",
             {"head": ids["resident"], **seen["household"], **why}),
        Send("residents_tag", f"{one}/tags", {"tags": ["alone", "aged_80"], **seen["resident"], **why}),
        Send("duplicates_apart", f"duplicates/{ids['resident']}/apart", {"other": ids["other"], **why}),
        Send("duplicates_merge", f"duplicates/{ids['other']}/merge", {"keep": ids["resident"], **why}),
        Send("duplicates_unlink", f"duplicates/{ids['other']}/unlink", why),
        Send("resident_changes_leave", f"residents/{ids['leaving']}/leave",
             {**day, "seen": town.heads[ids["leaving"]], **why}),
        Send("resident_changes_back", f"residents/{ids['returning']}/return",
             {"seen": town.heads[ids["returning"]], **why}),
        Send("resident_changes_give", f"residents/{ids['leaving']}/hand-over", {"grid": SECOND, **why}),
    ]  # fmt: skip


def _papers(town: Town, words: str) -> list[Send]:
    ids, why = town.ids, {"reason": words}
    whole = {"whole": "true", "recipient": words, **why}
    month = {"first_day": "2026-01-01", "last_day": "2026-01-31", **why}
    return [
        Send("papers_own_file", f"residents/{ids['resident']}/own-file", why),
        Send("papers_ask_for_whole", f"residents/{ids['resident']}/own-file/whole", {"recipient": words, **why}),
        Send("fhir_files_take", "fhir", {"resident": ids["resident"], **whole}),
        Send("exports_judge", f"approvals/{ids['approval']}", {"granted": "true"}, "second"),
        Send("exports_take_it", f"approvals/{ids['approval']}/take", {}),
        Send("erasures_ask_for", f"documents/{ids['answered']}/erase", why),
        Send("erasures_carry_out", f"approvals/{ids['erasure']}/erase", {}),
        Send("ledgers_columns", f"ledgers/{ids['template']}/columns", {"column-1": "day"}, shared=True),
        Send("ledgers_make", f"ledgers/{ids['template']}/fill", {**month, **whole}, shared=True),
        Send("ledgers_retire", f"ledgers/{ids['template']}/retire", {}, shared=True),
    ]  # fmt: skip


def _office(town: Town, words: str) -> list[Send]:
    person, grid = f"people/{town.ids['person']}", f"grids/{town.ids['grid']}"
    third = {"grid": town.office.grids[2]}
    tablet = f"tablets/{town.ids['tablet']}"
    return [
        Send("people_change", person, {"name": words}, "admin"),
        Send("people_assign", f"{person}/assign", third, "admin"),
        Send("people_unassign", f"{person}/unassign", third, "admin"),
        Send("people_pair", f"{person}/pair", {}),
        Send("people_disable", f"{person}/disable", {}, "admin"),
        Send("people_enable", f"{person}/enable", {}, "admin"),
        Send("tablets_extend", f"{tablet}/extend", {"days": "30", "reason": words}),
        Send("tablets_revoke", f"{tablet}/revoke", {}),
        Send("grids_rename", f"{grid}/name", {"name": words}, "admin"),
        Send("grids_close", f"{grid}/close", {}, "admin"),
        Send("grids_open_again", f"{grid}/open", {}, "admin"),
    ]
