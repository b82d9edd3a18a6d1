"""Project: read a record out of a document. Whatever stands in the document, there is a record."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from schemas.acceptance import without_accepted
from schemas.catalogue import Catalogue
from schemas.kind import Kind
from schemas.problems import Problem
from sync.document import Container, Document, Scalar
from sync.history import written_last
from sync.protected import BIRTH_FIELDS

RECEIVED = "received"
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
STATUS_PATH = "review.state"
_STATUS_CHARACTERS_MAX = 32
_TIME_MS_MAX = 253_402_300_799_999
"""The last millisecond of the year 9999: what a database column holds and a person can read."""
_VERSION_MAX = 2**31 - 1

Plain = str | int | float | bool | None


class Projection(NamedTuple):
    """What a document says, in the shape of a row.

    ``values`` are the answers, path → JSON-able value, without the fields of birth. ``subject`` and ``worker`` are ids
    (16 bytes) or None, ``when_ms`` what the worker says, ``status`` how its review stands.
    """

    kind: str
    kind_version: int
    grid: str
    values: dict[str, Plain]
    problems: list[Problem]
    subject: bytes | None
    worker: bytes | None
    when_ms: int | None
    status: str


def project(values: Mapping[str, Scalar], received_ms: int, catalogue: Catalogue) -> Projection:
    """The record that a document's ``values`` make, read by the kinds of its community's ``catalogue``.

    ``received_ms`` is when the server first had the document.
    """
    kind_name = str(values.get("kind", ""))
    said = values.get("kind_version")
    version = said if type(said) is int and 0 <= said <= _VERSION_MAX else 0
    kind = catalogue.filled_in(kind_name, version)
    answers = {path: value for path, value in values.items() if path not in BIRTH_FIELDS}
    return Projection(
        kind=kind_name,
        kind_version=version,
        grid=str(values.get("grid", "")),
        values=_plain_values(answers),
        problems=_problems(kind, answers, received_ms),
        subject=_id(kind.subject_path if kind else None, answers),
        worker=_id(kind.worker_path if kind else None, answers),
        when_ms=_when(kind.when_path if kind else None, answers),
        status=_status(answers),
    )


def answered(document: Document) -> bool:
    """Whether somebody wrote to a document after it was last reviewed."""
    return document.values().get(STATUS_PATH) is not None and not written_last(document, STATUS_PATH)


def _problems(kind: Kind | None, answers: Mapping[str, Scalar], received_ms: int) -> list[Problem]:
    if kind is None:
        return [Problem("kind", "kind.unknown", "hard", {})]
    problems = kind.check(answers, received_ms)
    return without_accepted(kind, answers, problems) if problems else problems


def _plain_values(answers: Mapping[str, Scalar]) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    for path, value in answers.items():
        kind = type(value)
        if kind is bool or kind is int or (kind is str and "\x00" not in value):  # type: ignore[operator]
            values[path] = value  # type: ignore[assignment]
        else:
            values[path] = _plain(value)
    if "\x00" in "".join(values):
        return {_clean(path): value for path, value in values.items()}
    return values


def _plain(value: Scalar) -> Plain:
    if isinstance(value, str):
        return None if type(value) is Container else _clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return "0x" + value.hex() if isinstance(value, bytes) else value


def _clean(text: str) -> str:
    # PostgreSQL's JSON cannot hold NUL; the document keeps it, the record shows that something stood there.
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def _id(path: str | None, answers: Mapping[str, Scalar]) -> bytes | None:
    value = answers.get(path) if path else None
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        return None
    return bytes.fromhex(value.replace("-", ""))


def _when(path: str | None, answers: Mapping[str, Scalar]) -> int | None:
    value = answers.get(path) if path else None
    return value if type(value) is int and 0 <= value <= _TIME_MS_MAX else None


def _status(answers: Mapping[str, Scalar]) -> str:
    value = answers.get(STATUS_PATH)
    return value if isinstance(value, str) and 0 < len(value) <= _STATUS_CHARACTERS_MAX else RECEIVED
