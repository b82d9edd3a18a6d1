"""By what two residents may turn out to be one: compared as hashes, so that the index holds no numbers and names."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from schemas import id_number

_KEY_BYTES = 16


def keys(values: Mapping[str, Any]) -> dict[str, bytes]:
    """Reason → key. Residents who share a key are proposed to a supervisor as one person; nobody is merged by it.

    ``id_number``: the same number, whether written with 15 or 18 digits; ``name_birth``: the same name and date of
    birth; ``name_phone``: the same name and phone.
    """
    if values.get("same_as"):
        return {}  # linked already
    found = {}
    number = values.get("id_number")
    if isinstance(number, str) and number:
        read = id_number.read(number).number
        if read:
            found["id_number"] = _key("id_number", read)
    name = _squeezed(values.get("name"))
    birth, phone = _squeezed(values.get("birth_date")), _squeezed(values.get("phone"))
    if name and birth:
        found["name_birth"] = _key("name_birth", name, birth)
    if name and phone:
        found["name_phone"] = _key("name_phone", name, phone)
    return found


def _squeezed(value: object) -> str:
    return "".join(value.split()) if isinstance(value, str) else ""


def _key(*parts: str) -> bytes:
    return sha256("\x00".join(parts).encode("utf-8", "replace")).digest()[:_KEY_BYTES]
