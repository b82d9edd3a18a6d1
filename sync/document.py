"""The one place that speaks to Automerge.

The binding (``automerge==1.0.0rc1``) raises bare ``Exception`` for bad bytes and pyo3's ``PanicException``, a
``BaseException``, for values it cannot read; both are caught here and nowhere else. Heads that a document does not hold
silently mean something else to it, so heads are never passed in that did not come from the document itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import NoneType
from typing import Any, NamedTuple, NoReturn

from automerge.core import ROOT, ObjType, ScalarType
from automerge.core import Document as _Automerge

from sync.change import Change, Heads, change_of
from sync.chunk import unsigned_bytes
from sync.column import Cursor
from sync.outcome import Refusal

Scalar = str | int | float | bool | bytes | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN = {str, int, bool, float, NoneType}


class Container(str):
    """Stands in a reading where the document holds a nested map or list: kept, but not read."""


class Operation(NamedTuple):
    """Names one write: who, and that actor's how many-eth operation."""

    actor: bytes
    counter: int


class Document:
    """One record's whole history and the value it adds up to."""

    __slots__ = ("_automerge", "_heads", "_values", "_writes")

    def __init__(self, automerge: Any) -> None:
        self._automerge = automerge
        self._forget()

    def _forget(self) -> None:
        self._heads: Heads | None = None
        self._values: dict[str, Scalar] | None = None
        self._writes: dict[str, bytes] = {}

    @classmethod
    def open(cls, data: bytes) -> Document:
        """Open chunks: a saved document and changes concatenated, in any order, duplicates and all.

        Raises ``Refusal``: ``bytes.not_automerge``, or
        ``actor.reused`` where one number of an actor's stands for two.
        """
        try:
            return cls(_Automerge.load(data))
        except BaseException as fault:
            _refuse(fault)

    @property
    def heads(self) -> Heads:
        """The changes that nobody has built on yet, in ascending order."""
        if self._heads is None:
            self._heads = tuple(sorted(self._automerge.get_heads()))
        return self._heads

    def let_go(self) -> Document:
        """Keep the heads and the values that were read, and free everything else; nothing more can be asked of it.

        A request holds all its documents until their records are written; most of them only for these.
        """
        self.values()
        self._heads = self.heads
        self._automerge = None
        return self

    def made_anew(self) -> Document:
        """The same document, from nothing but its changes."""
        return Document.open(b"".join([change.raw_bytes for change in self._automerge.get_changes([])]))

    def save(self) -> bytes:
        """The document whole, as one document chunk."""
        try:
            saved: bytes = self._automerge.save()
            return saved
        except BaseException as fault:
            _refuse(fault)

    def changes(self, since: Heads = ()) -> list[Change]:
        """Changes that are not ``since`` (the document's own) nor ancestors of it, in causal order."""
        try:
            return [change_of(change) for change in self._automerge.get_changes(list(since))]
        except BaseException as fault:
            _refuse(fault)

    def values(self, at: Heads | None = None) -> dict[str, Scalar]:
        """The flat root: path → scalar, texts as strings, nested containers as ``Container``. Not to be written to.

        ``at`` reads the document as it was at that moment; the heads must be the document's own.
        """
        if at is not None:
            return self._read_all(list(at))
        if self._values is None:
            self._values = self._read_all(None)
        return self._values

    def _read_all(self, heads: list[bytes] | None) -> dict[str, Scalar]:
        document = self._automerge
        try:
            values: dict[str, Scalar] = {}
            writes: dict[str, bytes] = {}
            for key, (value, operation) in zip(document.keys(ROOT, heads), document.values(ROOT, heads), strict=True):
                writes[key] = operation
                if type(value) is tuple and type(value[1]) in _PLAIN:
                    values[key] = value[1]
                else:
                    values[key] = self._read(value, operation, heads)
        except BaseException as fault:
            _refuse(fault, "value.unsupported")
        if heads is None:
            self._writes = writes
        return values

    def value(self, path: str, at: Heads | None = None) -> Scalar:
        """One field, or None where it is absent."""
        heads = None if at is None else list(at)
        try:
            found = self._automerge.get(ROOT, path, heads)
            return None if found is None else self._read(found[0], found[1], heads)
        except BaseException as fault:
            _refuse(fault, "value.unsupported")

    def writes(self) -> dict[str, Operation]:
        """For each field of the root, the operation that the shown value comes from."""
        self.values()
        return {key: _operation(operation) for key, operation in self._writes.items()}

    def born_with(self, paths: Iterable[str]) -> bool:
        """Whether the fields ``paths`` were last written in the very first change; for a document with one author."""
        self.values()
        counters = sorted([_operation(self._writes[path]).counter for path in paths])
        if counters == list(range(1, len(counters) + 1)):
            return True  # the very first operations there are: nothing stood there before
        born_until: int = self._automerge.get_changes([])[0].max_op
        return counters[-1] <= born_until

    def has_text(self, paths: Iterable[str], at: Heads | None = None) -> bool:
        """Whether a text stands at any of ``paths``."""
        found = (self._automerge.get(ROOT, path, None if at is None else list(at)) for path in paths)
        return any(one is not None and one[0] == ObjType.Text for one in found)

    def text_of(self, path: str, operation: Operation, at: Heads) -> str | None:
        """The text object that ``operation`` made at ``path``, read at ``at`` even where another one is shown."""
        found = self._automerge.get(ROOT, path, list(at))
        if found is None:
            return None
        try:
            text: str = self._automerge.text(_object_id(operation), list(at))
        except BaseException:
            return None
        return text

    def write(
        self,
        actor: bytes,
        values: Mapping[str, Scalar],
        append: Mapping[str, str] | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> bytes:
        """Write ``values`` (None deletes), append to texts, and make ``texts`` say what they are to say, where they
        differ and nowhere else, as one change by ``actor`` on all the heads.

        Returns the change as a chunk; the document has it too. Changes made here carry neither time nor message.
        """
        before = self.heads
        self._forget()
        self._automerge.set_actor(actor)
        with self._automerge.transaction() as transaction:
            for path, value in values.items():
                if value is None:
                    transaction.delete(ROOT, path)
                else:
                    transaction.put(ROOT, path, _scalar_type(value), value)
            for path, text in (append or {}).items():
                _append(transaction, path, text)
            for path, text in (texts or {}).items():
                _rewrite(transaction, path, text)
        return b"".join(change.raw for change in self.changes(before))

    def _read(self, value: Any, operation: bytes, heads: list[bytes] | None) -> Scalar:
        if type(value) is tuple:
            scalar = value[1]
            if type(scalar) is datetime:
                # The binding hands out a moment of UTC without saying so.
                return round((scalar.replace(tzinfo=UTC) - _EPOCH).total_seconds() * 1000)
            if type(scalar) is list:
                return bytes(scalar)
            return scalar  # type: ignore[no-any-return]
        if value == ObjType.Text:
            text: str = self._automerge.text(operation, heads)
            return text
        return Container(str(value))


def new_document(actor: bytes, values: Mapping[str, Scalar], texts: Mapping[str, str] | None = None) -> Document:
    """A document born at the centre, with its birth in one change."""
    document = Document(_Automerge(actor_id=actor))
    document.write(actor, values, texts=texts)
    return document


def _append(transaction: Any, path: str, text: str) -> None:
    found = transaction.get(ROOT, path)
    if found is not None and found[0] == ObjType.Text:
        holder = found[1]
    else:
        if found is not None and isinstance(found[0], tuple) and isinstance(found[0][1], str):
            text = found[0][1] + text
        holder = transaction.put_object(ROOT, path, ObjType.Text)
    end = transaction.length(holder)
    for character in text or " ":
        transaction.insert(holder, end, ScalarType.Str, character)
        end += 1
    if not text:
        # Written and taken away again: a change that has seen everything, and says nothing new.
        transaction.delete(holder, end - 1)


def _rewrite(transaction: Any, path: str, text: str) -> None:
    """Whoever writes elsewhere in the same text meanwhile finds both: only what differs is taken away and put in."""
    found = transaction.get(ROOT, path)
    is_text = found is not None and found[0] == ObjType.Text
    holder = found[1] if is_text else transaction.put_object(ROOT, path, ObjType.Text)
    before: str = transaction.text(holder) if is_text else ""
    start = _alike(before, text)
    end = _alike(before[start:][::-1], text[start:][::-1])
    for place in range(len(before) - end - 1, start - 1, -1):
        transaction.delete(holder, place)
    for place, character in enumerate(text[start : len(text) - end], start):
        transaction.insert(holder, place, ScalarType.Str, character)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    for place, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there:
            return place
    return min(len(one), len(other))


def _operation(identity: bytes) -> Operation:
    """Read the binding's name of an operation: a mark, the actor, its place in the document's table, the counter."""
    end = 2 + identity[1]
    if len(identity) == end + 2:
        return Operation(identity[2:end], identity[-1])
    cursor = Cursor(identity)
    cursor.take(1)
    actor = cursor.take(cursor.unsigned())
    cursor.unsigned()
    return Operation(actor, cursor.unsigned())


def _object_id(operation: Operation) -> bytes:
    return b"\x10" + bytes([len(operation.actor)]) + operation.actor + b"\x00" + unsigned_bytes(operation.counter)


def _scalar_type(value: Scalar) -> Any:
    if isinstance(value, bool):
        return ScalarType.Boolean
    if isinstance(value, int):
        return ScalarType.Int
    if isinstance(value, float):
        return ScalarType.F64
    return ScalarType.Bytes if isinstance(value, bytes) else ScalarType.Str


def _refuse(fault: BaseException, code: str = "bytes.not_automerge") -> NoReturn:
    if isinstance(fault, Refusal | KeyboardInterrupt | SystemExit | MemoryError):
        raise fault
    if "duplicate seq" in str(fault):
        raise Refusal("actor.reused") from fault
    raise Refusal(code) from fault
