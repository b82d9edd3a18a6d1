"""The lists of answers about a household: how it is registered, and what it cooks, drinks and lives with."""

from schemas.code_lists import listed

_BASIC_FORM = "个人基本信息表, national basic public health service norms, 3rd edition"

HUKOU_TYPE = listed(
    "hukou_type",
    "household registration",
    ("1", "家庭户", "Family household"),
    ("2", "集体户", "Collective household"),
    ("9", "不详", "Unknown"),
)
OCCUPANCY = listed(
    "occupancy",
    "own list",
    ("1", "自住", "Lived in by the owner"),
    ("2", "出租", "Let"),
    ("3", "空置", "Empty"),
    ("9", "不详", "Unknown"),
)
KITCHEN_VENT = listed(
    "kitchen_vent",
    _BASIC_FORM,
    ("1", "无", "None"),
    ("2", "油烟机", "Range hood"),
    ("3", "换气扇", "Extractor fan"),
    ("4", "烟囱", "Chimney"),
)
FUEL = listed(
    "fuel",
    _BASIC_FORM,
    ("1", "液化气", "Bottled gas"),
    ("2", "煤", "Coal"),
    ("3", "天然气", "Natural gas"),
    ("4", "沼气", "Biogas"),
    ("5", "柴火", "Firewood"),
    ("6", "其他", "Other"),
)
WATER = listed(
    "water",
    _BASIC_FORM,
    ("1", "自来水", "Tap water"),
    ("2", "净化过滤水", "Filtered water"),
    ("3", "井水", "Well"),
    ("4", "河湖水", "River or lake"),
    ("5", "塘水", "Pond"),
    ("6", "其他", "Other"),
)
TOILET = listed(
    "toilet",
    _BASIC_FORM,
    ("1", "卫生厕所", "Sanitary toilet"),
    ("2", "一格或两格粪池式", "One or two chamber cesspit"),
    ("3", "马桶", "Commode"),
    ("4", "露天粪坑", "Open pit"),
    ("5", "简易棚厕", "Simple shed"),
)
LIVESTOCK = listed(
    "livestock",
    _BASIC_FORM,
    ("1", "无", "None"),
    ("2", "单设", "Separate"),
    ("3", "室内", "Indoors"),
    ("4", "室外", "Outdoors"),
)
