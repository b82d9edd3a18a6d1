"""The lists of answers, with the codes of the forms and standards they come from.

Single answers keep the number that stands in the box of the paper form. Where several answers may be ticked,
each has a word, because the word becomes part of a path (`needs.meal`); `paper` then holds the number.
"""

from schemas.declaration import Code, CodeList, Label


def listed(
    name: str, source: str, *codes: tuple[str, str, str] | tuple[str, str, str, str], open: bool = False
) -> CodeList:
    """A list from rows of (code, Chinese, English) or (code, Chinese, English, number on paper)."""
    return CodeList(name, tuple(Code(row[0], Label(row[1], row[2]), *row[3:]) for row in codes), source, open)


_BASIC_FORM = "个人基本信息表, national basic public health service norms, 3rd edition"
_VISIT_FORM = "探访记录, visiting elders in special difficulty, 2022 guidance"
_QUICK_CHECK = "健康快检"

SEX = listed(
    "sex",
    "GB/T 2261.1",
    ("1", "男", "Male"),
    ("2", "女", "Female"),
    ("9", "未说明", "Not stated"),
    ("0", "未知", "Unknown"),
)
RESIDENT_TYPE = listed(
    "resident_type", _BASIC_FORM, ("1", "户籍", "Registered here"), ("2", "非户籍", "Registered elsewhere")
)
EDUCATION = listed(
    "education",
    _BASIC_FORM,
    ("1", "研究生", "Postgraduate"),
    ("2", "大学本科", "University"),
    ("3", "大专", "College"),
    ("4", "中专", "Secondary vocational"),
    ("5", "技校", "Technical school"),
    ("6", "高中", "Senior middle school"),
    ("7", "初中", "Junior middle school"),
    ("8", "小学", "Primary school"),
    ("9", "文盲半文盲", "Cannot or can hardly read"),
    ("10", "不详", "Unknown"),
)
MARITAL = listed(
    "marital",
    _BASIC_FORM,
    ("1", "未婚", "Unmarried"),
    ("2", "已婚", "Married"),
    ("3", "丧偶", "Widowed"),
    ("4", "离婚", "Divorced"),
    ("5", "未说明", "Not stated"),
)
PAY_METHODS = listed(
    "pay_method",
    _BASIC_FORM,
    ("employee", "城镇职工医保", "Urban employee insurance", "1"),
    ("resident", "城镇（乡）居民医保", "Urban and rural resident insurance", "2"),
    ("rural", "新农合", "Rural cooperative insurance", "3"),
    ("relief", "贫困救助", "Poverty relief", "4"),
    ("commercial", "商业保险", "Commercial insurance", "5"),
    ("public", "全公费", "Fully paid by the state", "6"),
    ("own", "全自费", "Fully paid by oneself", "7"),
    ("other", "其他", "Other", "8"),
)
DRUG_ALLERGY = listed(
    "drug_allergy",
    _BASIC_FORM,
    ("none", "无", "None", "1"),
    ("penicillin", "青霉素", "Penicillin", "2"),
    ("sulfonamide", "磺胺", "Sulfonamides", "3"),
    ("streptomycin", "链霉素", "Streptomycin", "4"),
    ("iodine", "含碘药品", "Drugs containing iodine"),
    ("other", "其他", "Other", "5"),
)
DISEASES = listed(
    "disease",
    _BASIC_FORM,
    ("none", "无", "None", "1"),
    ("hypertension", "高血压", "Hypertension", "2"),
    ("diabetes", "糖尿病", "Diabetes", "3"),
    ("coronary", "冠心病", "Coronary heart disease", "4"),
    ("copd", "慢阻肺", "COPD", "5"),
    ("cancer", "恶性肿瘤", "Cancer", "6"),
    ("stroke", "脑卒中", "Stroke", "7"),
    ("mental", "严重精神障碍", "Severe mental disorder", "8"),
    ("tuberculosis", "结核病", "Tuberculosis", "9"),
    ("hepatitis", "肝炎", "Hepatitis", "10"),
    ("notifiable", "其他法定传染病", "Other notifiable infectious disease", "11"),
    ("occupational", "职业病", "Occupational disease", "12"),
    ("other", "其他", "Other", "13"),
)
DISABILITY = listed(
    "disability",
    _BASIC_FORM,
    ("none", "无", "None", "1"),
    ("sight", "视力残疾", "Sight", "2"),
    ("hearing", "听力残疾", "Hearing", "3"),
    ("speech", "言语残疾", "Speech", "4"),
    ("limbs", "肢体残疾", "Limbs", "5"),
    ("intellect", "智力残疾", "Intellect", "6"),
    ("mind", "精神残疾", "Mental", "7"),
    ("other", "其他", "Other", "8"),
)
LIVING_STATE = listed(
    "living_state",
    "own list",
    ("1", "独居", "Alone"),
    ("2", "与配偶同住", "With spouse"),
    ("3", "与子女同住", "With children"),
    ("4", "与配偶和子女同住", "With spouse and children"),
    ("5", "与保姆或护理员同住", "With a carer"),
    ("6", "住养老机构", "In a care home"),
    ("9", "其他", "Other"),
)
RELATION_TO_HEAD = listed(
    "relation_to_head",
    "GB/T 4761, short list",
    ("0", "本人（户主）", "Head of household"),
    ("1", "配偶", "Spouse"),
    ("2", "儿子", "Son"),
    ("3", "女儿", "Daughter"),
    ("4", "孙子女或外孙子女", "Grandchild"),
    ("5", "父母", "Parent"),
    ("6", "祖父母或外祖父母", "Grandparent"),
    ("7", "兄弟姐妹", "Brother or sister"),
    ("8", "其他", "Other"),
)
CONTACT_RELATION = listed(
    "contact_relation",
    "own list",
    ("1", "配偶", "Spouse"),
    ("2", "儿子", "Son"),
    ("3", "女儿", "Daughter"),
    ("4", "孙辈", "Grandchild"),
    ("5", "父母", "Parent"),
    ("6", "兄弟姐妹", "Brother or sister"),
    ("7", "邻居", "Neighbour"),
    ("8", "其他亲属", "Other relative"),
    ("9", "其他", "Other"),
)
ID_MISSING_REASON = listed(
    "id_missing_reason",
    "own list",
    ("1", "本人不愿提供", "Does not wish to give it"),
    ("2", "遗失", "Lost"),
    ("3", "没有身份证", "Has none"),
)
RESIDENT_STATUS = listed(
    "resident_status",
    "own list",
    ("in", "在册", "On the register"),
    ("moved", "迁出", "Moved away"),
    ("dead", "死亡", "Died"),
    ("lost", "失访", "Cannot be found"),
    ("refused", "拒访", "Refuses visits"),
)
VISIT_CONSENT = listed(
    "visit_consent",
    "2022 guidance: visits rest on the person's own will",
    ("1", "同意探访", "Agrees to visits"),
    ("2", "不同意探访", "Does not agree"),
    ("9", "未问", "Not asked"),
)
ELDER_TAGS = listed(
    "elder_tag",
    "2022 guidance and local registers",
    ("alone", "独居", "Lives alone"),
    ("empty_nest", "空巢", "Children live elsewhere"),
    ("left_behind", "留守", "Children work away"),
    ("disabled_care", "失能（失智）", "Needs care"),
    ("severe_disability", "重残", "Severe disability"),
    ("fp_special", "计生特殊家庭", "Lost or disabled only child"),
    ("aged_80", "80岁以上", "80 or older"),
    ("aged_90", "90岁以上", "90 or older"),
    ("aged_100", "100岁以上", "100 or older"),
    ("dibao", "低保", "Minimum living allowance"),
    ("dibao_edge", "低保边缘", "Just above the allowance"),
    ("tekun", "特困供养", "Destitute, supported"),
    ("orphan_elder", "孤寡", "No spouse or children"),
    ("htn", "高血压管理", "Managed for hypertension"),
    ("t2dm", "糖尿病管理", "Managed for diabetes"),
    ("copd", "慢阻肺管理", "Managed for COPD"),
    ("smi", "严重精神障碍管理", "Managed for severe mental disorder"),
    ("tb", "结核病管理", "Managed for tuberculosis"),
    ("veteran", "优抚对象", "Veteran or family of one"),
    ("party_member", "党员", "Party member"),
    ("renter", "租户", "Tenant"),
    ("mobile_pop", "流动人口", "Migrant"),
)

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

