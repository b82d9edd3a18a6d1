"""How the benchmark measures: processor time of this process and of a server's, bytes on the wire."""

from __future__ import annotations

import gzip
import http.client
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import cbor2


def cpu_of(work: Callable[[], object]) -> float:
    """Processor seconds, user and system, that this process spends on ``work``."""
    before = time.process_time()
    work()
    return time.process_time() - before


@dataclass
class Answer:
    """A reply, and what went over the wire: bodies, and whole messages with their headers."""

    body: dict[str, Any]
    request_bytes: int
    reply_bytes: int
    request_whole: int
    reply_whole: int


class Client:
    """A tablet's connection, as far as the wire goes."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=120)
        self.token = token

    def post(self, path: str, request: dict[str, Any]) -> Answer:
        """Send a request, gzipped where that is smaller, and read the reply."""
        body = cbor2.dumps(request)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/cbor",
            "Accept-Encoding": "gzip",
        }
        if len(body) > 1024:
            packed = gzip.compress(body, 6)
            if len(packed) < len(body):
                body = packed
                headers["Content-Encoding"] = "gzip"
        self.connection.request("POST", path, body, headers)
        response = self.connection.getresponse()
        received = response.read()
        assert response.status == 200, (response.status, received)
        lines = [f"{name}: {value}" for name, value in response.getheaders()]
        sent = [f"{name}: {value}" for name, value in headers.items()]
        sent += [f"POST {path} HTTP/1.1", f"Host: {self.connection.host}:{self.connection.port}", "Content-Length: 000"]
        plain = gzip.decompress(received) if response.getheader("Content-Encoding") == "gzip" else received
        return Answer(
            body=cbor2.loads(plain),
            request_bytes=len(body),
            reply_bytes=len(received),
            request_whole=len(body) + _header_bytes(sent),
            reply_whole=len(received) + _header_bytes(["HTTP/1.1 200 OK", *lines]),
        )


def _header_bytes(lines: list[str]) -> int:
    return sum(len(line) + 2 for line in lines) + 2


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)
