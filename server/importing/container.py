"""What sort of file it is, and what reading it would cost, found out before anything in it is opened.

A workbook is a zip of XML. A few kilobytes of zip can stand for gigabytes, and a few bytes of XML for an object of
hundreds, so both are counted first: no byte is inflated beyond the limit, and no element is built.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from zlib import error as ZlibError

from schemas.limits import Limits
from server.importing.faults import file_fault, too_large

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_PIECE_BYTES = 1 << 16
_PARTS_MAX = 2000
_OTHER_ELEMENTS_MAX = 300_000
"""In parts that are no cells: styles and names, whose elements become large objects."""
_CELL_PARTS = ("xl/worksheets/", "xl/sharedstrings")
_READ_PARTS = ("xl/", "[content_types]", "docprops/", "_rels/")
_PASSED_OVER = ("xl/media/", "xl/embeddings/", "xl/vbaproject", "xl/printersettings/", "xl/activex/")


def check_container(path: Path, limits: Limits) -> list[str]:
    """Make sure that the file can be read at a bounded cost; codes of what to tell beside.

    Raises ``FileFault``. ``file.macros``: there are macros in it, which are not run. ``file.links``: it refers to other
    files, which are not opened.
    """
    size = path.stat().st_size
    if size == 0:
        raise file_fault("file.empty")
    if size > limits.import_file_bytes_max:
        raise too_large("file.too_large", "字节数", "bytes", limits.import_file_bytes_max)
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_COMPOUND):
        raise file_fault("file.password" if _ENCRYPTED in path.read_bytes() else "file.old_excel")
    if not start.startswith(_ZIP):
        raise file_fault(_other_than_zip(start))
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_parts(archive, limits)
    except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, UnicodeError) as fault:
        raise file_fault("file.damaged") from fault


def _other_than_zip(start: bytes) -> str:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return "file.web_page"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "file.csv"
    if b"\x00" not in start and any(mark in start for mark in (b",", b"\t", b";")) and b"\n" in start:
        return "file.csv"
    return "file.not_a_table"


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> list[str]:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if not any(name.startswith("xl/") for name in names) or "xl/workbook.bin" in names:
        raise file_fault("file.other_table" if {"mimetype", "xl/workbook.bin"} & names else "file.not_a_table")
    if len(parts) > _PARTS_MAX:
        raise too_large("file.too_many_parts", "里面的部件数", "parts", _PARTS_MAX)
    left = limits.import_inflated_bytes_max
    elements = {True: limits.import_elements_max, False: _OTHER_ELEMENTS_MAX}
    for part in parts:
        name = part.filename.lower()
        if not name.startswith(_READ_PARTS) or name.startswith(_PASSED_OVER) or name.endswith("/"):
            continue
        if part.flag_bits & 1:
            raise file_fault("file.password")
        of_cells = name.startswith(_CELL_PARTS)
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE_BYTES):
                left -= len(piece)
                elements[of_cells] -= piece.count(b"<")
                if left < 0:
                    raise too_large(
                        "file.inflated", "展开后的字节数", "bytes inflated", limits.import_inflated_bytes_max
                    )
                if min(elements.values()) < 0:
                    raise too_large("file.elements", "单元格数", "elements", limits.import_elements_max)
    told = []
    if any(name.endswith("vbaproject.bin") for name in names):
        told.append("file.macros")
    if any(name.startswith("xl/externallinks/") for name in names):
        told.append("file.links")
    return told
