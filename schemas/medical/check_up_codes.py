"""The lists of answers of the check-up, first part: up to diet, smoking and drinking."""

from schemas.code_lists import listed

_FORM = "健康体检表, national norms, 3rd edition"

SYMPTOMS = listed(
    "check_up_symptom",
    _FORM,
    ("none", "无症状", "None", "1"),
    ("headache", "头痛", "Headache", "2"),
    ("dizziness", "头晕", "Dizziness", "3"),
    ("palpitations", "心悸", "Palpitations", "4"),
    ("chest_tightness", "胸闷", "Tight chest", "5"),
    ("chest_pain", "胸痛", "Chest pain", "6"),
    ("cough", "慢性咳嗽", "Chronic cough", "7"),
    ("sputum", "咳痰", "Coughs up phlegm", "8"),
    ("dyspnea", "呼吸困难", "Short of breath", "9"),
    ("polydipsia", "多饮", "Very thirsty", "10"),
    ("polyuria", "多尿", "Passes much water", "11"),
    ("weight_loss", "体重下降", "Loss of weight", "12"),
    ("fatigue", "乏力", "Tired", "13"),
    ("joints", "关节肿痛", "Swollen, painful joints", "14"),
    ("blurred_vision", "视力模糊", "Blurred sight", "15"),
    ("numbness", "手脚麻木", "Numb hands or feet", "16"),
    ("urgency", "尿急", "Urgent need to pass water", "17"),
    ("dysuria", "尿痛", "Pain when passing water", "18"),
    ("constipation", "便秘", "Constipation", "19"),
    ("diarrhoea", "腹泻", "Diarrhoea", "20"),
    ("nausea_vomiting", "恶心呕吐", "Nausea or vomiting", "21"),
    ("spots", "眼花", "Spots before the eyes", "22"),
    ("tinnitus", "耳鸣", "Ringing ears", "23"),
    ("breast", "乳房胀痛", "Sore breasts", "24"),
    ("other", "其他", "Other", "25"),
)
SELF_RATED = listed(
    "self_rated_health",
    _FORM,
    ("1", "满意", "Content"),
    ("2", "基本满意", "Mostly content"),
    ("3", "说不清楚", "Cannot say"),
    ("4", "不太满意", "Not quite content"),
    ("5", "不满意", "Not content"),
)
EXERCISE = listed(
    "exercise_frequency",
    _FORM,
    ("1", "每天", "Every day"),
    ("2", "每周一次以上", "More than once a week"),
    ("3", "偶尔", "Now and then"),
    ("4", "不锻炼", "Never"),
)
DIET = listed(
    "diet",
    _FORM,
    ("balanced", "荤素均衡", "Balanced", "1"),
    ("meat", "荤食为主", "Mostly meat", "2"),
    ("vegetable", "素食为主", "Mostly vegetables", "3"),
    ("salty", "嗜盐", "Salty", "4"),
    ("oily", "嗜油", "Oily", "5"),
    ("sweet", "嗜糖", "Sweet", "6"),
)
SMOKING = listed(
    "smoking", _FORM, ("1", "从不吸烟", "Never smoked"), ("2", "已戒烟", "Has stopped"), ("3", "吸烟", "Smokes")
)
DRINKING = listed(
    "drinking",
    _FORM,
    ("1", "从不", "Never"),
    ("2", "偶尔", "Now and then"),
    ("3", "经常", "Often"),
    ("4", "每天", "Every day"),
)
DRINK_STOPPED = listed("drink_stopped", _FORM, ("1", "未戒酒", "Has not stopped"), ("2", "已戒酒", "Has stopped"))
DRUNK = listed("drunk_last_year", _FORM, ("1", "是", "Yes"), ("2", "否", "No"))
DRINKS = listed(
    "drink",
    _FORM,
    ("spirits", "白酒", "Spirits", "1"),
    ("beer", "啤酒", "Beer", "2"),
    ("red_wine", "红酒", "Red wine", "3"),
    ("rice_wine", "黄酒", "Rice wine", "4"),
    ("other", "其他", "Other", "5"),
)
