"""A tablet comes to trust the box on the table, and nothing else by it."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from server import certificates
from server.settings import Settings
from tests.servers.children import Child
from tests.servers.commands import ROOT, environment

Command = Callable[..., subprocess.CompletedProcess[str]]
LOCAL = ip_address("192.168.1.10")


def test_a_tablet_that_installed_the_authority_trusts_the_server(
    flask_command: Command, data: Path, database_url: str, tmp_path: Path
) -> None:
    made = json.loads(flask_command("certificate", "--name", "mulin.local", "--json").stdout)
    settings = Settings.from_environment({"MULIN_DATA": str(data)})
    assert settings.https
    for name in ("ca.key", "server.key"):
        assert (data / "certificates" / name).stat().st_mode & 0o077 == 0
    context = ssl.create_default_context(cafile=str(data / "certificates" / "ca.crt"))
    with _https_server(data, database_url, tmp_path) as port:
        connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=20)
        connection.request("GET", "/ca.crt")
        answer = connection.getresponse()
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        assert certificates.fingerprint_of(answer.read()) == made["fingerprint"]
        connection.request("GET", "/trust")
        page = connection.getresponse().read().decode()
        assert made["fingerprint"] in page
        assert page.index("安卓平板") < page.index("Android")
        connection.close()
        stranger = http.client.HTTPSConnection("localhost", port, context=ssl.create_default_context(), timeout=20)
        with pytest.raises(ssl.SSLCertVerificationError):
            stranger.request("GET", "/trust")


def test_twice_is_once_and_renewing_needs_no_tablet(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = certificates.provide(data, ["mulin.local"], [LOCAL])
    again = certificates.provide(data, [], [])
    assert first.renewed
    assert not again.renewed
    assert again.names == ["mulin.local", "localhost"]
    assert first.ends < datetime.now(UTC) + timedelta(days=398)
    later = int((datetime.now(UTC) + timedelta(days=350)).timestamp() * 1000)
    monkeypatch.setattr(certificates, "now_ms", lambda: later)
    renewed = certificates.provide(data, [], [])
    assert renewed.renewed
    assert renewed.ends > first.ends
    assert renewed.fingerprint == first.fingerprint
    moved = certificates.provide(data, ["box.lan"], [])
    assert moved.fingerprint == first.fingerprint


@pytest.mark.parametrize(("name", "address"), [("bank.com", None), (None, "8.8.8.8"), ("local.evil.com", None)])
def test_the_authority_vouches_for_the_local_network_only(data: Path, name: str | None, address: str | None) -> None:
    certificates.provide(data, ["mulin.local"], [LOCAL])
    with pytest.raises(certificates.NotLocal):
        certificates.provide(data, [name] if name else [], [ip_address(address)] if address else [])


def test_a_mistyped_address_is_answered_plainly(flask_command: Command) -> None:
    for options in (["--address", "192.168.1"], ["--name", "mulin local"], ["--name", "-"]):
        done = flask_command("certificate", *options, expect=1)
        assert "Traceback" not in done.stderr
        assert "no " in done.stderr


def test_before_there_is_a_certificate_the_page_says_how_to_make_one(client) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/ca.crt").status_code == 404
    assert "flask --app wsgi certificate" in client.get("/trust").get_data(as_text=True)


@contextmanager
def _https_server(data: Path, database_url: str, folder: Path) -> Iterator[int]:
    """gunicorn as `make run` starts it, which finds the certificate by itself."""
    port = _free_port()
    child = Child(
        [sys.executable, "-m", "gunicorn", "-c", "server/gunicorn_conf.py", "wsgi:app"],
        log=folder / "log",
        environment={**environment(database_url=database_url, data=data), "PORT": str(port), "MULIN_WORKERS": "1"},
        cwd=ROOT,
    )
    try:
        deadline = time.monotonic() + 60
        while "Booting worker" not in child.log_text() or not _listens(port):
            assert time.monotonic() < deadline, child.log_text()
            time.sleep(0.05)
        yield port
    finally:
        child.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
