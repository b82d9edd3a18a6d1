"""What reading a workbook would cost, found out before anything in it is opened.

A workbook is a zip of XML. A few kilobytes of zip can stand for gigabytes, and a few bytes of XML for an object of
hundreds, so both are counted first: no byte is inflated beyond the limit, and no element is built.
"""

import zipfile
import zlib
from io import BytesIO

from schemas.declaration import Label
from schemas.forms.faults import Fault, FormError
from schemas.limits import Limits

_PARTS_MAX = 500
_PIECE_BYTES = 1 << 16
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_XML = (".xml", ".rels")


def check_container(data: bytes, limits: Limits) -> None:
    """Make sure that the file can be read at a bounded cost; raises ``FormError`` where it cannot."""
    if len(data) > limits.form_file_bytes_max:
        raise _refused(
            f"文件太大，最多 {limits.form_file_bytes_max} 字节；请删掉图片",
            f"the file has more than {limits.form_file_bytes_max} bytes; take the pictures out",
        )
    if not data.startswith(b"PK\x03\x04"):
        raise _refused(
            "这不是 .xlsx 文件；请在 Excel 或 WPS 里另存为“Excel 工作簿（*.xlsx）”，不要加打开密码",
            "this is no .xlsx file; save it in Excel or WPS as a workbook (*.xlsx) without a password",
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError) as fault:
        raise _refused("文件坏了，读不出来", "the file is damaged and cannot be read") from fault


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = [part for part in archive.infolist() if part.filename.lower().endswith(_XML)]
    if len(archive.infolist()) > _PARTS_MAX or not any(part.filename.startswith("xl/") for part in parts):
        raise _refused("这不是表格文件", "this is no workbook")
    bytes_left, elements_left = limits.form_inflated_bytes_max, limits.form_elements_max
    for part in parts:
        before = b""
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE_BYTES):
                bytes_left -= len(piece)
                elements_left -= piece.count(b"<")
                seam = before + piece.upper()
                if any(word in seam for word in _ENTITIES) or b"\x00" in piece:
                    raise _refused(
                        "文件里有表格不该有的内容，没有读", "the file holds what no table holds; it was not read"
                    )
                if bytes_left < 0 or elements_left < 0:
                    raise _refused(
                        "文件展开后太大；请删掉没用的工作表、行和列",
                        "the file unpacks to too much; take out sheets, rows and columns that are not used",
                    )
                before = seam[-len(_ENTITIES[0]) :]


def _refused(zh: str, en: str) -> FormError:
    return FormError([Fault("", 0, "", Label(zh, en))])
