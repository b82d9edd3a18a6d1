"""The usual record of each kind that a neighbourhood's office keeps."""

from typing import Any

GUIFANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a01"
LI_FANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a02"
QIAO_LAN = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a03"
HOME_501 = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1b01"
# 2026-11-24 09:30 in China
MORNING_MS = 1_795_483_800_000

BIRTHS: dict[str, dict[str, Any]] = {
    "care_level": {"resident": GUIFANG, "level": "red", "reason": "独居，上月跌倒", "decided_by": LI_FANG},
    "consent": {
        "resident": GUIFANG, "purpose": "health_check", "legal_basis": "consent", "told": True, "answer": "agreed",
        "how_given": "signature", "sign": "a" * 64, "worker": LI_FANG,
    },
    "certificate": {
        "shop": "福满楼", "holder.name": "王小丽", "issued_on": "2026-03-02", "expires_on": "2027-03-01",
        "state": "working", "worker": LI_FANG,
    },
    "fire_equipment": {
        "type": "powder", "place": "2单元一楼楼梯间", "address.building": "3号楼", "made": "2021-05", "state": "good",
        "worker": LI_FANG,
    },
    "allowance_case": {"resident": GUIFANG, "category": "80", "state": "collecting", "worker": LI_FANG},
    "task": {"type": "errand", "title": "代办高龄津贴", "resident": GUIFANG, "status": "open", "rule": "errand"},
    "visit_call": {"cause": "extreme_weather", "since": "2026-11-24", "until": "2026-11-26", "raised_by": LI_FANG},
    "window_check": {"address.building": "3号楼", "round": "morning", "worker": LI_FANG},
}  # fmt: skip
