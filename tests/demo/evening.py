"""The evening: everybody meets the network again, some of them badly, and what became of the work is told."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import cbor2

from schemas.kinds import SHIPPED
from tests.demo.centre import Json
from tests.demo.offline import Offline
from tests.demo.telling import Telling, moment
from tests.demo.town import Hand, Town
from tests.tablet.driver import TabletError

_OUTCOMES = {
    "merged": ("已合并", "merged", "新的内容，已在中心的硬盘上 new work, on the centre's disk"),
    "known": ("已知道", "known", "中心早已收到，重复上交不会变成两份 sent twice, kept once"),
    "missing": ("缺前文", "missing", "中心请平板把缺的补上 the centre asks for what came before"),
    "refused": ("退回", "refused", "收不下，原样另存等人看 kept aside for a person to look at"),
}
_ROUNDS_MAX = 5
_EDITED = ("door", "phone", "doctor", "shared", "apart")
_EXPECTED = {("door", "live_address"), ("phone", "phone"), ("doctor", "vitals.sbp")}


_RIVAL_HEADING = ("填的 value", "谁 who", "平板 tablet", "自称时间 they say", "中心收到 received")


class Evening:
    """What came back from the field."""

    def __init__(self, town: Town, offline: Offline, telling: Telling) -> None:
        self.town, self.offline, self.telling = town, offline, telling
        self.outcomes: Counter[str] = Counter()
        self.problems: Counter[str] = Counter()
        self.refusals: list[Json] = []

    def reconnect(self) -> None:
        """First those with bad luck, then everybody at once."""
        self._vanishing()
        self._lost()
        self._piece()
        began = time.monotonic()
        self.sync_all()
        took = time.monotonic() - began
        self.telling.say(
            f"其余的人同时连上网，几轮之后都同步完了，用了 {took:.1f} 秒。",
            f"Everybody else meets the network at once; after a few rounds all are done ({took:.1f} s).",
        )

    def sync(self, hand: Hand) -> Json:
        """One tablet's sync; what it was told is counted."""
        clock = 36_000_000 if hand in self.offline.part("clock") else None
        told = hand.tablet.sync(retries=3, clock=clock)
        self.outcomes.update(told["outcomes"])
        self.problems.update(problem["code"] for problem in told["problems"])
        return told

    def sync_all(self) -> None:
        """Everybody, until nobody learns anything new."""
        for _ in range(_ROUNDS_MAX):
            told = self.town.together(self.sync)
            if not any(one["pulled"] or one["outcomes"] for one in told):
                break
        for hand, one in zip(self.town.hands, told, strict=True):
            quiet = not (one["unreadable"] or one["stuck"] or one["unsent"])
            self.telling.expect(quiet, f"{hand.called}没有同步干净。", f"Tablet {hand.number} did not come clean.")

    def _vanishing(self) -> None:
        (hand,) = self.offline.part("vanishing")
        _cut_off(hand, "sent")
        self.sync(hand)
        self.telling.say(
            f"{hand.called}上交到一半断了线，过一会儿回来再交一次。",
            "One tablet vanishes in the middle of its request, and comes back later.",
        )

    def _lost(self) -> None:
        (hand,) = self.offline.part("lost")
        _cut_off(hand, True)
        told = self.sync(hand)
        self.telling.expect(
            set(told["outcomes"]) == {"known"},
            "回执丢失之后再交，应当全部是“已知道”。",
            "What is sent again after a lost reply should be known.",
        )
        self.telling.say(
            f"{hand.called}交上去了，但回执在路上丢了；它不知道，又交了一次，中心说“已知道”。",
            "One reply is lost on its way; the tablet sends all again, and the centre says: known.",
        )

    def _piece(self) -> None:
        (hand,) = self.offline.part("piece")
        visit = next(one for one in hand.tablet.list(kind="visit", grid=hand.grid) if one["unsent"])
        last = bytes.fromhex(hand.tablet.chunks(visit["document"])["changes"][-1])
        item = {"document": UUID(visit["document"]).bytes, "changes": last, "heads": [bytes.fromhex(visit["heads"][0])]}
        body = {
            "protocol": 1, "now": int(time.time() * 1000), "log": hand.tablet.status()["log"], "cursors": {},
            "push": [item], "bytes_max": 0,
        }  # fmt: skip
        (result,) = hand.tablet.raw(cbor2.dumps(body))["value"]["results"]
        self.outcomes[result["outcome"]] += 1
        asked = result["outcome"] == "missing" and bool(result["need"])
        self.telling.expect(asked, "缺前文的片段应当得到“缺前文”。", "A part alone should be answered: missing.")
        self.telling.say(
            f"{hand.called}的一份记录只到了最后一小段；中心请它把前面的也交来。",
            "Of one record only the last part arrives; the centre asks for what came before.",
        )

    def tell_outcomes(self) -> None:
        """How many of what, and what was refused."""
        rows = [
            (f"{zh} {en}", str(self.outcomes[outcome]), why) for outcome, (zh, en, why) in _OUTCOMES.items()
        ]  # fmt: skip
        self.telling.table(rows)
        self.refusals = list(self.town.supervisor.all("/refusals", "refusals"))
        for one in self.refusals:
            self.telling.say(
                f"退回：{one['person_name']}（{one['tablet_name']}），{one['bytes']} 字节，原因代码 {one['code']}",
                f"refused: {one['hint']}",
                indent=4,
            )
        self.telling.expect(
            [one["code"] for one in self.refusals] == ["grid.not_yours"],
            "应当恰好退回一份。", "Exactly one hand-in should have been refused.",
        )  # fmt: skip
        self.telling.say(
            f"当天有 {self.offline.met_twice} 位老人被几位同事分别探访：各是一份记录，谁也没有盖掉谁。",
            f"Elders visited by several colleagues: {self.offline.met_twice}. Each visit stands, none hides another.",
        )
        self._tell_clock()
        self._tell_decided()

    def _tell_clock(self) -> None:
        (hand,) = self.offline.part("clock")
        skewed = self.problems["clock.skewed"]
        self.telling.expect(skewed > 0, "应当提醒时钟不对。", "A wrong clock should have been pointed out.")
        self.telling.say(
            f"{hand.called}的时钟不对，中心提醒了它；排先后不靠时钟，所以什么都没有错乱。",
            "The wrong clock was pointed out; nothing is ordered by clocks, so nothing went astray.",
        )

    def _tell_decided(self) -> None:
        """What was decided without a person: joined notes, and the more worrying of two findings."""
        one, _ = self.offline.part("shared")
        visit = one.tablet.values(self.offline.documents["shared"])
        note = str(visit["note"])
        whole = "门口台阶松动。" in note and "已联系物业。" in note
        self.telling.expect(whole, "备注少了一个人写的。", "A note lost what one of two people wrote.")
        self.telling.expect(visit["eating"] == "3", "应取较重的判断。", "The more worrying finding should stand.")
        self.telling.say(
            f"同一份备注，两个人写的都在：{note}",
            "Both people's words stand in the shared note; of two findings the more worrying one stands.",
        )
        one, _ = self.offline.part("apart")
        note = str(one.tablet.values(self.offline.documents["apart"])["neighbour_note"])
        whole = "耳背" in note and "钥匙" in note
        self.telling.expect(whole, "各自起头的备忘没有都留下。", "Of two notes begun apart one was lost.")
        self.telling.say(
            f"各自起头的备忘由中心接在一起：{note.replace(chr(10), ' / ')}",
            "The centre joined the two notes that were begun apart.",
        )

    def tell_disputes(self) -> None:
        """What a person must decide, and why."""
        found = list(self.town.supervisor.all("/conflicts", "conflicts", type="disputed", limit=500))
        today = {self._id(name): name for name in _EDITED}
        ours = sorted(
            (one for one in found if one["document"] in today), key=lambda one: _EDITED.index(today[one["document"]])
        )
        older = len(found) - len(ours)
        self.telling.say(
            f"今天新出现 {len(ours)} 处争议（演示数据里另有 {older} 处旧的）。先显示的值不算数，要由人定。",
            f"{len(ours)} new disputes today ({older} older ones in the demo data). A person decides.",
        )
        for one in ours:
            self._tell_dispute(one)
        paths = {(today[one["document"]], one["path"]) for one in ours}
        self.telling.expect(paths == _EXPECTED, f"今天的争议是 {sorted(paths)}，", f"not {sorted(_EXPECTED)}.")

    def _tell_dispute(self, conflict: Json) -> None:
        record = self.town.supervisor.ask("GET", f"/records/{conflict['document']}")
        steps = self.town.supervisor.ask("GET", f"/records/{conflict['document']}/history")["steps"]
        origins = {step["origin"]["change"]: step["origin"] for step in steps}
        zh, en = _label(conflict)
        self.telling.line()
        self.telling.say(f"● {_who(record)}：{zh}。{conflict['zh']}。", f"  {en}: {conflict['en']}.")
        rows = [
            (
                str(rival["value"]),
                origins[change]["author"]["person_name"],
                origins[change]["author"]["tablet_name"],
                moment(origins[change]["claimed_ms"]),
                moment(origins[change]["received_ms"]),
            )
            for rival in conflict["rivals"]
            for change in rival["changes"]
        ]
        self.telling.table([_RIVAL_HEADING, *sorted(rows, key=lambda row: row[3])], indent=6)
        self.telling.say(
            "为什么：写的时候谁也没有见过对方写的。", "Why: neither had seen what the other wrote.", indent=6
        )

    def tell_inconsistent(self) -> None:
        """What does not fit together, in the words of the rule."""
        found = list(self.town.supervisor.all("/conflicts", "conflicts", type="inconsistent", limit=500))
        for name, expected in (("swapped", "rule.bp_order"), ("clock", "value.range_hard")):
            record = self.town.supervisor.ask("GET", f"/records/{self._id(name)}")
            ours = [one for one in found if one["document"] == self._id(name)]
            for one in ours:
                zh, en = _label(one)
                self.telling.say(f"● {_who(record)}：{zh}。{one['zh']}。", f"  {en}: {one['en']}")
            codes = [one["code"] for one in ours]
            self.telling.expect(expected in codes, f"{name} 应当标出 {expected}。", f"{codes}")
        unusual = self.town.supervisor.ask("GET", f"/records/{self._id('unusual')}")
        for problem in unusual["problems"]:
            self.telling.say(
                f"● {_who(unusual)}：{problem['zh']}。只是提醒，不算矛盾。",
                f"  {problem['en']}. Only pointed out: it may well be true.",
            )
        soft = [problem["code"] for problem in unusual["problems"]]
        self.telling.expect("value.range_soft" in soft, "高压 212 应当提醒。", "212 should be pointed out.")
        self.telling.say(
            "以上都已收下、照原样保存，没有一份因此退回。", "All of it was merged and kept as it was typed."
        )

    def _id(self, name: str) -> str:
        return self.offline.documents[name]


def _cut_off(hand: Hand, when: str | bool) -> None:
    """A sync whose reply never comes."""
    try:
        hand.tablet.sync(lose_reply=when)
    except TabletError as fault:
        if not fault.code.startswith("network."):
            raise


def _label(conflict: Json) -> tuple[str, str]:
    kind = SHIPPED.named(conflict["kind"])
    field = kind.field_at(conflict["path"]) if kind else None
    return (field.label.zh, field.label.en) if field else (conflict["path"], conflict["path"])


def _who(record: Json) -> str:
    kind = SHIPPED.named(record["kind"])
    subject = record["subject"] or {"name": record["values"].get("name")}
    return f"{subject['name']}（{kind.label.zh if kind else record['kind']}）"


def digests_of(hands: Sequence[Hand]) -> dict[str, dict[int, str]]:
    """For each grid, by tablet, the digest that the tablet computes over what lies on its own disk."""
    found: dict[str, dict[int, str]] = {}
    for hand in hands:
        carried = hand.tablet.status()["cursors"]
        for grid, digest in hand.tablet.digest().items():
            if grid in carried:
                found.setdefault(grid, {})[hand.number] = digest
    return found
