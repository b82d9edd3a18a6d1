"""Every page of the console, once: what it is, where it is, and who sees it. Tests and the benchmark walk this list.

``{resident}`` and its like are filled in with the ids of whoever walks. A test holds that no page is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """One page, or one way to look at it."""

    endpoint: str
    name: str
    path: str

    def address(self, ids: Mapping[str, str]) -> str:
        """Where it is."""
        return "/console/" + self.path.format_map(ids)


LOOKS = (
    Look("overview_show", "overview", "overview"),
    Look("review_queue", "review, what waits", "review"),
    Look("review_queue", "review, answered", "review?show=answered"),
    Look("review_queue", "review, returned", "review?show=returned"),
    Look("review_queue", "review, with issues", "review?show=has_issues"),
    Look("review_queue", "review, approved", "review?show=approved"),
    Look("review_queue", "review, all", "review?show=all"),
    Look("review_queue", "review, of one form", "review?kind=health_check"),
    Look("review_queue", "review, of one grid", "review?grid={grid}"),
    Look("review_queue", "review, of one worker", "review?worker={person}"),
    Look("review_queue", "review, with conflicts", "review?show=all&conflicts=true"),
    Look("review_queue", "review, of a name", "review?show=all&q={name}"),
    Look("review_queue", "review, of a surname", "review?show=all&q={surname}"),
    Look("review_show", "one record with its past", "review/{visit}"),
    Look("review_show", "one record with a dispute", "review/{check}?show=all"),
    Look("review_at_step", "a past moment", "review/{visit}/past?step=1"),
    Look("desk_forms_edit_form", "before a correction", "review/{visit}/edit"),
    Look("conflicts_show_all", "conflicts", "conflicts"),
    Look("conflicts_show_all", "conflicts, inconsistent only", "conflicts?type=inconsistent"),
    Look("conflicts_show", "one conflict", "conflicts/{check}"),
    Look("decisions_show_all", "decisions", "decisions"),
    Look("decisions_show", "one decision", "decisions/{settlement}"),
    Look("follow_ups_show_all", "follow-ups", "follow-ups"),
    Look("follow_ups_show", "one follow-up", "follow-ups/{form}"),
    Look("residents_show_all", "residents", "residents"),
    Look("residents_show_all", "residents, by name", "residents?q={name}"),
    Look("residents_show_all", "residents, by surname", "residents?q={surname}"),
    Look("residents_show_all", "residents, by initials", "residents?q={initials}"),
    Look("residents_show_all", "residents, by address", "residents?q={address}"),
    Look("residents_show_all", "residents, by door", "residents?q={door}"),
    Look("residents_show_all", "residents, by last digits", "residents?q={digits}"),
    Look("residents_show_all", "residents, of nobody's name", "residents?q=%E9%BE%98"),
    Look("residents_show_all", "residents, by tag", "residents?tag=aged_80"),
    Look("residents_show_all", "residents, by colour", "residents?colour=red"),
    Look("residents_show_all", "residents, of one grid", "residents?grid={grid}&status=any"),
    Look("residents_show", "one resident", "residents/{resident}"),
    Look("resident_changes_leave_form", "before somebody has died", "residents/{resident}/leave/dead"),
    Look("resident_changes_hand_over_form", "before a hand-over", "residents/{resident}/hand-over"),
    Look("resident_changes_return_form", "before somebody is back", "residents/{resident}/return"),
    Look("desk_forms_begin_form", "a form at the desk", "residents/{resident}/begin/health_check"),
    Look("desk_forms_new_form", "a new file", "residents/new"),
    Look("papers_show", "a paper form", "residents/{resident}/papers/visit"),
    Look("papers_show", "a national form", "residents/{resident}/papers/resident"),
    Look("papers_own_file_form", "asking for one's own file", "residents/{resident}/own-file"),
    Look("fhir_files_ask_one", "asking for one's FHIR", "residents/{resident}/fhir"),
    Look("erasures_ask_form", "asking for an erasure", "documents/{resident}/erase"),
    Look("duplicates_show_all", "likely doubles", "duplicates"),
    Look("duplicates_compare", "two files side by side", "duplicates/{resident}/{other}"),
    Look("households_show_all", "households", "households"),
    Look("households_show_all", "households, by door", "households?q={door}"),
    Look("households_show", "one household", "households/{household}"),
    Look("people_show_all", "people", "people"),
    Look("people_show", "one person", "people/{person}"),
    Look("people_account", "one's own account", "account"),
    Look("grids_show_all", "grids", "grids"),
    Look("tablets_show_all", "tablets", "tablets"),
    Look("care_show_all", "programmes and rules", "care"),
    Look("care_show", "one programme", "care/programme/SANSAN"),
    Look("exports_show", "tables", "exports"),
    Look("exports_approvals", "two people", "approvals"),
    Look("ledgers_show_all", "ledgers", "ledgers"),
    Look("ledgers_show", "one ledger", "ledgers/{template}"),
    Look("fhir_files_ask_all", "asking for FHIR", "fhir"),
    Look("audit_show", "audit log", "audit"),
)
"""What somebody who is signed in looks at."""
DOORS = frozenset({"session_begin", "session_door", "language_choose", "nowhere"})
"""What leads somewhere else, and the door itself."""
