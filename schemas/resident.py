"""居民: who somebody is, how to reach them, and what whoever stands at the door should know."""

from schemas import code_lists
from schemas.declaration import Condition, Field, Label, Rule, Section
from schemas.ethnic_groups import ETHNIC
from schemas.kind import Kind
from schemas.resident_family import CHANGE_REASON, CONTACTS, DISABILITY_LEVEL, FAMILY, HUKOU_AREA

_IDENTITY = Section(
    Label("基本信息", "Person"),
    (
        Field("name", "text", Label("姓名", "Name"), required=True, sensitivity="personal"),
        Field(
            "id_number",
            "id_number",
            Label("身份证号", "ID number"),
            sensitivity="identity",
            past=True,
            help=Label("老证号码开头不是 370812 也对", "Old numbers that do not start with 370812 are right too"),
        ),
        Field(
            "id_missing_reason",
            "code",
            Label("没有身份证号的原因", "Why there is no ID number"),
            codes=code_lists.ID_MISSING_REASON,
            sensitivity="personal",
        ),
        Field("sex", "code", Label("性别", "Sex"), codes=code_lists.SEX, required=True, sensitivity="personal"),
        Field("birth_date", "date", Label("出生日期", "Date of birth"), sensitivity="personal", past=True),
        Field(
            "lunar_birthday",
            "text",
            Label("农历生日", "Lunar birthday"),
            sensitivity="personal",
            policy="latest",
            help=Label("照本人说的写，不用来算年龄", "As told; never used to work out an age"),
        ),
        Field("ethnic", "code", Label("民族", "Ethnic group"), codes=ETHNIC, sensitivity="personal"),
        Field(
            "resident_type",
            "code",
            Label("常住类型", "Residence"),
            codes=code_lists.RESIDENT_TYPE,
            sensitivity="personal",
        ),
        Field(
            "hukou_area",
            "code",
            Label("户籍所在地", "Registered in"),
            codes=HUKOU_AREA,
            sensitivity="personal",
            help=Label("高龄津贴要求山东户籍", "The old-age allowance asks for Shandong"),
        ),
        Field("marital", "code", Label("婚姻状况", "Marital status"), codes=code_lists.MARITAL, sensitivity="personal"),
        Field("education", "code", Label("文化程度", "Education"), codes=code_lists.EDUCATION, sensitivity="personal"),
        Field(
            "pay_methods",
            "choices",
            Label("医疗费用支付方式", "How care is paid for"),
            codes=code_lists.PAY_METHODS,
            sensitivity="personal",
        ),
    ),
)

_REACH = Section(
    Label("住址与联系", "Address and contacts"),
    (
        Field("household", "ref", Label("所在住户", "Household"), refers_to="household", sensitivity="personal"),
        Field(
            "relation_to_head",
            "code",
            Label("与户主关系", "Relation to the head"),
            codes=code_lists.RELATION_TO_HEAD,
            sensitivity="personal",
        ),
        Field(
            "living_state", "code", Label("居住状况", "Lives"), codes=code_lists.LIVING_STATE, sensitivity="personal"
        ),
        Field("live_address", "text", Label("现住址", "Lives at"), sensitivity="personal"),
        Field("hukou_address", "text", Label("户籍地址", "Registered at"), sensitivity="personal"),
        Field("phone", "phone", Label("本人电话", "Phone"), sensitivity="identity"),
        CONTACTS,
    ),
)

# Each disease has its own month of diagnosis, so that two workers who each know one of them both keep theirs.
_DIAGNOSED = tuple(
    Field(
        f"disease_since.{code.code}",
        "month",
        Label(f"{code.label.zh}确诊年月", f"{code.label.en}: diagnosed in"),
        sensitivity="health",
        show_if=Condition(f"disease.{code.code}", (True,)),
    )
    for code in code_lists.DISEASES.codes
    if code.code != "none"
)
_HEALTH = Section(
    Label("健康情况", "Health"),
    (
        Field(
            "drug_allergy",
            "choices",
            Label("药物过敏史", "Drug allergies"),
            codes=code_lists.DRUG_ALLERGY,
            sensitivity="health",
        ),
        Field(
            "drug_allergy_detail",
            "text",
            Label("其他过敏药物", "Other drugs"),
            sensitivity="health",
            show_if=Condition("drug_allergy.other", (True,)),
        ),
        Field("disease", "choices", Label("既往疾病", "Diseases"), codes=code_lists.DISEASES, sensitivity="health"),
        *_DIAGNOSED,
        Field(
            "disease_detail",
            "text",
            Label("其他疾病名称", "Other diseases"),
            sensitivity="health",
            show_if=Condition("disease.other", (True,)),
        ),
        Field(
            "disability",
            "choices",
            Label("残疾情况", "Disabilities"),
            codes=code_lists.DISABILITY,
            sensitivity="health",
        ),
        Field(
            "disability_level",
            "code",
            Label("残疾等级", "Level of disability"),
            codes=DISABILITY_LEVEL,
            sensitivity="health",
        ),
        Field("disability_number", "text", Label("残疾证号", "Disability certificate"), sensitivity="identity"),
    ),
)

