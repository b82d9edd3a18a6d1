"""The lists of answers of the follow-ups of chronic diseases.

The Shandong forms add to the national ones what is marked so in a list's source.
"""

from schemas.code_lists import listed

_HTN = "高血压患者随访服务记录表, national basic public health service norms, 3rd edition"
_T2DM = "2型糖尿病患者随访服务记录表, national basic public health service norms, 3rd edition"
_BOTH = "随访服务记录表 of hypertension and type 2 diabetes, national norms, 3rd edition"
_SHANDONG = "Shandong addition to the follow-up forms"
_REFER_AT_ONCE = "danger signs that call for referral at once, national norms, 3rd edition"

METHOD = listed(
    "follow_up_method",
    f"{_BOTH}; 网络: {_SHANDONG}, its number proposed",
    ("1", "门诊", "At the clinic"),
    ("2", "家庭", "At home"),
    ("3", "电话", "By phone"),
    ("4", "网络", "Over the network"),
)
LOST_STATE = listed(
    "lost_state",
    "fill rules of the follow-up forms: lost, the reason; dead, date and cause",
    ("lost", "失访", "Lost to follow-up"),
    ("dead", "死亡", "Died"),
)
HTN_SYMPTOMS = listed(
    "htn_symptom",
    _HTN,
    ("none", "无症状", "None", "1"),
    ("headache_dizzy", "头痛头晕", "Headache or dizziness", "2"),
    ("nausea_vomiting", "恶心呕吐", "Nausea or vomiting", "3"),
    ("blurred_tinnitus", "眼花耳鸣", "Blurred sight or ringing ears", "4"),
    ("dyspnea", "呼吸困难", "Short of breath", "5"),
    ("palpitations", "心悸胸闷", "Palpitations or tight chest", "6"),
    ("nosebleed", "鼻衄出血不止", "Nosebleed that does not stop", "7"),
    ("numb_limbs", "四肢发麻", "Numb limbs", "8"),
    ("leg_edema", "下肢水肿", "Swollen legs", "9"),
    ("other", "其他", "Other"),
)
T2DM_SYMPTOMS = listed(
    "t2dm_symptom",
    _T2DM,
    ("none", "无症状", "None", "1"),
    ("polydipsia", "多饮", "Very thirsty", "2"),
    ("polyphagia", "多食", "Very hungry", "3"),
    ("polyuria", "多尿", "Passes much water", "4"),
    ("blurred_vision", "视力模糊", "Blurred sight", "5"),
    ("infection", "感染", "Infection", "6"),
    ("numbness", "手脚麻木", "Numb hands or feet", "7"),
    ("leg_edema", "下肢浮肿", "Swollen legs", "8"),
    ("weight_loss", "体重明显下降", "Marked loss of weight", "9"),
    ("other", "其他", "Other", "10"),
)
# Not the symptoms over again: most headaches are none of these, so each asks for the severe form by name.
HTN_DANGER = listed(
    "htn_danger",
    _REFER_AT_ONCE,
    ("none", "都没有", "None of these"),
    ("consciousness", "意识改变", "Clouded consciousness"),
    ("headache", "剧烈头痛或头晕", "Severe headache or dizziness"),
    ("vomiting", "恶心呕吐", "Nausea and vomiting"),
    ("blurred_vision", "视力模糊", "Blurred sight"),
    ("eye_pain", "眼痛", "Pain in the eyes"),
    ("palpitations", "心悸", "Palpitations"),
    ("chest_tightness", "胸闷", "Tight chest"),
    ("orthopnea", "喘憋不能平卧", "Short of breath, cannot lie flat"),
    ("other_illness", "不能处理的其他疾病", "Another illness that cannot be handled here"),
)
T2DM_DANGER = listed(
    "t2dm_danger",
    _REFER_AT_ONCE,
    ("none", "都没有", "None of these"),
    ("consciousness", "意识或行为改变", "Clouded consciousness or odd behaviour"),
    ("acetone_breath", "呼气有烂苹果样丙酮味", "Breath smells of rotten apples"),
    ("palpitations", "心悸", "Palpitations"),
    ("sweating", "出汗", "Sweating"),
    ("poor_appetite", "食欲减退", "No appetite"),
    ("nausea", "恶心", "Nausea"),
    ("vomiting", "呕吐", "Vomiting"),
    ("thirst", "多饮", "Very thirsty"),
    ("polyuria", "多尿", "Passes much water"),
    ("abdominal_pain", "腹痛", "Pain in the belly"),
    ("deep_breathing", "深大呼吸", "Deep, heavy breathing"),
    ("flushed_skin", "皮肤潮红", "Flushed skin"),
    ("tachycardia", "持续心跳过快（每分钟超过100次）", "Heart stays above 100 a minute"),
    ("vision_drop", "视力突然骤降", "Sudden loss of sight"),
    ("high_glucose_pregnant", "妊娠或哺乳期血糖高于正常", "Pregnant or nursing, glucose above normal"),
    ("other_illness", "不能处理的其他疾病", "Another illness that cannot be handled here"),
)
SALT = listed("salt", _HTN, ("1", "轻", "Light"), ("2", "中", "Medium"), ("3", "重", "Heavy"))
# Of this list only 合理 was seen on paper; the other two are proposed until the district confirms.
DIET_REASONABLE = listed(
    "diet_reasonable",
    f"{_SHANDONG}; 基本合理 and 不合理 proposed",
    ("1", "合理", "Reasonable"),
    ("2", "基本合理", "Mostly reasonable"),
    ("3", "不合理", "Not reasonable"),
)
GOOD_FAIR_BAD = listed("good_fair_bad", _BOTH, ("1", "良好", "Good"), ("2", "一般", "Fair"), ("3", "差", "Poor"))
ADHERENCE = listed(
    "adherence",
    _BOTH,
    ("1", "规律", "Regularly"),
    ("2", "间断", "On and off"),
    ("3", "不服药", "Takes none"),
)
NO_YES = listed("no_yes", _BOTH, ("1", "无", "No"), ("2", "有", "Yes"))
CLASS = listed(
    "follow_up_class",
    _BOTH,
    ("1", "控制满意", "Well controlled"),
    ("2", "控制不满意", "Not well controlled"),
    ("3", "不良反应", "Adverse reaction"),
    ("4", "并发症", "Complication"),
)
NEXT_MEASURE = listed(
    "next_measure",
    _SHANDONG,
    ("1", "常规随访", "Follow up as usual"),
    ("2", "第1次控制不满意，2周随访", "First time not well controlled: again in 2 weeks"),
    ("3", "两次控制不满意，转诊随访", "Twice not well controlled: refer, then follow up"),
    ("4", "紧急转诊", "Refer at once"),
)
REFERRAL_RESULT = listed("referral_result", _SHANDONG, ("1", "到位", "Seen there"), ("2", "不到位", "Not seen there"))
FOOT_PULSE = listed("foot_pulse", _T2DM, ("1", "触及正常", "Normal"), ("2", "减弱", "Weak"), ("3", "消失", "Absent"))
FOOT_SIDE = listed("foot_side", _T2DM, ("1", "双侧", "Both"), ("2", "左侧", "Left"), ("3", "右侧", "Right"))
HYPOGLYCEMIA = listed("hypoglycemia", _T2DM, ("1", "无", "None"), ("2", "偶尔", "Now and then"), ("3", "频繁", "Often"))
MEDICINE_UNIT = listed(
    "medicine_unit",
    "own list; a community adds its own",
    ("tablet", "片", "Tablet"),
    ("capsule", "粒", "Capsule"),
    ("mg", "毫克", "mg"),
    ("g", "克", "g"),
    ("ml", "毫升", "ml"),
    ("unit", "单位", "Unit (insulin)"),
    ("drop", "滴", "Drop"),
    ("sachet", "袋", "Sachet"),
    open=True,
)
