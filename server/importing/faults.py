"""Why a whole file cannot be read: told to whoever chose it, with what to do about it."""

from __future__ import annotations

from schemas.declaration import Label


class FileFault(Exception):
    """A file, or the way it was asked for, that no row can be taken from."""

    def __init__(self, code: str, what: Label, then: Label | None = None) -> None:
        super().__init__(f"{code}: {what.en}")
        self.code = code
        self.what = what
        self.then = then


_SAVE_AS = Label(
    "在 Excel 或 WPS 里打开它，另存为“Excel 工作簿（*.xlsx）”，再导入新文件",
    "open it in Excel or WPS, save it as an Excel workbook (*.xlsx), and import the new file",
)
_FAULTS = {
    "file.password": (
        Label("这个文件有打开密码，读不了。", "This file is protected by a password and cannot be read."),
        Label(
            "在 Excel 里打开，把打开密码删掉再保存（文件 → 信息 → 保护工作簿），导入以后再删掉这个文件",
            "open it in Excel, remove the password, save, and delete that copy after the import",
        ),
    ),
    "file.old_excel": (
        Label("这是旧版 Excel（.xls）或 WPS 的文件。", "This is a file of old Excel (.xls) or WPS."),
        _SAVE_AS,
    ),
    "file.csv": (
        Label("这是文本表格（CSV），不是 Excel 文件。", "This is a text table (CSV), not an Excel file."),
        Label(
            "在 Excel 里用“数据 → 自文本”打开，身份证号那一列选“文本”，再另存为 .xlsx；"
            "直接双击打开会丢掉身份证号的后三位",
            "open it in Excel with Data → From Text, with the ID column as text, and save it as .xlsx; "
            "a double click would lose the last digits of ID numbers",
        ),
    ),
    "file.web_page": (Label("这是网页，只是改名成了表格。", "This is a web page named like a table."), _SAVE_AS),
    "file.other_table": (Label("这不是 .xlsx 文件。", "This is another kind of table, not .xlsx."), _SAVE_AS),
    "file.not_a_table": (Label("这不是 Excel 文件。", "This is no Excel file."), _SAVE_AS),
    "file.empty": (Label("这个文件是空的。", "This file is empty."), None),
    "file.damaged": (
        Label("这个文件坏了，读不出来。", "This file is damaged and cannot be read."),
        _SAVE_AS,
    ),
    "file.entities": (
        Label("这个文件里有不该有的内容，没有读。", "This file holds what no table holds; it was not read."),
        None,
    ),
}


def file_fault(code: str) -> FileFault:
    """The fault of that code."""
    what, then = _FAULTS[code]
    return FileFault(code, what, then)


def too_large(code: str, zh: str, en: str, limit: int) -> FileFault:
    """A limit that was met; ``zh`` and ``en`` say of what."""
    return FileFault(
        code,
        Label(f"文件太大：{zh}超过 {limit}。", f"The file is too large: more than {limit} {en}."),
        Label(
            "把表格分成几个文件导入，删掉没用的工作表和图片", "import it in several files, without sheets and pictures"
        ),
    )