_CARE = Section(
    Label("关爱与备忘", "Care and notes"),
    (
        Field("tags", "choices", Label("关爱标签", "Tags"), codes=code_lists.ELDER_TAGS, sensitivity="personal"),
        Field(
            "visit_consent",
            "code",
            Label("是否同意探访", "Consent to visits"),
            codes=code_lists.VISIT_CONSENT,
            sensitivity="personal",
        ),
        Field(
            "registered_on",
            "date",
            Label("从哪天起探访", "Visited since"),
            policy="latest",
            sensitivity="personal",
            past=True,
            help=Label(
                "该访没访从这天起算；不填就从建档算起", "Visits are due from this day on; else from the file's first"
            ),
        ),
        Field(
            "neighbour_note",
            "note",
            Label("邻里备忘", "What to know at the door"),
            sensitivity="note",
            policy="text",
            help=Label(
                "如：家里有狗、耳背、钥匙在邻居家", "For example: has a dog, hard of hearing, neighbour has the key"
            ),
        ),
    ),
)

_STATUS = Section(
    Label("在册情况", "Register"),
    (
        Field(
            "status",
            "code",
            Label("在册状态", "Status"),
            codes=code_lists.RESIDENT_STATUS,
            required=True,
            sensitivity="personal",
        ),
        Field("status_since", "date", Label("变动日期", "Since"), sensitivity="personal", past=True),
        Field(
            "death_cause",
            "text",
            Label("死亡原因", "Cause of death"),
            sensitivity="health",
            show_if=Condition("status", ("dead",)),
        ),
        Field(
            "moved_to",
            "text",
            Label("迁往何处", "Moved to"),
            sensitivity="personal",
            show_if=Condition("status", ("moved",)),
        ),
        Field(
            "change_reason",
            "code",
            Label("这次修改的原因", "Why it was changed"),
            codes=CHANGE_REASON,
            policy="latest",
        ),
        Field(
            "same_as",
            "ref",
            Label("与此档案为同一人", "Same person as"),
            refers_to="resident",
            sensitivity="personal",
            writers=("supervisor",),
        ),
    ),
)

_RULES = (
    Rule(
        "rule.id_or_reason",
        "any_of",
        ("id_number", "id_missing_reason"),
        severity="soft",
        sentence=Label("请填身份证号，没有就选原因", "Give the ID number, or say why there is none"),
    ),
    Rule(
        "rule.id_and_reason",
        "excludes",
        ("id_number", "id_missing_reason"),
        sentence=Label("已有身份证号，不用再填没有的原因", "There is an ID number, so no reason is needed"),
    ),
    Rule(
        "rule.id_birth",
        "id_birth",
        ("id_number", "birth_date"),
        severity="soft",
        sentence=Label("出生日期与身份证号不一致，请核对", "The birth date differs from the ID number; please check"),
    ),
    Rule(
        "rule.id_sex",
        "id_sex",
        ("id_number", "sex"),
        severity="soft",
        sentence=Label("性别与身份证号不一致，请核对", "The sex differs from the ID number; please check"),
    ),
    Rule(
        "rule.allergy_none",
        "excludes",
        ("drug_allergy.none", "drug_allergy"),
        sentence=Label("选了“无”就不能再选过敏药物", "“None” cannot stand with an allergy"),
    ),
    Rule(
        "rule.disease_none",
        "excludes",
        ("disease.none", "disease"),
        sentence=Label("选了“无”就不能再选疾病", "“None” cannot stand with a disease"),
    ),
    Rule(
        "rule.disability_none",
        "excludes",
        ("disability.none", "disability"),
        sentence=Label("选了“无”就不能再选残疾类别", "“None” cannot stand with a disability"),
    ),
    Rule(
        "rule.alone_contact",
        "requires",
        ("tags.alone", "contact"),
        severity="soft",
        sentence=Label("独居老人至少要有一位联系人", "Someone who lives alone needs at least one contact"),
    ),
    Rule(
        "rule.status_since",
        "requires",
        ("status", "status_since"),
        values=("moved", "dead", "lost", "refused"),
        severity="soft",
        sentence=Label("不在册要填从哪天起", "Whoever is off the register needs a date since when"),
    ),
    Rule(
        "rule.born_before_change",
        "at_most",
        ("birth_date", "status_since"),
        sentence=Label("变动日期早于出生日期", "The change lies before the birth"),
    ),
)

RESIDENT = Kind(
    name="resident",
    version=2,
    label=Label("居民", "Resident"),
    sections=(_IDENTITY, _REACH, FAMILY, _HEALTH, _CARE, _STATUS),
    title=("name",),
    status_path="status",
    rules=_RULES,
    source="个人基本信息表, national basic public health service norms, 3rd edition",
)
