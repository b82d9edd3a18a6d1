"""Which of XLSForm's types and columns become what, which cannot be asked and why, and which are passed over."""

from schemas.declaration import FieldType, Label

TYPES: dict[str, FieldType] = {
    "text": "text", "string": "text",
    "integer": "integer", "int": "integer", "add integer prompt": "integer",
    "decimal": "decimal", "add decimal prompt": "decimal",
    "range": "decimal",
    "select one": "code", "select_one": "code",
    "select all that apply": "choices", "select_multiple": "choices",
    "date": "date", "add date prompt": "date",
    "datetime": "time", "add date time prompt": "time",
    "photo": "attachment", "image": "attachment", "audio": "attachment",
    "acknowledge": "boolean", "trigger": "boolean",
}  # fmt: skip
OWN_TYPES: dict[str, tuple[FieldType, str]] = {
    "phone": ("phone", ""), "电话": ("phone", ""),
    "id_number": ("id_number", ""), "身份证号": ("id_number", ""),
    "resident": ("ref", "resident"), "居民": ("ref", "resident"),
    "household": ("ref", "household"), "住户": ("ref", "household"),
}  # fmt: skip
_PLACES = Label(
    "法律要求不记录行踪，不收集定位", "the law asks that nobody's whereabouts are recorded; positions are not collected"
)
_ABOUT_DEVICE = Label(
    "谁、用哪台平板、什么时候填的，系统本来就记着，请删掉这一行",
    "who filled it in, on which tablet and when is kept anyway; take this row out",
)
REFUSED: dict[str, Label] = {
    **dict.fromkeys(
        ("geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint", "gps", "location", "osm"), _PLACES
    ),
    "audit": _PLACES,
    **dict.fromkeys(
        ("start", "end", "today", "deviceid", "username", "phonenumber", "phone number", "email", "simserial",
         "subscriberid", "sim id", "start time", "end time"),
        _ABOUT_DEVICE,
    ),
    "background-audio": Label("不许背着居民录音", "nobody is recorded without knowing"),
    "calculate": Label("不支持计算；要算的请写进规则文件", "no calculations; they belong into a rule file"),
    "hidden": Label("不支持隐藏题", "hidden questions are not supported"),
    "time": Label("没有单独的钟点，请用 dateTime 或 text", "there is no time of day alone; use dateTime or text"),
    "barcode": Label("不支持扫码，请用 text", "barcodes are not supported; use text"),
    "video": Label("不支持视频，请用 image 或 audio", "video is not supported; use image or audio"),
    "file": Label("不支持上传文件，请用 image", "files are not supported; use image"),
    "rank": Label("不支持排序题，请用几个 select_one", "ranking is not supported; use several select_one"),
}  # fmt: skip
COLUMNS = {
    "default": Label("不支持预填答案", "answers are not filled in beforehand"),
    "choice_filter": Label("不支持按条件筛选选项", "filtered answers are not supported"),
    "trigger": Label("不支持触发计算", "triggers are not supported"),
    "calculate": Label("不支持计算", "calculations are not supported"),
    "readonly": Label("不支持只读题", "read-only questions are not supported"),
    "query": Label("不支持外部选项表", "external lists are not supported"),
}
PASSED_OVER = {
    "media": Label("题里的图片和声音不显示", "media beside a question are not shown"),
    "guidance_hint": Label("guidance_hint 不显示", "guidance hints are not shown"),
    "jr:constraintMsg": Label("用系统自己的提示语", "the system has its own words for this"),
    "jr:requiredMsg": Label("用系统自己的提示语", "the system has its own words for this"),
}
