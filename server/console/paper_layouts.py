"""How the national forms look on paper: their rows in their order, as the norms of 2017 (third edition) print them.

A row's text says what is printed and what is written: ``{path}`` an answer, ``{path:day}`` a day of it, ``[path]`` the
numbered answers with the box at the right, ``[path*8]`` boxes alone, ``(path)`` answers of which one gets a tick,
``[*2]`` boxes to be filled in by hand, ``{=name}`` what follows from answers (``server/console/paper_values.py``).
Rows that the paper has and nobody answers here are printed empty, for a pen. ▲: added in Shandong.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """``edge`` stands at the left edge of all rows alike, ``sub`` beside it; ``pairs`` are labels with their texts."""

    pairs: tuple[tuple[str, str], ...]
    edge: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A form. ``beside``: how many visits stand side by side; 1: one record fills it. ``note``: below the table."""

    title: str
    rows: tuple[Row, ...]
    beside: int = 1
    note: str = ""


def _rows(*lines: tuple[str, str, str]) -> tuple[Row, ...]:
    return tuple(Row(((label, text),), edge) for edge, label, text in lines)


def _medicine(number: int) -> tuple[tuple[str, str, str], ...]:
    usage = f"每日{{=medicine.{number}.times}}次 每次{{=medicine.{number}.dose}}"
    return ("用药情况", f"药物名称{number}", f"{{=medicine.{number}.name}}"), ("用药情况", "用法用量", usage)


_MOVING = (
    "{exercise_times}次/周 {exercise_minutes}分钟/次\n{target.exercise_times}次/周 {target.exercise_minutes}分钟/次"
)
_SMOKE = ("生活方式指导", "日吸烟量（支）", "{smoke_per_day}/{target.smoke_per_day}")
_DRINK = ("生活方式指导", "日饮酒量（两）", "{drink_per_day}/{target.drink_per_day}")
_CONDUCT = (("生活方式指导", "心理调整", "[psych]"), ("生活方式指导", "遵医行为", "[behaviour]"))
_BODY = (
    ("体征", "血压（mmHg）", "{vitals.sbp}/{vitals.dbp}"),
    ("体征", "体重（kg）", "{vitals.weight}/{target.weight}"),
    ("体征", "体质指数（BMI）（kg/m²）", "{=bmi}/{=bmi_target}"),
)
_BEGIN = (("", "随访日期", "{=followed}"), ("", "随访方式", "[method]"))
_END = (
    ("转诊", "原因", "{referral.reason}"),
    ("转诊", "机构及科别", "{referral.org}"),
    ("", "下次随访日期", "{next_date:day}"),
    ("", "随访医生签名", "{confirmed_by}"),
    ("", "下一步管理措施▲", "[next_measure]"),
    ("", "转诊结果▲", "[referral.result]"),
    ("", "居民签名▲", ""),
    ("", "备注▲", "{note}"),
)
HTN = Layout(
    "高血压患者随访服务记录表",
    _rows(
        *_BEGIN,
        ("", "症状\n{!symptoms:lines}", "[symptoms*8]\n其他：{symptoms_detail}"),
        *_BODY,
        ("体征", "心率（次/分钟）", "{vitals.pulse}"),
        ("体征", "其他", "{signs_other}"),
        _SMOKE,
        _DRINK,
        ("生活方式指导", "运动", _MOVING),
        ("生活方式指导", "摄盐情况（咸淡）", "(salt)/(target.salt)"),
        *_CONDUCT,
        ("", "辅助检查*", "{aux_exam}"),
        ("", "服药依从性", "[adherence]"),
        ("", "药物不良反应", "[adr]{adr_detail}"),
        ("", "此次随访分类", "[class]"),
        *_medicine(1),
        *_medicine(2),
        *_medicine(3),
        ("用药情况", "其他药物", "{=medicine.rest}"),
        *_END,
    ),
    beside=4,
)
T2DM = Layout(
    "2型糖尿病患者随访服务记录表",
    _rows(
        *_BEGIN,
        ("", "症状\n{!symptoms:lines}", "[symptoms*8]\n其他：{symptoms_detail}"),
        *_BODY,
        ("体征", "足背动脉搏动", "[foot_pulse]{foot_pulse_side}"),
        ("体征", "其他", "{signs_other}"),
        _SMOKE,
        _DRINK,
        ("生活方式指导", "运动", _MOVING),
        ("生活方式指导", "主食（克/天）", "{staple_per_day}/{target.staple_per_day}"),
        *_CONDUCT,
        ("辅助检查", "空腹血糖值", "{=fasting}mmol/L"),
        ("辅助检查", "其他检查*", "糖化血红蛋白{hba1c}%\n检查日期：{hba1c_on:day}\n{=other_glucose}{other_exam}"),
        ("", "服药依从性", "[adherence]"),
        ("", "药物不良反应", "[adr]{adr_detail}"),
        ("", "低血糖反应", "[hypoglycemia]"),
        ("", "此次随访分类", "[class]"),
        *_medicine(1),
        *_medicine(2),
        *_medicine(3),
        ("用药情况", "胰岛素", "种类：{insulin.kind}\n用法和用量：{insulin.usage}{insulin.dose}"),
        *_END,
    ),
    beside=4,
)


