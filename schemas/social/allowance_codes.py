"""The lists of answers of an allowance case."""

from schemas.code_lists import listed

LAW = "山东省养老服务条例 art. 55; 山东省老年人权益保障条例 art. 31"
PRACTICE = "monthly lists of an allowance office elsewhere: proposed"

AGE_BAND = listed(
    "age_band",
    f"{LAW} (80 and over); the bands: proposed, for the district to confirm",
    ("80", "80至89周岁", "80 to 89"),
    ("90", "90至99周岁", "90 to 99"),
    ("100", "100周岁以上", "100 and over"),
)
CASE_STATE = listed(
    "allowance_state",
    PRACTICE,
    ("collecting", "备材料", "Gathering papers"),
    ("submitted", "已上报", "Handed in"),
    ("paying", "发放中", "Being paid"),
    ("declined", "本人不办", "Does not want it"),
    ("rejected", "不符合条件", "Not entitled"),
    ("stop_due", "应停发", "To be stopped"),
    ("stopped", "已停发", "Stopped"),
    ("closed", "已办结（不欠不追）", "Closed: nothing owed either way"),
)
STOP_REASON = listed(
    "stop_reason",
    PRACTICE,
    ("death", "去世", "Died"),
    ("band", "满龄换档（停旧增新）", "Next age band: old one stops, new one begins"),
    ("moved", "户籍迁出", "Registration moved away"),
    ("not_entitled", "不再符合条件", "No longer entitled"),
    ("unconfirmed", "资格认证没有通过", "Entitlement not confirmed"),
    ("own_wish", "本人放弃", "Gave it up"),
    ("other", "其他", "Other"),
)
RECOVERY = listed(
    "recovery",
    PRACTICE,
    ("none", "没有多发", "Nothing overpaid"),
    ("due", "要追缴", "To be paid back"),
    ("done", "已追回", "Paid back"),
    ("waived", "经批准不追", "Let go, with approval"),
)
