"""CBOR to values and back, by the rules of the protocol (§1). The one place that speaks CBOR.

Everything that arrives is hostile until it stands here as a value.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, NoReturn

import cbor2

from schemas.limits import Limits
from sync.cbor_size import holds_at_most

_HINT_CHARACTERS_MAX = 200


class Malformed(Exception):
    """A body that is not of the protocol's form; ``code`` is stable, ``hint`` says where."""

    def __init__(self, code: str, hint: str) -> None:
        super().__init__(f"{code}: {hint}")
        self.code = code
        self.hint = hint


def malformed(code: str, hint: str) -> NoReturn:
    """Turn the body away."""
    raise Malformed(code, hint)


def decode(body: bytes, limits: Limits) -> dict[str, Any]:
    """The one map that ``body`` is; raises ``Malformed``."""
    if not holds_at_most(body, limits.cbor_items_max):
        malformed("body.malformed", f"more than {limits.cbor_items_max} values")
    try:
        stream = BytesIO(body)
        request = cbor2.load(
            stream,
            max_depth=limits.cbor_depth_max,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
            semantic_decoders=_TAG_REJECTORS,
            tag_hook=_reject_tag,
        )
        if stream.read(1):
            raise ValueError("something follows its end")
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as fault:
        hint = f"not CBOR as the protocol has it: {fault}"[:_HINT_CHARACTERS_MAX]
        raise Malformed("body.malformed", hint) from fault
    if not isinstance(request, dict):
        malformed("body.malformed", "the body is one map")
    return request


def encode(value: Any) -> bytes:
    """``value`` as CBOR."""
    return cbor2.dumps(value)


def again(value: Any) -> bytes:
    """A value that came, as CBOR again; nothing where it cannot be written."""
    try:
        return cbor2.dumps(value)
    except Exception:  # what cannot be written again is still named as refused
        return b""


def _reject_tag(*_: object) -> NoReturn:
    raise ValueError("the protocol has no CBOR tags")


# Built-in decoders of tags would compile patterns, build dates and follow references out of a stranger's bytes.
_TAG_REJECTORS: dict[int, Any] = dict.fromkeys(
    (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 100, 256, 258, 260, 261, 1004, 43000, 55799), _reject_tag
)
