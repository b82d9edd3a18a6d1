"""How a request reaches the centre: inside the test's own process, or over HTTP to a real server."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import cbor2
from flask.testing import FlaskClient

from tests.servers.running import RunningServer

SYNC, COMPARE = "/api/v1/sync", "/api/v1/sync/compare"
_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        return cbor2.loads(self.body) if self.status == 200 else json.loads(self.body)

    @property
    def code(self) -> str:
        """The stable code of a request that was turned away."""
        assert self.headers.get("content-type", "").startswith("application/problem+json"), self
        return str(self.value["code"])


Post = Callable[..., Answer]
"""``post(path, body, token, **headers)``"""


class NetworkLost(Exception):
    """The reply did not come: whether the centre did its work is not known."""


def _headers(token: str, given: dict[str, str]) -> dict[str, str]:
    usual = {"Authorization": f"Bearer {token}", "Content-Type": "application/cbor"}
    return {**usual, **{name.replace("_", "-"): value for name, value in given.items()}}


def in_process(client: FlaskClient) -> Post:
    """To the app in this process."""

    def post(path: str, body: bytes, token: str, **headers: str) -> Answer:
        reply = client.post(path, data=body, headers=_headers(token, headers))
        return Answer(reply.status_code, {name.lower(): value for name, value in reply.headers}, reply.data)

    return post


def over_http(server: RunningServer) -> Post:
    """To a server that runs; raises ``NetworkLost`` when it does not answer."""
    address = urlsplit(server.url)

    def post(path: str, body: bytes, token: str, **headers: str) -> Answer:
        assert address.hostname
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=_SECONDS)
        try:
            connection.request("POST", path, body, _headers(token, headers))
            reply = connection.getresponse()
            found = {name.lower(): value for name, value in reply.getheaders()}
            data = reply.read()
            return Answer(
                reply.status, found, gzip.decompress(data) if found.get("content-encoding") == "gzip" else data
            )
        except (OSError, http.client.HTTPException) as fault:
            raise NetworkLost(str(fault)) from fault
        finally:
            connection.close()

    return post
