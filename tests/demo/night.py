"""After the shift: a dispute is settled, the refused visit finds its way, both sides prove that they hold the same."""

from __future__ import annotations

import json

from tests.demo.evening import Evening, digests_of
from tests.demo.offline import Offline
from tests.demo.telling import Telling
from tests.demo.town import Town

_SHOWN = 16


def settle(town: Town, offline: Offline, telling: Telling) -> None:
    """The supervisor asks the resident and decides; it is one more change, which reaches every tablet by itself."""
    document = offline.documents["phone"]
    conflicts = town.supervisor.all("/conflicts", "conflicts", type="disputed", limit=500)
    dispute = next(one for one in conflicts if one["document"] == document and one["path"] == "phone")
    chosen = min(dispute["rivals"], key=lambda rival: str(rival["value"]))
    town.supervisor.ask(
        "POST",
        "/conflicts/settle",
        {
            "document": document, "path": "phone", "change": chosen["changes"][0], "reason": "打电话问过本人",
            "expected": [change for rival in dispute["rivals"] for change in rival["changes"]],
        },
    )  # fmt: skip
    name = offline.resident("phone")["values"]["name"]
    telling.say(
        f"主管{town.supervisor.name}打电话问过本人，把{name}的电话定为 {chosen['value']}（屏幕上遮住中间几位）。",
        "The supervisor asks the resident and chooses one of the two numbers (shown masked).",
    )
    left = town.supervisor.all("/conflicts", "conflicts", type="disputed", limit=500)
    gone = not any(one["document"] == document for one in left)
    telling.expect(gone, "裁定之后争议还在。", "The dispute is still there after it was settled.")


def take_the_stray(town: Town, offline: Offline, evening: Evening, telling: Telling) -> None:
    """The refused visit: the grid is assigned after all, and the same bytes are taken in."""
    (hand,) = offline.part("stray")
    foreign = hand.tablet.read(offline.documents["stray"])["grid"]
    town.assign(hand.person, foreign)
    (refusal,) = evening.refusals
    outcome = town.supervisor.ask("POST", f"/refusals/{refusal['id']}/retry")["outcome"]
    hand.tablet.retry(offline.documents["stray"])
    telling.expect(outcome == "merged", "退回的记录应当已收下。", f"The refused visit was answered: {outcome}.")
    telling.say(
        f"把那个网格分给{hand.name}之后，退回的那份原样收下，一个字也没有丢。",
        "The grid is assigned after all; the refused visit is taken in as it was, nothing of it lost.",
    )


def prove(town: Town, offline: Offline, evening: Evening, telling: Telling) -> None:
    """Everybody syncs once more; each side works out its digest of all it holds, and they are laid side by side."""
    evening.sync_all()
    centre = {grid: proof["theirs"] for hand in town.hands for grid, proof in hand.tablet.status()["proofs"].items()}
    tablets = digests_of(town.hands)
    names = town.grid_names()
    rows = [("网格 grid", "中心的指纹 centre", "平板的指纹 tablets", "几台 how many", "")]
    for grid, digest in sorted(centre.items()):
        own = tablets.get(grid, {})
        equal = set(own.values()) == {digest}
        shown = " ".join(sorted({one[:_SHOWN] for one in own.values()}))
        rows.append((names[grid], digest[:_SHOWN], shown, str(len(own)), "✓ 相同 the same" if equal else "✗"))
        telling.expect(equal, f"{names[grid]}的指纹不一致。", f"Digests differ in {grid}: {own}")
    telling.table(rows)
    telling.say(
        "每一行：中心和每台平板各自从手上全部文档算出一个指纹；指纹相同，手上的东西就一样不差。",
        "Each side computes a fingerprint of all that it holds; equal fingerprints mean equal contents.",
    )
    _same_everywhere(town, offline, telling)
    _verify(town, telling)


def _same_everywhere(town: Town, offline: Offline, telling: Telling) -> None:
    document = offline.documents["phone"]
    grid = offline.part("phone")[0].grid
    carrying = [hand for hand in town.hands if grid in hand.tablet.status()["cursors"]]
    shown = [hand.tablet.read(document) for hand in carrying]
    phones = {one["values"]["phone"] for one in shown}
    agree = len(phones) == 1 and not any("phone" in one["rivals"] for one in shown)
    telling.expect(agree, "裁定的电话没有到每台平板。", "The settled phone has not reached every tablet.")
    telling.say(
        f"裁定的电话已在 {len(carrying)} 台带着这个网格的平板上，都一样。",
        f"The settled phone is on all {len(carrying)} tablets that carry the grid, the same on each.",
    )


def _verify(town: Town, telling: Telling) -> None:
    said = json.loads(town.command("verify", "--json").stdout)
    telling.expect(not said["findings"], f"flask verify：{said['findings']}", "flask verify found something.")
    telling.say(
        f"flask verify：{said['chunks']} 条日志、{said['documents']} 份文档、{said['records']} 条记录全部重新核对，"
        f"问题 {len(said['findings'])} 个。",
        f"flask verify read the whole log again: {len(said['findings'])} findings.",
    )
