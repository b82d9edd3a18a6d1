"""The demo, put together: half a year of a community's work, grid by grid, and what the product makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from schemas.care.rule_set import RuleSet
from server.care import due, files
from server.care.follow import follow
from server.care.remind import remind
from server.catalogues import catalogue_of
from server.clock import now_ms
from server.database import reading
from server.demo import medical, neighbourhood, questions, stories
from server.demo.calendar import DAY_MS, Calendar
from server.demo.handing_in import change, dispute, hand_in
from server.demo.judged import judge
from server.demo.people import COMMUNITY, GRIDS, enrol
from server.demo.residents import Town, Written, homes
from server.demo.visits import visits
from server.models import Community, Document, Record
from server.tablet_identity import TabletIdentity
from sync.document import Scalar

_SEED = 20220812
_DISPUTED_EVERY = 40
_ASKED_DAYS = 40
"""Since when the community asks questions of its own."""
_MEDICAL = ("htn_follow_up", "t2dm_follow_up", "self_care", "screening", "check_up", "ability")


class Making:
    """Everything that the demo's workers wrote down, grid by grid; the same for the same secret, day and rules."""

    def __init__(
        self, namespace: UUID, calendar: Calendar, rule_sets: Sequence[RuleSet], own_questions: Sequence[str]
    ) -> None:
        self.random = Random(_SEED)  # noqa: S311 - the same demo on every machine
        self.calendar = calendar
        self._rule_sets = rule_sets
        self._own_questions = own_questions
        self._town = Town(self.random, namespace, calendar.today, stories.birthdays(calendar))
        self._stories = stories.Stories()
        self._elders = 0

    def grid(self, number: int, worker_id: bytes) -> Iterator[Written]:
        """The documents of the grid with this number in ``GRIDS``, which come in the order of grids."""
        random, calendar = self.random, self.calendar
        _, _, estate, building, count = GRIDS[number]
        doors = list(homes(self._town, estate, building, count))
        for home in doors:
            yield home.household
            records = [one for elder in home.elders for one in self._elder(elder, worker_id)]
            # After their stories: what somebody went through stands on their file.
            yield from home.residents
            yield from records
        yield from neighbourhood.looks(random, doors, worker_id, calendar)
        yield from neighbourhood.equipment(random, worker_id, calendar, estate, building)
        if number == 0:
            yield from neighbourhood.certificates(random, worker_id, calendar)
            yield neighbourhood.call(random, worker_id, calendar)

    def _elder(self, elder: Written, worker_id: bytes) -> list[Written]:
        random, calendar, number = self.random, self.calendar, self._elders
        self._elders += 1
        age = stories.age(elder, calendar)
        decided = neighbourhood.colours(random, elder, worker_id, calendar, number, age)
        records = [*decided, *neighbourhood.consents(random, elder, worker_id, calendar, number)]
        red = neighbourhood.colour_now(decided) == "red"
        records += visits(random, elder, worker_id, calendar, number, red)
        records += medical.forms(random, elder, worker_id, calendar, number)
        records += neighbourhood.allowance(random, elder, worker_id, calendar, number, age)
        if number % 3 == 0:
            # Not everybody at the first door has something happen to them.
            records = self._stories.told(random, elder, records, worker_id, calendar)
        judge(elder, records, self._rule_sets)
        self._ask(records)
        return records

    def _ask(self, records: Iterable[Written]) -> None:
        """What was said to the community's own questions, at visits since it asks them."""
        for one in records:
            recent = int(str(one.values["at"])) > self.calendar.now - _ASKED_DAYS * DAY_MS
            if one.kind == questions.EXTENDS and recent and one.values.get("result") == "1":
                one.values |= questions.answered(self.random, self._own_questions)


def make(data: Path) -> int:
    """Make the demo community; how many documents it has."""
    *workers, doctor = enrol(data)
    own_questions = questions.load(COMMUNITY)
    with reading() as session:
        namespace = session.get_one(Community, COMMUNITY).namespace
        rule_sets = [one.meaning for one in files.in_force(session, COMMUNITY).of("rule_set").values()]
        versions = {name: kind.version for name, kind in catalogue_of(session, COMMUNITY).kinds.items()}
    making = Making(UUID(bytes=namespace), Calendar(now_ms()), rule_sets, own_questions)
    for number, (grid_id, *_) in enumerate(GRIDS):
        worker = workers[number]
        written = list(making.grid(number, worker.person_id))
        hand_in(worker, grid_id, written, versions)
        _confirm(making, written, doctor)
        if number == 1:
            # Two workers serve the second grid, so there two can have typed different things without a signal.
            checks = [one for one in written if one.kind == "health_check"]
            dispute(workers[1], workers[2], checks[::_DISPUTED_EVERY])
    follow(COMMUNITY)
    remind(COMMUNITY)
    for number, (grid_id, *_) in enumerate(GRIDS):
        _finish(workers[number], grid_id, making.calendar)
    due.bring_up(COMMUNITY)
    with reading() as session:
        return session.scalars(select(func.count()).where(Document.community_id == COMMUNITY)).one()


def _finish(worker: TabletIdentity, grid_id: str, calendar: Calendar) -> None:
    """Some of what the reminders asked for has been done."""
    with reading() as session:
        rows = session.execute(
            select(Record.document_id, Record.values)
            .where(Record.community_id == COMMUNITY, Record.grid_id == grid_id, Record.kind == "task")
            .order_by(Record.values["title"].as_string(), Record.values["due_on"].as_string())
        ).all()
    tasks = [Written(row.document_id, "task", row.values) for row in rows if row.values["rule"] in stories.FINISHED]

    def finished(one: Written) -> dict[str, Scalar]:
        outcome = stories.FINISHED[str(one.values["rule"])]
        done_by = str(UUID(bytes=worker.person_id))
        return {"status": "done", "done_by": done_by, "done_at": calendar.now, "outcome": outcome}

    change(worker, tasks[:: stories.FINISHED_EVERY], finished)


def _confirm(making: Making, written: Iterable[Written], doctor: TabletIdentity) -> None:
    """The doctor has confirmed most of what is older than some days, and not all of it."""
    until = making.calendar.at(6)
    waiting = [
        one for one in written
        if one.kind in _MEDICAL and int(str(one.values["at"])) < until and making.random.random() < 0.85
    ]  # fmt: skip

    def signed(one: Written) -> dict[str, Scalar]:
        at = min(int(str(one.values["at"])) + 3 * DAY_MS, making.calendar.now)
        return {"confirmed_by": str(UUID(bytes=doctor.person_id)), "confirmed_at": at}

    change(doctor, waiting, signed)
