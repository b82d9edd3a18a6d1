"""The API described by itself: OpenAPI for programs, a page for people, and the problem codes."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Response, jsonify, render_template

from schemas.wire.openapi import address, members, openapi, problem_codes
from schemas.wire.operation import HTML, Operation
from schemas.wire.problem_words import CHINESE
from schemas.wire.service import ProblemTypesReply
from server.api import registry
from server.api.registry import endpoint
from server.errors import PROBLEMS
from sync.outcome import REFUSALS

VERSION = "1"


@endpoint("GET", "/openapi.json", "documentation", "接口描述", "This API as OpenAPI 3.1", who="nobody")
def show_openapi() -> Response:
    """Generated from what is routed."""
    return jsonify(_document())


@endpoint("GET", "/docs", "documentation", "接口说明页", "This API as a page to read", who="nobody", media=HTML)
def show_page() -> str | Response:
    """In Chinese and in English."""
    page = render_template("api_docs.html", nouns=_nouns(), problems=_problems(), refusals=REFUSALS)
    return Response(page, mimetype=HTML)


@endpoint("GET", "/", "documentation", "首页", "Where a browser begins", who="nobody", prefix="", media=HTML)
def begin() -> str | Response:
    """Two doors: the tablet app and the console."""
    return Response(render_template("doors.html"), mimetype=HTML)


@endpoint(
    "GET", "/problems", "documentation", "错误代码", "The problem codes",
    who="nobody", reply=ProblemTypesReply,
)  # fmt: skip
def show_problems() -> dict[str, Any]:
    """Stable: clients may act by them."""
    return {"problems": _problems(), "refusals": REFUSALS}


@cache
def _document() -> dict[str, Any]:
    titles = {code: (problem.status, problem.title) for code, problem in PROBLEMS.items()}
    return openapi(registry.operations(), titles, VERSION)


@cache
def _nouns() -> list[tuple[str, list[dict[str, Any]]]]:
    by_noun = attrgetter("noun")
    return [
        (noun, [_row(operation) for operation in rows])
        for noun, rows in groupby(sorted(registry.operations(), key=by_noun), key=by_noun)
    ]


def _problems() -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "status": problem.status,
            "zh": CHINESE.get(code, problem.title),
            "en": problem.title,
            "hint": problem.hint,
        }
        for code, problem in PROBLEMS.items()
    ]


def _row(operation: Operation) -> dict[str, Any]:
    return {
        "operation": operation,
        "address": address(operation),
        "query": members(operation.query) if operation.query else [],
        "body": members(operation.body) if operation.body else [],
        "reply": members(operation.reply) if operation.reply else [],
        "problems": [code for code in problem_codes(operation) if code in PROBLEMS],
    }
