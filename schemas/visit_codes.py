"""The lists of answers at the door: of a visit, and of the quick health check."""

from schemas.code_lists import listed

_VISIT_FORM = "探访记录, visiting elders in special difficulty, 2022 guidance"
_QUICK_CHECK = "健康快检"

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
VISITOR_ROLE = listed(
    "visitor_role",
    "who may visit, proposed",
    ("grid_worker", "网格员", "Grid worker"),
    ("party_member", "党员", "Party member"),
    ("building_head", "楼组长", "Head of the building"),
    ("volunteer", "志愿者", "Volunteer"),
    ("social_worker", "社工", "Social worker"),
    ("doctor", "医生", "Doctor"),
    open=True,
)
OCCASION = listed(
    "visit_occasion",
    "more visits in bad weather, at festivals and after great changes, as elsewhere: proposed",
    ("routine", "例行", "Routine"),
    ("weather", "极端天气", "Extreme weather"),
    ("festival", "传统节日", "Festival"),
    ("event", "重大变故后", "After a great change"),
    ("asked", "居民求助", "The resident asked"),
    ("window", "看窗异常", "Unusual window"),
    ("task", "任务跟进", "Following up a task"),
    ("other", "其他", "Other"),
    open=True,
)
CHECKLIST_ANSWER = listed(
    "checklist_answer",
    "own list",
    ("1", "正常", "In order"),
    ("9", "未查", "Not looked at"),
    ("3", "已处理", "Dealt with"),
    ("2", "有问题", "A problem"),
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
    # Somebody was there and asked for another day: no refusal, and nobody was visited either.
    ("8", "改天再来", "Another day"),
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
