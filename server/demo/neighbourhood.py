"""Invented papers of the office: consents, colours, allowances, certificates, extinguishers, looks at windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from uuid import UUID

from server.demo.calendar import Calendar
from server.demo.residents import REGISTERED_DAYS, Home, Written, fresh
from sync.document import Scalar

_SHOPS = (
    ("老王面馆", (("王小丽", 12), ("李金锁", 12))),
    ("福满楼饭店", (("刘芹", -10), ("孟大勇", 210))),
    ("晨光理发店", (("曹红梅", 25),)),
    ("邻里便民超市", (("郑志强", 4), ("孔祥云", 330))),
)
"""Shop → holders, and in how many days the certificate of each runs out."""
_EQUIPMENT: tuple[tuple[str, str, int, dict[str, Scalar]], ...] = (
    ("powder", "1单元一楼楼梯间", 5 * 365 - 20, {}),
    ("powder", "2单元一楼楼梯间", 900, {}),
    ("powder", "电动车棚", 7 * 365, {"serviced": 715}),
    ("water", "小区东门岗亭", 6 * 365 + 40, {"serviced": 300}),
    ("co2", "配电室", 12 * 365 - 25, {"serviced": 200}),
    ("clean_gas", "居委会机房", 3 * 365, {}),
    ("hydrant", "楼前西侧", 4 * 365, {"defects.rust": True, "state": "repair"}),
    ("smoke_alarm", "独居老人客厅", 500, {}),
    ("gas_alarm", "独居老人厨房", 3 * 365 - 15, {}),
    ("gas_hose_rubber", "独居老人厨房", 600, {}),
    ("electric_blanket", "独居老人卧室", 6 * 365 + 10, {}),
)
"""Type, place, how many days ago it was made, and what else: some are due for service, some are to be scrapped."""
_MATERIALS = ("身份证", "户口簿", "本人银行卡", "近期照片")
_YEAR_DAYS = 365


def consents(random: Random, elder: Written, worker_id: bytes, calendar: Calendar, number: int) -> Iterator[Written]:
    """Visiting is a duty, of which people are told; measuring and photos rest on their own will."""
    at_ms = calendar.at(REGISTERED_DAYS - 5, 10)
    head = _head(elder, worker_id, at_ms)
    yield Written(fresh(random), "consent", {**head, "purpose": "visit", "legal_basis": "duty", "told": True})
    asked: dict[str, Scalar] = {**head, "legal_basis": "consent", "told": True, "given_by": "self"}
    agreed: dict[str, Scalar] = {"answer": "agreed", "how_given": "verbal", "witness": "对门邻居在场"}
    check = Written(fresh(random), "consent", {**asked, "purpose": "health_check", **agreed})
    if number % 17 == 3:
        check.values |= {
            "withdrawn_at": calendar.at(30, 11), "withdrawn_by": "self",
            "withdrawal_worker": str(UUID(bytes=worker_id)),
        }  # fmt: skip
    yield check
    if number % 3 == 0:
        refused = number % 2 == 0
        photo: dict[str, Scalar] = {"answer": "refused"} if refused else agreed
        yield Written(fresh(random), "consent", {**asked, "purpose": "photo", **photo})


def colours(
    random: Random, elder: Written, decider_id: bytes, calendar: Calendar, number: int, age: int
) -> list[Written]:
    """Every decision about somebody's colour, the oldest first; each with its reason."""
    alone = bool(elder.values.get("tags.alone"))
    level, reason = (
        ("red", f"{age}岁独居") if alone and age >= 80 else ("yellow", "独居") if alone else ("blue", "慢病")
    )
    if not alone and number % 3:
        return []
    first = _colour(random, elder, decider_id, calendar.at(REGISTERED_DAYS - 20, 16), level, reason, "first")
    decided = [first]
    if number % 10 == 6 and level != "red":
        decided.append(
            _colour(random, elder, decider_id, calendar.at(35, 16), "red", "住院刚回家，儿女不在身边", "discharge")
        )
        decided.append(
            _colour(random, elder, decider_id, calendar.at(8, 16), level, "恢复得好，调回原来颜色", "routine")
        )
    elif number % 10 == 2 and level == "yellow":
        decided.append(
            _colour(random, elder, decider_id, calendar.at(1, 15), "red", "昨天出院，先每天联系", "discharge")
        )
    return decided


def colour_now(decided: Sequence[Written]) -> str:
    """The colour that holds; empty where nobody decided on one."""
    return str(decided[-1].values["level"]) if decided else ""


