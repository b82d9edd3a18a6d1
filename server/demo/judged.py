"""What the rules make of the demo's records, written into them as a tablet does: decisions, and what they came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schemas.care.chain import Kept, Worked, worked_out
from schemas.care.rule_set import RuleSet
from server.care.subjects import COUNTS
from server.care.today import day_of
from server.demo.residents import Written

_REFERRED = ("3", "4")


def judge(resident: Written, records: Iterable[Written], rule_sets: Sequence[RuleSet]) -> None:
    """Write what follows from a resident's records into them; what somebody decided otherwise stays theirs."""
    own = {one.id: one for one in records}
    order = sorted(own.values(), key=lambda one: (int(str(one.values["at"])), one.id))
    kept = [Kept(one.id, one.kind, day_of(int(str(one.values["at"]))), one.values) for one in order]

    def choose(one: Kept) -> Iterable[RuleSet]:
        return [rules for rules in rule_sets if one.kind in rules.kinds]

    for worked in worked_out(resident.values, kept, choose):
        if worked.rule_set.status == COUNTS:
            _write(own[worked.record.id], worked)


def _write(record: Written, worked: Worked) -> None:
    outputs: Mapping[str, Any] = worked.outputs
    # A pre-screen proposes no level of its own: only an official assessment has one.
    prescreen = record.kind == "ability" and record.values.get("origin") == "1"
    for output in worked.rule_set.of_kind(record.kind).outputs:
        if output.proposes and output.name in outputs and not prescreen:
            record.values.setdefault(output.proposes, outputs[output.name])
    record.values |= {
        "computed.rule_set": f"{worked.rule_set.id}@{worked.rule_set.version}",
        "computed.outputs": json.dumps(outputs, ensure_ascii=False),
        "computed.inputs": json.dumps(worked.result.plain()["inputs"], ensure_ascii=False),
    }
    if record.values.get("next_measure") in _REFERRED:
        record.values |= {"referral.reason": "连续两次控制不满意", "referral.org": "社区卫生服务中心 全科"}
