"""The rows of an XLSForm file: the one place for pyxform.

pyxform knows every name that XLSForm gives to a column or a type, and every mistake against the format; it stops at the
first. Here a row that it stops at is noted and made harmless, and the rest is read on, so that all are told at once.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
from pyxform.xls2json import workbook_to_json  # type: ignore[import-untyped]
from pyxform.xls2json_backends import DefinitionData, xlsx_to_dict  # type: ignore[import-untyped]

from schemas.declaration import Label
from schemas.forms.container import check_container
from schemas.forms.faults import CHOICES, SETTINGS, SURVEY, Fault, Findings, FormError
from schemas.forms.words import pyxform_in_chinese
from schemas.limits import Limits

ROW = "mulin_row"
"""The column in which each row carries its number."""
KNOWN_ALREADY = "mulin_known"
_SHEETS = (SURVEY, CHOICES, SETTINGS)
_TRIES_MAX = 60
_ROW_OF = re.compile(r"\[row : ([0-9]+)\]")
_SHEET_OF = re.compile(r"'(survey|choices|settings)'|for sheet: '(\w+)'")
_REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}")
_SAID_MAX = 300

Item = dict[str, Any]


@dataclass
class Workbook:
    """What stands in a file: the tree of its questions, its lists of answers, its settings."""

    items: list[Item] = field(default_factory=list)
    settings: Item = field(default_factory=dict)


def read(data: bytes, limits: Limits, known: frozenset[str], findings: Findings) -> Workbook:
    """The workbook in ``data``; what is wrong with its rows goes to ``findings``.

    ``known`` are the questions of the kind that is added to: conditions may name them. Raises ``FormError`` where the
    file as a whole cannot be read.
    """
    check_container(data, limits)
    sheets = _sheets(data)
    for name in _SHEETS:
        _number(sheets, name, limits)
    for name in sheets:
        if name in ("external_choices", "entities", "osm") and sheets[name]:
            findings.wrong(name, 0, "", "不支持这张工作表，请删掉", "this sheet is not supported; take it out")
    if CHOICES not in sheets:
        # Without the sheet pyxform stops for good; with it, each question that asks for a list is named.
        sheets[CHOICES] = [{"list_name": "", "name": "none", "label": "none"}]
        sheets[f"{CHOICES}_header"] = [dict.fromkeys(("list_name", "name", "label"))]
    _stand_ins(sheets, known)
    tree = _tree(sheets, findings)
    settings = {name: value for name, value in (sheets.get(SETTINGS) or [{}])[0].items() if name != ROW}
    return Workbook(tree.get("children", []), {_plain_name(name): value for name, value in settings.items()})


def _sheets(data: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = xlsx_to_dict(data)
    except PyXFormError as fault:
        raise FormError([_fault(fault)]) from fault
    except Exception as fault:  # openpyxl has an error of its own for each way in which a file can be broken
        raise FormError(
            [Fault("", 0, "", Label("文件读不出来", f"the file cannot be read: {fault}"[:_SAID_MAX]))]
        ) from fault
    if not found.get(SURVEY):
        reason = Label("没有名叫 survey 的工作表，或它是空的", "there is no sheet named survey, or it is empty")
        raise FormError([Fault(SURVEY, 0, "", reason)])
    return found


def _number(sheets: dict[str, Any], name: str, limits: Limits) -> None:
    rows = sheets.get(name)
    if not rows:
        sheets.pop(name, None)
        return
    if len(rows) > limits.form_rows_max:
        most = limits.form_rows_max
        raise FormError([Fault(name, 0, "", Label(f"最多 {most} 行", f"at most {most} rows"))])
    for number, row in enumerate(rows, start=2):
        if row:
            row[ROW] = str(number)
    sheets[f"{name}_header"][0][ROW] = None


def _stand_ins(sheets: dict[str, Any], known: frozenset[str]) -> None:
    """A hidden row for each question of the shipped kind that a condition names: pyxform asks that it is there."""
    rows = sheets[SURVEY]
    own = {str(value) for row in rows for key, value in row.items() if _plain_name(key) in ("name", "tag", "value")}
    named = {name for row in rows for value in row.values() for name in _REFERENCE.findall(str(value))}
    header = sheets[f"{SURVEY}_header"][0]
    type_column, name_column = _column(header, "type", "command"), _column(header, "name", "tag", "value")
    for name in sorted((named & known) - own):
        rows.append({type_column: "hidden", name_column: name, KNOWN_ALREADY: "1"})
        header[KNOWN_ALREADY] = None


def _tree(sheets: dict[str, Any], findings: Findings) -> Item:
    """pyxform's tree of the survey; a row that it stops at is noted, made harmless, and passed over."""
    mended: set[tuple[str, int]] = set()
    for _ in range(_TRIES_MAX):
        part = {key: value for key, value in sheets.items() if key.removesuffix("_header") in _SHEETS}
        try:
            tree: Item = workbook_to_json(DefinitionData(sheet_names=sheets["sheet_names"], **deepcopy(part)))
            return tree
        except PyXFormError as stop:
            fault = _fault(stop)
            findings.wrong(fault.sheet, fault.row, fault.column, fault.reason.zh, fault.reason.en)
            place = (fault.sheet, fault.row)
            if not fault.row or place in mended or "atched" in fault.reason.en:
                break
            mended.add(place)
            _mend(sheets, fault)
        except Exception as stop:
            findings.wrong(SURVEY, 0, "", "读不懂这个文件", f"the file cannot be understood: {stop!r}"[:_SAID_MAX])
            break
    raise FormError(findings.faults)


def _mend(sheets: dict[str, Any], fault: Fault) -> None:
    rows = sheets[fault.sheet]
    place = fault.row - 2
    if not 0 <= place < len(rows):
        raise FormError([fault])
    if fault.sheet == CHOICES:
        rows[place] = {}
        return
    header = sheets[f"{SURVEY}_header"][0]
    type_column, name_column = _column(header, "type", "command"), _column(header, "name", "tag", "value")
    name = rows[place].get(name_column)
    # Others may refer to it by name; a name that is itself the fault cannot stay.
    if not name or fault.column == "name":
        name = f"row_{fault.row}"
    rows[place] = {type_column: "hidden", name_column: name, ROW: str(fault.row)}


def _fault(stop: PyXFormError) -> Fault:
    said = str(stop).split("\n")[0][:_SAID_MAX]
    row = _ROW_OF.search(said)
    number = int(row[1]) if row else int(stop.context.get("row") or 0)
    sheet = _SHEET_OF.search(said)
    column = re.search(r"the '(\w+)' value", said)
    where = next(filter(None, sheet.groups()), SURVEY) if sheet else SURVEY
    named = column[1] if column else ("name" if "name" in said.lower() and "list name" not in said.lower() else "")
    return Fault(where, number, named, Label(pyxform_in_chinese(said), _ROW_OF.sub("", said).strip()))


def _column(header: dict[str, Any], *names: str) -> str:
    return next((key for key in header if _plain_name(key) in names), names[0])


def _plain_name(header: str) -> str:
    return "_".join(header.split()).lower()
