"""Every setting, read from the environment in one place. ``docs/operations.md`` explains each; a test keeps it so."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from schemas.limits import Limits

ROOT = Path(__file__).resolve().parent.parent


class SettingFault(Exception):
    """A setting that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how much is allowed."""

    data: Path = ROOT / "instance"
    """``MULIN_DATA``: the folder that holds everything outside the database, and the database itself by default."""
    database_url: str = ""
    """``DATABASE_URL``: empty means SQLite in the data folder."""
    port: int = 8000
    """``PORT``, on 127.0.0.1 unless ``MULIN_BIND`` says otherwise."""
    bind: str = "127.0.0.1"
    """``MULIN_BIND``: the address to listen on."""
    workers: int = 2
    """``MULIN_WORKERS``: server processes."""
    threads: int = 8
    """``MULIN_THREADS``: requests at once in each process; slow tablets wait in these."""
    attachments_url: str = ""
    """``MULIN_ATTACHMENTS_URL``: an fsspec address, e.g. ``s3://bucket/folder``; empty means a folder in the data."""
    certificate: Path | None = None
    """``MULIN_CERTIFICATE``: PEM file of the server's certificate; else the one that ``flask certificate`` made."""
    certificate_key: Path | None = None
    """``MULIN_CERTIFICATE_KEY``: its private key."""
    behind_https: bool = False
    """``MULIN_BEHIND_HTTPS``: 1 when a proxy in front speaks HTTPS, so that cookies are marked secure."""
    remind_hour: int = 5
    """``MULIN_REMIND_HOUR``: from which hour of the day reminders run by themselves; 24: never."""
    remind_every_seconds: int = 120
    """``MULIN_REMIND_EVERY_SECONDS``: how often a process asks whether it is time."""
    limits: Limits = field(default_factory=Limits)
    """``MULIN_<LIMIT>``: each field of ``schemas/limits.py`` in upper case."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from ``environment`` (the process's own by default); raises ``SettingFault``."""
        given = os.environ if environment is None else environment
        data = Path(given.get("MULIN_DATA") or ROOT / "instance").expanduser().resolve()
        certificate, certificate_key = _certificate(given, data)
        return cls(
            data=data,
            database_url=_database_url(given.get("DATABASE_URL", ""), data),
            port=_whole(given, "PORT", 8000, 65535),
            bind=given.get("MULIN_BIND") or "127.0.0.1",
            workers=_whole(given, "MULIN_WORKERS", 2, 64),
            threads=_whole(given, "MULIN_THREADS", 8, 256),
            attachments_url=given.get("MULIN_ATTACHMENTS_URL", ""),
            certificate=certificate,
            certificate_key=certificate_key,
            behind_https=given.get("MULIN_BEHIND_HTTPS", "") in {"1", "true", "yes"},
            remind_hour=_whole(given, "MULIN_REMIND_HOUR", 5, 24, least=0),
            remind_every_seconds=_whole(given, "MULIN_REMIND_EVERY_SECONDS", 120, 86_400),
            limits=_limits(given),
        )

    @property
    def https(self) -> bool:
        """Whether people reach the server over HTTPS."""
        return self.behind_https or self.certificate is not None


def _database_url(given: str, data: Path) -> str:
    if not given:
        return f"sqlite:///{data / 'mulin.db'}"
    # Hosting panels hand out the scheme without a driver; there is one driver here.
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + given.removeprefix(scheme)
    return given


def _limits(given: Mapping[str, str]) -> Limits:
    names = [limit.name for limit in fields(Limits)]
    chosen = {
        name: _whole(given, f"MULIN_{name.upper()}", 0, 2**53) for name in names if given.get(f"MULIN_{name.upper()}")
    }
    return Limits(**chosen)


def _whole(given: Mapping[str, str], name: str, default: int, most: int, least: int = 1) -> int:
    text = given.get(name) or ""
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingFault(f"{name} must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def _certificate(given: Mapping[str, str], data: Path) -> tuple[Path | None, Path | None]:
    """Certificate and key that are named, or those that ``flask certificate`` made."""
    named = _path(given, "MULIN_CERTIFICATE")
    if named is not None:
        return named, _path(given, "MULIN_CERTIFICATE_KEY")
    made = data / "certificates" / "server.crt", data / "certificates" / "server.key"
    return made if all(path.exists() for path in made) else (None, None)


def _path(given: Mapping[str, str], name: str) -> Path | None:
    text = given.get(name)
    return Path(text).expanduser().resolve() if text else None
