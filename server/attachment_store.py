"""Where the bytes of photos and signatures lie once they are whole: a folder, or any store that fsspec speaks to.

A name is made of the community and the hash alone, so nothing that a tablet sends can lead elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

import fsspec  # type: ignore[import-untyped]
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

from server.clock import fresh_bytes
from server.current import settings

_COPY_BYTES = 1 << 20


class Store:
    """The attachment store of the running application."""

    def __init__(self) -> None:
        url = settings().attachments_url or str(settings().data / "attachments")
        self._files, self._root = fsspec.core.url_to_fs(url)

    def path(self, community_id: str, digest: bytes) -> str:
        """Where the bytes with this hash lie, or would."""
        name = digest.hex()
        # The letter in front keeps a community from being called "..".
        return f"{self._root}/c-{quote(community_id, safe='')}/{name[:2]}/{name}"

    def has(self, community_id: str, digest: bytes) -> bool:
        """Whether the bytes are here."""
        return bool(self._files.exists(self.path(community_id, digest)))

    def open(self, community_id: str, digest: bytes) -> BinaryIO:
        """The bytes; raises ``FileNotFoundError``."""
        return cast(BinaryIO, self._files.open(self.path(community_id, digest), "rb"))

    def put(self, community_id: str, digest: bytes, source: Path) -> None:
        """Keep a file's bytes under their hash; once this returns they survive a power cut. Twice is once."""
        path = self.path(community_id, digest)
        if isinstance(self._files, LocalFileSystem):
            _put_in_folder(Path(path), source)
        else:
            self._files.put_file(str(source), path)

    def remove(self, community_id: str, digest: bytes) -> None:
        """Forget the bytes; it is no fault if they are gone."""
        path = self.path(community_id, digest)
        if self._files.exists(path):
            self._files.rm_file(path)

    def digest_of(self, community_id: str, digest: bytes) -> bytes | None:
        """The hash that the bytes here really have; None where there are none."""
        try:
            with self.open(community_id, digest) as file:
                return digest_of(file)
        except FileNotFoundError:
            return None


def digest_of(file: BinaryIO) -> bytes:
    """The hash of what a file still holds."""
    found = sha256()
    for piece in pieces(file):
        found.update(piece)
    return found.digest()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """What a file still holds, a bounded piece at a time."""
    while piece := file.read(_COPY_BYTES):
        yield piece


def sync_folder(folder: Path) -> None:
    """Have the disk know the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_folder(path: Path, source: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{fresh_bytes(8).hex()}")
    try:
        with source.open("rb") as given, draft.open("xb") as file:
            for piece in pieces(given):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