def allowance(
    random: Random, elder: Written, worker_id: bytes, calendar: Calendar, number: int, age: int
) -> Iterator[Written]:
    """The old-age allowance of whoever has been 80 for some time."""
    if age < 80:
        return
    band = "100" if age >= 100 else "90" if age >= 90 else "80"
    values: dict[str, Scalar] = {
        **_head(elder, worker_id, calendar.at(REGISTERED_DAYS - 10, 14)), "category": band, "hukou_checked": True,
    }  # fmt: skip
    if number % 8 == 1:
        # Papers are being gathered; one is still missing.
        values |= {"state": "collecting", "at": calendar.at(6, 14)}
        for place, name in enumerate(_MATERIALS):
            values |= {f"material.m{place}.name": name, f"material.m{place}.ready": place != 1}
    else:
        # Of some nobody has confirmed for nearly a year that they live.
        seen = 350 if number % 6 == 5 else random.randint(20, 250)
        values |= {
            "state": "paying", "start_month": calendar.month(500), "submitted_on": calendar.day(540),
            "approved_on": calendar.day(520), "confirmed_on": calendar.day(seen),
        }  # fmt: skip
    yield Written(fresh(random), "allowance_case", values)


def certificates(random: Random, worker_id: bytes, calendar: Calendar) -> Iterator[Written]:
    """The health certificates of the shops: some about to run out, one has, some are new."""
    for shop, holders in _SHOPS:
        for name, days_left in holders:
            yield Written(fresh(random), "certificate", {
                "shop": shop, "holder.name": name, "trade": "public_place" if "理发" in shop else "food",
                "number": f"演示{random.randint(10_000, 99_999)}", "issued_on": calendar.day(_YEAR_DAYS - days_left),
                "expires_on": calendar.day(1 - days_left), "state": "working", "worker": str(UUID(bytes=worker_id)),
                "at": calendar.at(REGISTERED_DAYS - 30, 15),
            })  # fmt: skip


def equipment(random: Random, worker_id: bytes, calendar: Calendar, estate: str, building: int) -> Iterator[Written]:
    """Extinguishers and what homes have, by type."""
    for type_, place, made_days, more in _EQUIPMENT:
        values: dict[str, Scalar] = {
            "type": type_, "place": place, "address.estate": estate, "address.building": f"{building}号楼",
            "made": calendar.month(made_days), "state": "good", "worker": str(UUID(bytes=worker_id)),
            "at": calendar.at(REGISTERED_DAYS - 40, 9, 30), **more,
        }  # fmt: skip
        serviced = values.pop("serviced", None)
        if isinstance(serviced, int):
            values["last_service"] = calendar.day(serviced)
        yield Written(fresh(random), "fire_equipment", values)


def looks(
    random: Random, homes: Sequence[Home], worker_id: bytes, calendar: Calendar, days: int = 6
) -> Iterator[Written]:
    """A look at each building on each of the last mornings; one window of yesterday's was not as agreed."""
    buildings: dict[str, list[Home]] = {}
    for home in homes:
        if home.household.values.get("curtain.watch"):
            buildings.setdefault(str(home.household.values["address.building"]), []).append(home)
    for place, (building, watched) in enumerate(sorted(buildings.items())):
        for days_ago in range(days, 0, -1):
            values: dict[str, Scalar] = {
                "address.estate": watched[0].household.values["address.estate"], "address.building": building,
                "round": "morning", "worker": str(UUID(bytes=worker_id)), "at": calendar.at(days_ago, 8, 50),
            }  # fmt: skip
            for home in watched:
                entry = str(UUID(bytes=home.household.id))
                odd = days_ago == 1 and place == 0 and home is watched[0]
                values |= {f"window.{entry}.household": entry, f"window.{entry}.state": "2" if odd else "1"}
                if odd:
                    values[f"window.{entry}.sign"] = "curtain_closed"
            yield Written(fresh(random), "window_check", values)


def call(random: Random, worker_id: bytes, calendar: Calendar) -> Written:
    """The cold wave of last week called for more visits in the whole grid."""
    return Written(fresh(random), "visit_call", {
        "cause": "extreme_weather", "since": calendar.day(9), "until": calendar.day(6), "note": "寒潮橙色预警",
        "raised_by": str(UUID(bytes=worker_id)), "at": calendar.at(9, 17),
    })  # fmt: skip


def _colour(
    random: Random, elder: Written, decider_id: bytes, at_ms: int, level: str, reason: str, occasion: str
) -> Written:
    return Written(fresh(random), "care_level", {
        "resident": str(UUID(bytes=elder.id)), "level": level, "reason": reason, "occasion": occasion,
        "decided_by": str(UUID(bytes=decider_id)), "at": at_ms,
    })  # fmt: skip


def _head(elder: Written, worker_id: bytes, at_ms: int) -> dict[str, Scalar]:
    return {"resident": str(UUID(bytes=elder.id)), "worker": str(UUID(bytes=worker_id)), "at": at_ms}
