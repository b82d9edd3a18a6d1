"""Care files: what is in force, for tablets and people; and loading one, for who is responsible for it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from flask import Response, request

from schemas.care.care_file import CareFileError
from schemas.care.library import understand
from schemas.wire.care import CareLoadedReply, CareVersionsReply, NewCareFile
from server.api.registry import endpoint
from server.api.roles import OVERSEEING
from server.auth import Actor, TabletIdentity
from server.care import files
from server.database import reading, writing
from server.errors import fail

_PLURALS = {"rule_set": "rule_sets", "programme": "programmes", "reminders": "reminders"}
_BODIES_IN_MEMORY = 16


@endpoint(
    "GET", "/care", "care", "现行的规则、项目和提醒", "The care files in force",
    who="either", media="application/json", problems=("revoked",),
)  # fmt: skip
def show(by: Actor | TabletIdentity) -> Response:
    """``{"version", "rule_sets", "programmes", "reminders"}``, each by id; 304 to whoever has this version."""
    with reading() as session:
        library = files.in_force(session, by.community_id)
    version = library.version
    response = Response(_body(_Held(version, library)), mimetype="application/json")
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


@endpoint(
    "GET", "/care/<file>", "care", "规则文件的历次版本", "Every version of a care file",
    roles=OVERSEEING, reply=CareVersionsReply,
)  # fmt: skip
def history(actor: Actor, file: str) -> dict[str, Any]:
    """With its text, who loaded it, and since when and until when it was in force."""
    with reading() as session:
        found = files.versions(session, actor.community_id, file)
    return {"versions": found} if found else fail("not_found")


@endpoint(
    "POST", "/care", "care", "启用规则文件", "Put a care file in force",
    roles=OVERSEEING, body=NewCareFile, reply=CareLoadedReply, problems=("care.faulty",),
)  # fmt: skip
def load(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """A file with a mistake is answered with ``faults``: file, line and reason of each; what is in force stays so."""
    try:
        file = understand(body["text"], body["name"])
        if body["dry_run"]:
            with reading() as session:
                files.guard(session, actor.community_id, file, body["name"])
            outcome = "sound"
        else:
            with writing() as session:
                outcome = files.load(session, actor, file, body["name"])
    except CareFileError as error:
        fail("care.faulty", faults=files.faults_of(error))
    return {"sort": file.sort, "id": file.id, "version": file.version, "outcome": outcome}


class _Held:
    """A library that stands in the cache by its version alone."""

    def __init__(self, version: str, library: files.Library) -> None:
        self.version = version
        self.library = library

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.version == other.version


@lru_cache(maxsize=_BODIES_IN_MEMORY)
def _body(held: _Held) -> str:
    sorts = {
        plural: {identity: one.content for identity, one in held.library.of(sort).items()}
        for sort, plural in _PLURALS.items()
    }
    return json.dumps({"version": held.version, **sorts}, ensure_ascii=False, separators=(",", ":"))
