"""Faults, and the one place that turns them into HTTP: RFC 9457 problem details with a stable code."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, NoReturn

from flask import Flask, Response, current_app
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from server.database import db, is_busy, is_full
from sync.cbor import Malformed


class ProblemType(NamedTuple):
    """What a code means: its HTTP status, its title, and what the reader can do."""

    status: int
    title: str
    hint: str = ""


PROBLEMS: dict[str, ProblemType] = {
    "body.malformed": ProblemType(400, "The body is not of the form that is asked for"),
    "body.unknown_field": ProblemType(400, "The body has a field that is not known here"),
    "body.invalid": ProblemType(422, "A value in the body cannot be used", "see `fields`"),
    "body.too_large": ProblemType(413, "The body is larger than the limit", "send less at once"),
    "body.encoding": ProblemType(415, "The content type or encoding is not understood here"),
    "query.invalid": ProblemType(422, "A value in the query cannot be used", "see `fields`"),
    "push.too_many_items": ProblemType(413, "More documents in one request than the limit", "send fewer at once"),
    "protocol.unsupported": ProblemType(400, "This version of the protocol is not spoken here"),
    "token.missing": ProblemType(401, "Nobody is signed in"),
    "token.unknown": ProblemType(401, "The token is not known"),
    "revoked": ProblemType(401, "This tablet was revoked", "erase everything this server gave"),
    "sign_in.wrong": ProblemType(401, "Name or password is wrong"),
    "sign_in.locked": ProblemType(429, "Too many wrong passwords", "wait, or ask an administrator"),
    "session.needed": ProblemType(403, "Only a person at a browser may do that, not a program", "sign in"),
    "csrf.missing": ProblemType(403, "The request did not come from this site's own page"),
    "role.not_allowed": ProblemType(403, "This role may not do that"),
    "not_found": ProblemType(404, "There is no such thing, or not for you"),
    "method.not_allowed": ProblemType(405, "This address does not do that"),
    "conflict.gone": ProblemType(409, "This conflict has been settled or has changed meanwhile", "look again"),
    "conflict.not_a_rival": ProblemType(422, "The chosen value is none of the rivals", "say that you enter another"),
    "conflict.not_both": ProblemType(422, "These answers cannot both stand in this field", "choose one"),
    "conflict.not_fitting": ProblemType(422, "This way out does not fit this rule", "correct the answers one by one"),
    "record.changed": ProblemType(409, "The record has changed since you looked", "look again"),
    "already.exists": ProblemType(409, "There is one by that name already"),
    "pairing.unknown": ProblemType(404, "No such pairing code: mistyped, used or expired", "ask for a new one"),
    "enrol.too_many": ProblemType(429, "Too many wrong pairing codes from this address", "wait, then try again"),
    "grid.closed": ProblemType(409, "The grid was closed", "open it again first"),
    "grid.not_yours": ProblemType(403, "This grid is not one that you serve"),
    "bundle.not_one": ProblemType(400, "This file is no bundle of a tablet's, or of a version that is not known here"),
    "bundle.key_unknown": ProblemType(
        422, "The bundle was made for another key: another community's, or one from after the backup"
    ),
    "bundle.damaged": ProblemType(
        422, "The bundle was cut off or changed on the way", "copy it from the tablet once more"
    ),
    "bundle.unproven": ProblemType(422, "No tablet of yours has made this bundle"),
    "consent.missing": ProblemType(409, "The person has not agreed to that, or has taken it back"),
    "tablet.ended": ProblemType(409, "This tablet was revoked"),
    "care.faulty": ProblemType(422, "The care file has mistakes, and nothing was changed", "see `faults`"),
    "attachment.offset": ProblemType(409, "The piece does not begin where the last one ended", "see `offset`"),
    "attachment.hash_mismatch": ProblemType(422, "The bytes do not have the hash they were named by", "send again"),
    "attachment.range": ProblemType(400, "Content-Range does not say which piece this is"),
    "server.busy": ProblemType(503, "Others are being served", "try again shortly"),
    "storage.full": ProblemType(507, "The disk of the server is full", "nothing was taken; tell who keeps the server"),
    "server.fault": ProblemType(500, "A fault in the server; it was logged", "nothing was lost: send again"),
}
"""Every code of a whole request. What a single item is refused for is in ``sync.outcome.REFUSALS``."""

_RETRY_SECONDS = {"server.busy": 5, "storage.full": 300}
_BY_STATUS = {
    401: "token.missing",
    404: "not_found",
    405: "method.not_allowed",
    413: "body.too_large",
    415: "body.encoding",
}


class Fault(Exception):
    """A request that cannot be answered as asked; ``code`` is one of ``PROBLEMS``.

    ``more`` becomes members of the problem body; ``retry_seconds`` the ``Retry-After`` header.
    """

    def __init__(self, code: str, hint: str = "", retry_seconds: int | None = None, **more: Any) -> None:
        super().__init__(code)
        self.type = PROBLEMS[code]
        self.code = code
        self.hint = hint or self.type.hint
        self.retry_seconds = _RETRY_SECONDS.get(code) if retry_seconds is None else retry_seconds
        self.more = more


def fail(code: str, hint: str = "", **more: Any) -> NoReturn:
    """Answer the request with the problem ``code``."""
    raise Fault(code, hint, **more)


def init_app(app: Flask) -> None:
    """Answer every fault of ``app`` with a problem body."""
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, lambda fault: problem(fault_of(fault)))


def fault_of(fault: Exception) -> Fault:
    """What any exception comes to; what nobody foresaw is logged, and what was begun in the database is undone."""
    if isinstance(fault, Fault):
        return fault
    if isinstance(fault, Malformed):
        return Fault(fault.code, fault.hint)
    if isinstance(fault, HTTPException) and fault.code is not None:
        code = "body.malformed" if fault.code < 500 else "server.fault"
        return Fault(_BY_STATUS.get(fault.code, code))
    db.session.rollback()
    if isinstance(fault, OperationalError):
        if is_busy(fault):
            return Fault("server.busy")
        if is_full(fault):
            current_app.logger.error("the disk is full: nothing can be taken in")
            return Fault("storage.full")
    current_app.logger.exception("unforeseen", exc_info=fault)
    return Fault("server.fault")


def problem(fault: Fault) -> Response:
    """The HTTP answer that says what is wrong."""
    body = {
        # Relative, as RFC 9457 allows: the name by which a request found this server is the sender's word.
        "type": f"/api/v1/problems#{fault.code}",
        "title": fault.type.title,
        "status": fault.type.status,
        "code": fault.code,
        **({"hint": fault.hint} if fault.hint else {}),
        **fault.more,
    }
    response = Response(json.dumps(body, ensure_ascii=False), fault.type.status, mimetype="application/problem+json")
    if fault.retry_seconds is not None:
        response.headers["Retry-After"] = str(fault.retry_seconds)
    return response


def _http_problem(fault: HTTPException) -> Response | HTTPException:
    return fault if fault.code is None or fault.code < 400 else problem(fault_of(fault))