# Programmes are a community's own; these two are only where it starts from.
PROGRAM = listed(
    "program",
    "visit programmes of the community",
    ("SANSAN", "三三探访", "Sansan visits"),
    ("CURTAIN", "窗帘之约", "Curtain promise"),
    open=True,
)
VISIT_METHOD = listed(
    "visit_method",
    _VISIT_FORM,
    ("1", "入户", "At home"),
    ("2", "电话", "By phone"),
    ("3", "视频", "By video"),
    ("4", "楼下看窗", "From below, by the window"),
    ("5", "邻里代看", "A neighbour looked in"),
    ("6", "微信", "WeChat"),
)
VISIT_RESULT = listed(
    "visit_result",
    _VISIT_FORM,
    ("1", "见到本人", "Met the person"),
    ("2", "见到家属", "Met the family"),
    ("3", "无人应答", "Nobody answered"),
    ("4", "拒绝", "Refused"),
    ("5", "外出或住院", "Away or in hospital"),
    ("6", "已搬离", "Moved away"),
    ("7", "去世", "Died"),
)
HEALTH_STATE = listed(
    "health_state",
    _VISIT_FORM,
    ("1", "良好", "Good"),
    ("2", "一般", "Fair"),
    ("3", "较差", "Poor"),
    ("4", "急需就医", "Needs a doctor now"),
)
MOOD_STATE = listed(
    "mood_state", _VISIT_FORM, ("1", "良好", "Good"), ("2", "一般", "Fair"), ("3", "低落或异常", "Low or unusual")
)
GOOD_FAIR_POOR = listed("good_fair_poor", _VISIT_FORM, ("1", "好", "Good"), ("2", "一般", "Fair"), ("3", "差", "Poor"))
MEDICATION_OK = listed(
    "medication_ok",
    _VISIT_FORM,
    ("1", "是", "Yes"),
    ("2", "否", "No"),
    ("3", "不服药", "Takes none"),
    ("9", "未问", "Not asked"),
)
HAZARD = listed(
    "hazard", _VISIT_FORM, ("1", "正常", "In order"), ("2", "有隐患", "Hazard"), ("3", "已处理", "Dealt with")
)
FAMILY_SUPPORT = listed(
    "family_support",
    _VISIT_FORM,
    ("1", "正常", "As it should be"),
    ("2", "联系少", "Little contact"),
    ("3", "未尽义务", "Duty neglected"),
)
NEEDS = listed(
    "need",
    _VISIT_FORM,
    ("meal", "助餐", "Meals"),
    ("bath", "助浴", "Bathing"),
    ("cleaning", "助洁", "Cleaning"),
    ("medical", "助医", "Seeing a doctor"),
    ("mobility", "助行", "Getting about"),
    ("errand", "代办", "Errands"),
    ("repair", "维修", "Repairs"),
    ("company", "陪伴", "Company"),
    ("legal", "法律", "Legal advice"),
    ("relief", "救助", "Relief"),
    ("other", "其他", "Other"),
)
POLICIES = listed(
    "policy",
    _VISIT_FORM,
    ("old_age_allowance", "高龄津贴", "Old-age allowance"),
    ("insurance", "医保", "Medical insurance"),
    ("examination", "体检", "Free examination"),
    ("anti_fraud", "防诈骗", "Fraud prevention"),
    ("fire", "防火", "Fire prevention"),
    ("drowning_gas", "防溺水、防煤气中毒", "Drowning and gas poisoning"),
    ("other", "其他", "Other"),
)

