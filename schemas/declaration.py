"""The words in which a kind of record is declared: plain, immutable data, with no behaviour of its own.

One declaration gives the tablet's form, the server's validation, the merge policy of every field, the
record's columns, the export headings and the API documentation. Whatever those need to know about a field is
therefore said here once, and nowhere else.
"""

from dataclasses import dataclass
from typing import Literal

Scalar = str | int | float | bool

FieldType = Literal[
    "text",  # one line of at most TEXT_LENGTH_MAX characters, or of what `length_max` says
    "note",  # free text that merges by character; at most NOTE_LENGTH_MAX characters
    "integer",
    "decimal",  # an int is as good as a float: JavaScript writes 36.0 as 36
    "boolean",
    "date",  # "YYYY-MM-DD"
    "month",  # "YYYY-MM"
    "time",  # milliseconds since 1970 UTC
    "code",  # one code of a list, as text
    "choices",  # several codes of a list: one boolean per code at "<path>.<code>"
    "ref",  # the id of a document of the kind named by `refers_to` (or of ANY_KIND); a lower-case UUID
    "person",  # the id of a person; a lower-case UUID
    "id_number",  # citizen identity number, GB 11643-1999
    "phone",
    "attachment",  # SHA-256 of a photo, signature or recording, 64 lower-case hex digits
]
Policy = Literal["review", "latest", "severest", "text"]
Sensitivity = Literal["open", "personal", "health", "note", "identity"]
Severity = Literal["hard", "soft", "rule"]
Stay = Literal["recent", "always", "brief"]
Operator = Literal["together", "any_of", "requires", "excludes", "chosen_max", "less", "at_most", "id_birth", "id_sex"]

TEXT_LENGTH_MAX = 200
NOTE_LENGTH_MAX = 20_000
CODE_LENGTH_MAX = 64
ENTRIES_MAX = 20
ANY_KIND = "*"
"""What a ref refers to when documents of several kinds may stand there."""


@dataclass(frozen=True)
class Label:
    """The same words for a Chinese and an English reader."""

    zh: str
    en: str


@dataclass(frozen=True)
class Unit:
    """A unit as machines write it (UCUM) and as people here read it."""

    ucum: str
    zh: str


@dataclass(frozen=True)
class Code:
    """One answer of a list. `paper` is the number in the box of the printed form where it differs.

    retired: offered no more; records that hold it stay right and readable.
    """

    code: str
    label: Label
    paper: str = ""
    retired: bool = False


@dataclass(frozen=True)
class CodeList:
    """The answers a question allows, in the order of the paper form.

    A community adds codes of its own to an `open` list, so there an unknown code is no mistake.
    `source` names the form, standard or rule the list comes from.
    """

    name: str
    codes: tuple[Code, ...]
    source: str = ""
    open: bool = False


@dataclass(frozen=True)
class Condition:
    """True when the answer at `path` is one of `any_of`."""

    path: str
    any_of: tuple[Scalar, ...]


@dataclass(frozen=True)
class Field:
    """One question, or one fact that is kept about a record.

    hard, soft: lowest and highest value, both allowed, in `unit`. Outside `hard` no living value lies;
        outside `soft` the worker is asked to look again.
    drift_percent: ask again when the value is this far from the same person's last one.
    measured: gets a companion "<path>.unmeasured" holding the reason why there is no value.
    neutral: what "everything as usual" (一切正常) sets. Nothing that is measured has one.
    lasting: may be offered as "same as last time".
    past: cannot lie in the future of the moment the server received it.
    length_max: characters of a text where its type's own limit does not fit; 0 where it does.
    computed: worked out by the tablet from a rule set; shown, never asked.
    retired: asked no more; shown where it is answered, never demanded.
    severity: for the policy `severest`, the answers from the least to the most severe.
    writers: the roles that may write it; empty means whoever may write the document.
    protected: written at birth and by the server alone; no part of any form.
    """

    path: str
    type: FieldType
    label: Label
    help: Label | None = None
    unit: Unit | None = None
    decimals: int = 0
    codes: CodeList | None = None
    hard: tuple[float, float] | None = None
    soft: tuple[float, float] | None = None
    drift_percent: int | None = None
    required: bool = False
    sensitivity: Sensitivity = "open"
    policy: Policy = "review"
    severity: tuple[Scalar, ...] = ()
    measured: bool = False
    neutral: Scalar | None = None
    show_if: Condition | None = None
    lasting: bool = False
    past: bool = False
    length_max: int = 0
    computed: bool = False
    retired: bool = False
    refers_to: str = ""
    writers: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True)
class Group:
    """Questions asked again for each entry: "contact" and "name" live at "contact.<entry id>.name".

    The paths of `fields` are relative to an entry. An entry id is 1 to 36 letters, digits, - or _.
    """

    path: str
    label: Label
    fields: tuple[Field, ...]
    entries_max: int = ENTRIES_MAX


@dataclass(frozen=True)
class Section:
    """What stands together under one heading of the form."""

    label: Label
    parts: tuple[Field | Group, ...]


@dataclass(frozen=True)
class Rule:
    """What must hold between answers, as data that server and tablet read alike.

    An answer counts as given when it is neither missing, nor empty, nor false. `paths` may name a choices
    field (all its options) or a group (any entry) wherever an answer is only asked to be there or not.

    together   all of the paths are answered, or none
    any_of     at least one of the paths is answered
    requires   once the first is answered (with one of `values`, if any are named), so are all the others
    excludes   once the first is answered (with one of `values`, if any are named), none of the others is
    chosen_max of the options of the choices fields at `paths` no more are ticked than `values` says, one number
    less       the first is smaller than the second: two numbers, or two dates
    at_most    the first is not larger than the second
    id_birth   the birth date in the identity number (first) is the one given (second)
    id_sex     the sex in the identity number (first) is the one given (second), GB/T 2261.1
    """

    code: str
    operator: Operator
    paths: tuple[str, ...]
    sentence: Label
    values: tuple[Scalar, ...] = ()
    severity: Severity = "rule"


@dataclass(frozen=True)
class Declaration:
    """A kind of record.

    subject_path, worker_path, when_path, status_path: which answers say whom the record is about, who did
        the work, when, and how it stands; None where a kind has no such thing.
    title: the paths whose answers name a record in a list, in order.
    on_tablets: how long a record stays there once it is old; the centre keeps all. What has no `when_path` is not a
        thing of a moment and stays whatever is said here.
        "recent" leaves after the limit archive_months, "brief" after archive_brief_days, "always" never.
    finished: the answers by which a record is done with; one that is not yet done with stays whatever its age.
    retired: no new record of it is begun; those there are stay readable, and what still comes in is taken.
    """

    name: str
    version: int
    label: Label
    sections: tuple[Section, ...]
    title: tuple[str, ...]
    subject_path: str | None = None
    worker_path: str | None = None
    when_path: str | None = None
    status_path: str | None = None
    rules: tuple[Rule, ...] = ()
    source: str = ""
    on_tablets: Stay = "recent"
    finished: Condition | None = None
    retired: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields outside groups, in the order of the form."""
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, Field))

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, Group))
