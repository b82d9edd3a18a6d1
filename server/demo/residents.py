"""Invented households and residents for the demo community. Nobody in it exists: names are drawn from lists, identity
numbers end in the sequence 000, which is given to no one, and phone numbers are of a range that is not handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

from schemas.id_number import check_digit
from sync.document import Scalar

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_OLD_WOMEN = "秀英 桂兰 玉珍 淑华 凤英 兰英 桂英 秀兰 玉兰 素珍 翠花 春梅 金凤 月娥 玉梅 秀芝"
_OLD_MEN = "建国 德福 广才 守信 永年 长林 振邦 玉山 宝田 文成 福来 传海 兴业 明德 克俭 学礼"
_YOUNG = "伟 强 磊 洋 勇 杰 涛 超 敏 静 丽 娟 艳 芳 娜 婷 浩然 子涵 雨桐 欣怡 宇轩 佳宁 晓东 海燕"
_AREAS = ("372722", "370822", "370822", "370882", "370812")
"""The codes that this district had over the years; elders carry the one of their day."""
ELDER_AGE = 65
REGISTERED_DAYS = 215
"""For how long the community has been using Mulin: visits are due from then on."""


@dataclass(slots=True)
class Written:
    """One document to be born: its id and its first values, until it is handed in."""

    id: bytes
    kind: str
    values: dict[str, Scalar]


@dataclass(slots=True)
class Home:
    """A household and who lives there, the elders apart because they are visited."""

    household: Written
    residents: list[Written] = field(default_factory=list)
    elders: list[Written] = field(default_factory=list)


@dataclass(slots=True)
class Town:
    """What homes are made of: chance, the community's secret, the day, and numbers and birthdays still to be had."""

    random: Random
    namespace: UUID
    today: date
    birthdays: list[date]
    """Of elders who live alone, for the first of them: those who are about to turn 80 and the like."""
    taken: set[str] = field(default_factory=set)


def homes(town: Town, estate: str, building_first: int, count: int) -> Iterator[Home]:
    """``count`` households of one grid, door by door."""
    for number in range(count):
        door = (building_first + number // 24, number // 12 % 2 + 1, (number // 2 % 6 + 1) * 100 + number % 2 + 1)
        yield _home(town, estate, door)


def _home(town: Town, estate: str, door: tuple[int, int, int]) -> Home:
    building, unit, room = door
    random = town.random
    household_id = fresh(random)
    surname = random.choice(SURNAMES)
    couple = random.random() < 0.6
    elder = random.random() < 0.7
    ages = [random.randint(66, 92) if elder else random.randint(28, 58) for _ in range(2 if couple else 1)]
    chosen = town.birthdays.pop(0) if town.birthdays and elder and not couple else None
    if not elder and random.random() < 0.7:
        ages.append(random.randint(3, 20))
    address = f"{estate}{building}号楼{unit}单元{room}"
    home = Home(
        Written(household_id, "household", {
            "address.estate": estate, "address.building": str(building), "address.unit": str(unit),
            "address.room": str(room), "address_text": address, "hukou_type": "1", "occupancy": "1",
            "family_size": len(ages), "fuel": random.choice("1333"), "water": "1", "toilet": "1",
            "kitchen_vent": random.choice("223"), "livestock": "1",
        })
    )  # fmt: skip
    if elder and not couple:
        # Whoever lives alone has agreed that somebody looks at their window.
        home.household.values.update({
            "curtain.watch": True, "curtain.floor": room // 100, "curtain.column": room % 100,
        })  # fmt: skip
    for place, age in enumerate(ages):
        born = chosen or date(town.today.year - age, random.randint(1, 12), random.randint(1, 28))
        resident = _resident(town, surname, place, born, alone=elder and not couple)
        resident.values.update(
            household=str(UUID(bytes=household_id)), live_address=address, relation_to_head="013"[min(place, 2)]
        )
        home.residents.append(resident)
        if _age(born, town.today) >= ELDER_AGE:
            home.elders.append(resident)
    home.household.values["head"] = str(UUID(bytes=home.residents[0].id))
    return home


def _resident(town: Town, surname: str, place: int, born: date, alone: bool) -> Written:
    random, age = town.random, _age(born, town.today)
    woman = (place == 1) != (random.random() < 0.15)
    own = surname if place != 1 else random.choice(SURNAMES)
    given = random.choice((_YOUNG if age < 60 else _OLD_WOMEN if woman else _OLD_MEN).split())
    values: dict[str, Scalar] = {
        "name": own + given, "sex": "2" if woman else "1", "birth_date": born.isoformat(), "ethnic": "01",
        "resident_type": "1", "status": "in",
        "registered_on": (town.today - timedelta(days=REGISTERED_DAYS)).isoformat(),
        "phone": f"100{random.randint(0, 99_999_999):08d}" if age > 12 else None,
        "marital": "2" if place < 2 and not alone else "3" if age >= ELDER_AGE else "1",
    }  # fmt: skip
    number = _number(random, born, town.taken)
    if woman and number:
        identity = uuid5(town.namespace, number).bytes
        values["id_number"] = number
    else:
        identity = fresh(random)
        values["id_missing_reason"] = random.choice("112")
    if age >= ELDER_AGE:
        values |= _elder(random, age, alone)
    return Written(identity, "resident", {path: value for path, value in values.items() if value is not None})


def _elder(random: Random, age: int, alone: bool) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {
        "living_state": "1" if alone else "2", "visit_consent": "1", "pay_methods.resident": True,
        "drug_allergy.none": True, "tags.alone": alone or None,
        **{f"tags.aged_{years}": age >= years or None for years in (80, 90, 100)},
    }  # fmt: skip
    need = random.random()
    values |= {
        "tags.empty_nest": (not alone and need < 0.3) or None, "tags.disabled_care": need > 0.95 or None,
        "tags.fp_special": 0.92 < need <= 0.95 or None, "tags.dibao": 0.86 < need <= 0.92 or None,
    }  # fmt: skip
    ill = random.random()
    if ill < 0.5:
        since = f"20{random.randint(10, 24)}-{random.randint(1, 12):02d}"
        values |= {"disease.hypertension": True, "disease_since.hypertension": since, "tags.htn": True}
    elif ill < 0.6:
        values |= {"disease.diabetes": True, "tags.t2dm": True}
    else:
        values["disease.none"] = True
    entry = f"{random.randrange(1 << 16):04x}"
    values |= {
        f"contact.{entry}.name": random.choice(SURNAMES) + random.choice(_YOUNG.split()),
        f"contact.{entry}.relation": random.choice("237"),
        f"contact.{entry}.phone": f"100{random.randint(0, 99_999_999):08d}",
    }
    if random.random() < 0.15:
        values["neighbour_note"] = random.choice(("耳背，敲门要久一点", "家里有小狗，不咬人", "钥匙在对门邻居家"))
    return values


def _number(random: Random, born: date, taken: set[str]) -> str:
    first = f"{random.choice(_AREAS)}{born:%Y%m%d}000"
    number = first + check_digit(first)
    if number in taken:
        return ""  # the sequence 000 allows one a day and area
    taken.add(number)
    return number


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def fresh(random: Random) -> bytes:
    """A random id that the same seed gives again."""
    return UUID(int=random.getrandbits(128), version=4).bytes
