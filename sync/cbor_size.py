"""CBOR as bytes: how many values stand in a body, known before any of them takes memory.

Source: RFC 8949 §3 (the head of a data item), appendix C (well-formedness).
"""

from __future__ import annotations

_LENGTH_BYTES = {24: 1, 25: 2, 26: 4, 27: 8}
_INDEFINITE = 31
_STRINGS, _ARRAY, _MAP = (2, 3), 4, 5


def holds_at_most(body: bytes, items_max: int) -> bool:
    """Whether ``body`` holds at most so many values; True as well where it breaks off: the decoder says so then.

    A byte may stand for an empty map, and a map takes sixty times the memory. Strings are stepped over.

    >>> holds_at_most(bytes([0x83, 1, 2, 3]), 4), holds_at_most(bytes([0x83, 1, 2, 3]), 3)
    (True, False)
    """
    position, end, items = 0, len(body), 0
    if end <= items_max:
        return True  # a value takes a byte at least: most bodies need no counting
    while position < end:
        head = body[position]
        position += 1
        items += 1
        if items > items_max:
            return False
        length = head & 31
        if length in _LENGTH_BYTES:
            size = _LENGTH_BYTES[length]
            length = int.from_bytes(body[position : position + size])
            position += size
        elif length == _INDEFINITE:
            length = 0
        kind = head >> 5
        if kind in _STRINGS:
            position += length
        elif kind in (_ARRAY, _MAP) and length > items_max:
            return False  # a decoder may make room for all that is announced
    return True
