"""The lists of answers of a task, and of a referral that is followed up."""

from schemas.code_lists import listed

_OWN = "own list"
_PARTNERS = "幸福合伙人: 公益、低偿、市场"

# Reminders of a community may bring types of their own.
TASK_TYPE = listed(
    "task_type",
    "task types, proposed",
    ("visit", "探访", "Visit"),
    ("recheck", "复测", "Measure again"),
    ("follow_up", "随访", "Follow-up"),
    ("referral", "转诊、转介跟踪", "Referral to follow up"),
    ("errand", "代办", "Errand"),
    ("fire", "消防", "Fire equipment"),
    ("certificate", "证照", "Certificate"),
    ("issue", "诉求", "Resident's concern"),
    ("window", "看窗异常", "Unusual window"),
    ("allowance", "津贴停发、调整", "Allowance to stop or adjust"),
    ("register", "档案变更", "Register to correct"),
    ("family_duty", "督促赡养", "Remind the family of its duty"),
    ("other", "其他", "Other"),
    open=True,
)
PRIORITY = listed("priority", _OWN, ("normal", "一般", "Normal"), ("urgent", "紧急", "Urgent"))
TASK_STATUS = listed(
    "task_status", _OWN, ("open", "待办", "Open"), ("cancelled", "已取消", "Cancelled"), ("done", "已办结", "Done")
)
ASSIGNEE_ROLE = listed(
    "assignee_role",
    "roles, proposed",
    ("grid_worker", "网格员", "Grid worker"),
    ("doctor", "医生", "Doctor"),
    ("nurse", "护士", "Nurse"),
    ("supervisor", "社区负责人", "Supervisor"),
    ("volunteer", "志愿者", "Volunteer"),
    open=True,
)
REFERRAL_TO = listed(
    "referral_to",
    _OWN,
    ("clinic", "社区卫生服务中心", "Community health centre"),
    ("hospital", "医院", "Hospital"),
    ("street", "街道或部门", "Street office or department"),
    ("partner", "合伙单位或个人", "Partner"),
    ("volunteer", "志愿队伍", "Volunteers"),
    ("family", "家属", "Family"),
    ("other", "其他", "Other"),
)
PRICE = listed(
    "price",
    _PARTNERS,
    ("free", "公益", "Free of charge"),
    ("low", "低偿", "At a low price"),
    ("market", "市场价", "At the market's price"),
)
ARRIVED = listed(
    "referral_arrived",
    "随访服务记录表, 转诊结果",
    ("1", "到位", "Arrived"),
    ("2", "不到位", "Did not arrive"),
    ("9", "还不清楚", "Not known yet"),
)
