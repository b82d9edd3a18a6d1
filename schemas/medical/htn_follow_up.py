"""高血压患者随访: a follow-up of somebody who is managed for hypertension."""

from schemas import vitals
from schemas.declaration import Label, Rule, Section
from schemas.medical import follow_up_codes as codes
from schemas.medical.encounter import asked, medical_kind, told
from schemas.medical.follow_up import (
    CONDUCT,
    TARGET_WEIGHT,
    examination,
    follow_up_rules,
    follow_up_sections,
    symptoms_section,
)
from schemas.medical.habits import HABITS, with_target

SYMPTOMS_MAX = 8

_SIGNS = Section(
    Label("体征", "Signs"),
    (
        vitals.SBP,
        vitals.DBP,
        vitals.PULSE,
        vitals.WEIGHT,
        TARGET_WEIGHT,
        vitals.HEIGHT,
        told("signs_other", "其他体征", "Other signs"),
        examination("aux_exam", "辅助检查", "Examinations"),
    ),
)
_LIFE = Section(
    Label("生活方式", "Way of life"),
    (
        *HABITS,
        *with_target(asked("salt", "摄盐情况", "Salt", codes.SALT, lasting=True)),
        asked("diet_ok", "饮食合理性评价", "Diet", codes.DIET_REASONABLE),
        *CONDUCT,
    ),
)

HTN_FOLLOW_UP = medical_kind(
    name="htn_follow_up",
    label=Label("高血压随访", "Hypertension follow-up"),
    sections=follow_up_sections(symptoms_section(codes.HTN_SYMPTOMS, codes.HTN_DANGER), _SIGNS, _LIFE),
    status_path="class",
    rules=(
        Rule(
            "rule.symptoms_8",
            "chosen_max",
            ("symptoms",),
            values=(SYMPTOMS_MAX,),
            severity="soft",
            sentence=Label("症状最多选8个，请留最要紧的", "At most 8 symptoms: keep those that matter most"),
        ),
        *follow_up_rules("vitals.sbp", "vitals.dbp", "vitals.pulse", "vitals.weight", "vitals.height"),
    ),
    source="高血压患者随访服务记录表, national norms, 3rd edition, with the Shandong additions",
)