SOURCE = listed(
    "source",
    _QUICK_CHECK,
    ("1", "现场设备", "Device on the spot"),
    ("2", "蓝牙设备", "Bluetooth device"),
    ("3", "居民自报", "Told by the resident"),
    ("4", "家属转述", "Told by the family"),
    ("5", "医院单据", "Hospital paper"),
    ("6", "志愿者", "Volunteer"),
)
ARM = listed("arm", _QUICK_CHECK, ("1", "左臂", "Left"), ("2", "右臂", "Right"))
POSTURE = listed("posture", _QUICK_CHECK, ("1", "坐位", "Sitting"), ("2", "卧位", "Lying"), ("3", "立位", "Standing"))
READING = listed("reading", _QUICK_CHECK, ("1", "第一次", "First"), ("2", "第二次", "Second"), ("3", "第三次", "Third"))
GLUCOSE_KIND = listed(
    "glucose_kind",
    _QUICK_CHECK,
    ("1", "空腹", "Fasting"),
    ("2", "餐后2小时", "2 hours after a meal"),
    ("3", "随机", "Random"),
)
GLUCOSE_BEYOND = listed(
    "glucose_beyond",
    "what a glucose meter shows beyond its limits",
    ("hi", "HI（高于量程）", "HI (above the meter's range)"),
    ("lo", "LO（低于量程）", "LO (below the meter's range)"),
)
