"""What is wrong in a form, told row by row, so that whoever wrote it can put everything right in one go."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.declaration import Label

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
FAULTS_MAX = 200


class Fault(NamedTuple):
    """One thing that is wrong. `row` counts as Excel does; 0 is the sheet as a whole.

    unsupported: right as XLSForm, and nothing that Mulin can ask; the form works without this row.
    """

    sheet: str
    row: int
    column: str
    reason: Label
    unsupported: bool = False

    def words(self) -> Label:
        """Where it is and what it is, for a reader of either language."""
        zh = [self.sheet, f"第 {self.row} 行" if self.row else "", self.column]
        en = [self.sheet, f"row {self.row}" if self.row else "", self.column]
        return Label(
            f"{'，'.join(filter(None, zh))}：{self.reason.zh}", f"{', '.join(filter(None, en))}: {self.reason.en}"
        )


class FormError(ValueError):
    """A form that cannot be taken as it is, with all that is wrong in it, in the order of its rows."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda one: (one.sheet != SURVEY, one.sheet, one.row, one.column))
        super().__init__("; ".join(fault.words().en for fault in self.faults))


@dataclass
class Findings:
    """What was found in one file so far: faults, and what was passed over and does no harm."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)

    def wrong(self, sheet: str, row: int, column: str, zh: str, en: str) -> None:
        """Something that must be put right."""
        self._add(Fault(sheet, row, column, Label(zh, en)))

    def unsupported(self, row: int, column: str, zh: str, en: str) -> None:
        """Something on the survey sheet that Mulin cannot ask."""
        self._add(Fault(SURVEY, row, column, Label(zh, en), unsupported=True))

    def notice(self, sheet: str, row: int, column: str, zh: str, en: str) -> None:
        """Something that was decided for the writer, or passed over."""
        one = Fault(sheet, row, column, Label(zh, en))
        if len(self.notices) < FAULTS_MAX and one not in self.notices:
            self.notices.append(one)

    def rows(self) -> set[int]:
        """The rows of the survey in which something is wrong."""
        return {fault.row for fault in self.faults if fault.sheet == SURVEY}

    def _add(self, fault: Fault) -> None:
        if len(self.faults) < FAULTS_MAX and fault not in self.faults:
            self.faults.append(fault)
