"""The whole day, from the morning to the proof."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from tests.demo.evening import Evening
from tests.demo.night import prove, settle, take_the_stray
from tests.demo.offline import TABLETS_MIN, Offline
from tests.demo.telling import Telling
from tests.demo.town import TABLETS_MAX, Command, Town
from tests.servers.running import RunningServer
from tests.tablet.driver import TabletProcess

_TABLETS_EACH_PROCESS = 10


def play(server: RunningServer, command: Command, folder: Path, out: TextIO, *, tablets: int, seed: int) -> list[str]:
    """Play and tell the day; what did not add up."""
    assert TABLETS_MIN <= tablets <= TABLETS_MAX
    began = time.monotonic()
    telling = Telling(out)
    telling.line(f"睦邻的一天 · A day of Mulin    {tablets} 台平板 tablets    种子 seed {seed}")
    with ExitStack() as stack:
        processes = [
            stack.enter_context(TabletProcess()) for _ in range(-(-tablets // _TABLETS_EACH_PROCESS))
        ]  # fmt: skip
        town = Town(server, command, processes, folder, tablets)
        _play(town, telling, seed)
    telling.line()
    took = time.monotonic() - began
    if telling.wrong:
        telling.line("✗ 有对不上的地方  Something does not add up:")
        for one in telling.wrong:
            telling.line(f"  - {one}")
    else:
        telling.say("✓ 全部对上了。", f"Everything adds up. ({took:.0f} s)", indent=0)
    return telling.wrong


def _play(town: Town, telling: Telling, seed: int) -> None:
    telling.chapter("早上：领平板，第一次同步", "Morning: tablets are handed out and sync for the first time")
    offline = Offline(town, telling, seed)
    evening = Evening(town, offline, telling)
    town.together(evening.sync, [offline.part("shared")[0]])
    offline.prepare()
    town.together(evening.sync)
    held = sum(hand.tablet.status()["documents"] for hand in town.hands)
    telling.say(
        f"演示社区有 {town.documents_made} 份文档；{len(town.hands)} 台平板用配对码登记，各带自己的网格。",
        f"{len(town.hands)} tablets enrol by pairing codes and take their grids along ({held} copies of documents).",
    )
    telling.chapter("白天：没有网络", "The day: no network")
    offline.work()
    telling.chapter("傍晚：连上网络", "Evening: the network is back")
    evening.reconnect()
    telling.chapter("结果：合并了什么", "What was merged")
    evening.tell_outcomes()
    telling.chapter("争议：要由人来定的", "Disputes: for a person to decide")
    evening.tell_disputes()
    telling.chapter("矛盾：放在一起说不通的", "Inconsistent: what does not fit together")
    evening.tell_inconsistent()
    telling.chapter("主管裁定", "The supervisor decides")
    settle(town, offline, telling)
    take_the_stray(town, offline, evening, telling)
    telling.chapter("证明：两边一样", "The proof: both sides hold the same")
    prove(town, offline, evening, telling)