def _alone(edge: str, label: str, text: str, sub: str = "") -> Row:
    return Row(((label, text),), edge, sub)


_STATE, _LIFE = "一般状况", "生活方式"
CHECK_UP = Layout(
    "健康体检表",
    (
        Row((("体检日期", "{at:day}"), ("责任医生", "{confirmed_by}"))),
        _alone("", "症状", "[symptoms*10]{!symptoms}\n其他：{symptoms_detail}"),
        Row((("体温", "{vitals.temp}℃"), ("脉率", "{vitals.pulse}次/分钟")), _STATE),
        Row(
            (
                ("呼吸频率", "{vitals.resp}次/分钟"),
                (
                    "血压",
                    "左侧 {vitals.left_sbp}/{vitals.left_dbp} mmHg\n右侧 {vitals.right_sbp}/{vitals.right_dbp} mmHg",
                ),
            ),
            _STATE,
        ),
        Row((("身高", "{vitals.height}cm"), ("体重", "{vitals.weight}kg")), _STATE),
        Row((("腰围", "{vitals.waist}cm"), ("体质指数（BMI）", "{=bmi}kg/m²")), _STATE),
        _alone(_STATE, "老年人健康状态自我评估*", "[self_rated]"),
        _alone(_STATE, "老年人生活自理能力自我评估*", "[self_care_level]"),
        _alone(_STATE, "老年人认知功能*", "[cognition_result]\n粗筛阳性的，简易智力状态检查，总分{mmse}"),
        _alone(_STATE, "老年人情感状态*", "[mood_result]\n粗筛阳性的，老年人抑郁评分检查，总分{depression_score}"),
        _alone(_LIFE, "锻炼频率", "[exercise_freq]", "体育锻炼"),
        Row((("每次锻炼时间", "{exercise_minutes}分钟"), ("坚持锻炼时间", "{exercise_years}年")), _LIFE, "体育锻炼"),
        _alone(_LIFE, "锻炼方式", "{exercise_kind}", "体育锻炼"),
        _alone(_LIFE, "饮食习惯", "[diet*3]{!diet}"),
        _alone(_LIFE, "吸烟状况", "[smoke_status]", "吸烟情况"),
        _alone(_LIFE, "日吸烟量", "平均{smoke_per_day}支", "吸烟情况"),
        Row((("开始吸烟年龄", "{smoke_start_age}岁"), ("戒烟年龄", "{smoke_quit_age}岁")), _LIFE, "吸烟情况"),
        _alone(_LIFE, "饮酒频率", "[drink_freq]", "饮酒情况"),
        _alone(_LIFE, "日饮酒量", "平均{drink_per_day}两", "饮酒情况"),
        _alone(_LIFE, "是否戒酒", "[drink_quit]\n戒酒年龄：{drink_quit_age}岁", "饮酒情况"),
        Row((("开始饮酒年龄", "{drink_start_age}岁"), ("近一年内是否曾醉酒", "[drunk_last_year]")), _LIFE, "饮酒情况"),
        _alone(_LIFE, "饮酒种类", "[drink_kinds*4]{!drink_kinds} {drink_detail}", "饮酒情况"),
        Row(
            (("受检者签名", ""), ("医生签名", "")),
        ),
    ),
    note="本页是健康体检表到生活方式为止的部分；脏器功能、查体、辅助检查等由医疗机构填写。",
)
RESIDENT = Layout(
    "个人基本信息表",
    (
        Row((("性别", "[sex]"), ("出生日期", "{birth_date:digits}"))),
        Row((("身份证号", "{id_number}"), ("工作单位", ""))),
        Row((("本人电话", "{phone}"), ("联系人姓名、电话", "{=contact}"))),
        Row((("常住类型", "[resident_type]"), ("民族", "{=ethnic}"))),
        _alone("", "血型", "1 A型  2 B型  3 O型  4 AB型  5 不详 / RH：1 阴性  2 阳性  3 不详[*2]"),
        _alone("", "文化程度", "[education]"),
        _alone("", "职业", "（请手工填写）[*1]"),
        _alone("", "婚姻状况", "[marital]"),
        _alone("", "医疗费用支付方式", "[pay_methods*3]{!pay_methods}"),
        _alone("", "药物过敏史", "[drug_allergy*4]{!drug_allergy} {drug_allergy_detail}"),
        _alone("", "暴露史", "1 无  2 化学品  3 毒物  4 射线[*3]"),
        _alone("既往史", "疾病", "{!disease} {disease_detail}\n{=diseases}"),
        _alone("既往史", "手术", "1 无  2 有：名称①________ 时间________[*1]"),
        _alone("既往史", "外伤", "1 无  2 有：名称①________ 时间________[*1]"),
        _alone("既往史", "输血", "1 无  2 有：原因①________ 时间________[*1]"),
        Row((("父亲", "[*6]"), ("母亲", "[*6]")), "家族史"),
        Row((("兄弟姐妹", "[*6]"), ("子女", "[*6]")), "家族史"),
        _alone("", "遗传病史", "1 无  2 有：疾病名称________[*1]"),
        _alone("", "残疾情况", "[disability*6]{!disability}\n残疾证号：{disability_number}"),
        _alone("生活环境*", "厨房排风设施", "1 无  2 油烟机  3 换气扇  4 烟囱[*1]"),
        _alone("生活环境*", "燃料类型", "1 液化气  2 煤  3 天然气  4 沼气  5 柴火  6 其他[*1]"),
        _alone("生活环境*", "饮水", "1 自来水  2 经净化过滤的水  3 井水  4 河湖水  5 塘水  6 其他[*1]"),
        _alone("生活环境*", "厕所", "1 卫生厕所  2 一格或二格粪池式  3 马桶  4 露天粪坑  5 简易棚厕[*1]"),
        _alone("生活环境*", "禽畜栏", "1 无  2 单设  3 室内  4 室外[*1]"),
    ),
    note="家族史：1 无  2 高血压  3 糖尿病  4 冠心病  5 慢阻肺  6 恶性肿瘤  7 脑卒中  8 严重精神障碍  "
    "9 结核病  10 肝炎  11 先天畸形  12 其他。没有在本系统登记的项目留空，供手工填写。",
)
SELF_CARE = Layout(
    "老年人生活自理能力评估表",
    (),
    note="该表为自评表：各项评分汇总后，0～3分为可自理，4～8分为轻度依赖，9～18分为中度依赖，19分及以上为不能自理。",
)
DEGREES = ("可自理", "轻度依赖", "中度依赖", "不能自理")
SCORES: dict[str, tuple[tuple[int, bool], ...]] = {
    "eating": ((0, True), (0, False), (3, True), (5, True)),
    "grooming": ((0, True), (1, True), (3, True), (7, True)),
    "dressing": ((0, True), (0, False), (3, True), (5, True)),
    "toilet": ((0, True), (1, True), (5, True), (10, True)),
    "moving": ((0, True), (1, True), (5, True), (10, True)),
}
"""The score of each degree, and whether the paper says anything there."""
LAYOUTS: dict[str, Layout] = {
    "htn_follow_up": HTN, "t2dm_follow_up": T2DM, "check_up": CHECK_UP, "resident": RESIDENT,
    "self_care": SELF_CARE,
}  # fmt: skip
