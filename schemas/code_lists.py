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
