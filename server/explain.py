"""One value explained in a plain sentence: who wrote what, on which tablet, having seen what, and who decided why.

Made from the document's own history, so it can be printed beside the value and says the same years later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from schemas.access import Role
from schemas.declaration import Label
from schemas.kind import Kind
from schemas.problems import Language
from server.authors import CENTRE, PERSON, TABLET
from server.models import Settlement
from server.reading import Step
from server.settle import SETTLE
from server.shown import shown_value, sight_of
from server.telling import moment_text, said, value_text

_WRITES_MAX = 12
"""A note may have been typed in hundreds of changes; the last of them say enough."""
_WORDS = {
    "tablet": Label(
        "{who} 于 {when} 在“{tablet}”{verb} {value}（中心 {received} 收到）",
        "{who} {verb} {value} on “{tablet}” at {when} (received {received})",
    ),
    "desk": Label("{who} 于 {when} 在审核台{verb} {value}", "{who} {verb} {value} at the centre at {when}"),
    "rule": Label("系统按本项规则{verb} {value}", "the centre, by this field's rule, {verb} {value}"),
    "unknown": Label("身份不明的平板{verb} {value}", "an unknown tablet {verb} {value}"),
    "enter": Label("录入", "entered"),
    "change": Label("改为", "changed it to"),
    "rival": Label("同时录入（没看到对方的填写）", "entered, not knowing of the other,"),
    "choose": Label("选定", "chose"),
    "clear": Label("清空了", "cleared"),
    "reason": Label("，理由：{reason}", ", because: {reason}"),
    "earlier": Label("（更早的 {n} 次修改略）", "({n} earlier changes are left out)"),
    "disputed": Label(
        "现在有不同的填写，还没有人选定，暂时显示 {value}。", "It is disputed; for now {value} is shown."
    ),
    "now": Label("现在显示 {value}。", "Now {value} is shown."),
    "nothing": Label("没有人填写过这一项。", "Nobody has answered this."),
}


Shown = Callable[[str, Any], Any]


def for_role(
    role: Role,
    kind: Kind | None,
    steps: Sequence[Step],
    settlements: Sequence[Settlement],
    names: Mapping[str, str | None],
) -> Explainer:
    """An explainer for a reader of one role."""
    return Explainer(
        kind, steps, settlements, names, lambda path, value: shown_value(role, kind, path, value),
        lambda path: sight_of(role, kind, path) == "hidden",
    )  # fmt: skip


class Explainer:
    """The history of one record, ready to explain any of its fields.

    ``shown`` gives a field's value as the reader may see it, ``hidden`` says whether they may know of it at all.
    Without ``reasons``, in which anything may stand, why somebody decided is not told.
    """

    def __init__(
        self,
        kind: Kind | None,
        steps: Sequence[Step],
        settlements: Sequence[Settlement],
        names: Mapping[str, str | None],
        shown: Shown,
        hidden: Callable[[str], bool] = lambda _: False,
        reasons: bool = True,
    ) -> None:
        self._kind, self._names, self._shown, self._hidden = kind, names, shown, hidden
        decided = {one.change_hash: one.reason for one in settlements if one.change_hash is not None}
        self._reasons = decided if reasons else {}
        self._settled = {one.change_hash for one in settlements if one.action == SETTLE}
        self._by_path: dict[str, list[Step]] = {}
        for step in steps:
            for path in step.values:
                self._by_path.setdefault(path, []).append(step)

    def sentence(self, path: str, shown: Any, disputed: bool, lang: Language) -> str:
        """How the value that ``path`` shows came about."""
        if self._hidden(path):
            return ""
        writes = self._by_path.get(path, [])
        if not writes:
            return said(_WORDS["nothing"], lang)
        parts = [self._write(path, number, step, writes, lang) for number, step in enumerate(writes)]
        left_out = len(parts) - _WRITES_MAX
        if left_out > 0:
            parts = [_words("earlier", lang, n=left_out), *parts[left_out:]]
        end = _words(
            "disputed" if disputed else "now", lang, value=value_text(self._kind, path, shown, lang, self._names)
        )
        return ("；" if lang == "zh" else "; ").join(parts) + ("。" if lang == "zh" else ". ") + end

    def _write(self, path: str, number: int, step: Step, writes: Sequence[Step], lang: Language) -> str:
        origin, author = step.origin, step.origin.author
        received = origin.receipt.received_ms if origin.receipt else None
        value = self._shown(path, step.values[path])
        reason = self._reasons.get(origin.change, "")
        verb = _words(self._verb(path, number, step, writes), lang)
        text = _words(
            {TABLET: "tablet", PERSON: "desk", CENTRE: "rule"}.get(author.via, "unknown"),
            lang,
            who=author.person,
            tablet=author.tablet,
            when=moment_text(origin.claimed_ms or received, lang),
            received=moment_text(received, lang),
            verb=verb,
            value="" if step.values[path] is None else value_text(self._kind, path, value, lang, self._names),
        ).rstrip()
        return text + (_words("reason", lang, reason=reason) if reason else "")

    def _verb(self, path: str, number: int, step: Step, writes: Sequence[Step]) -> str:
        if step.values[path] is None:
            return "clear"
        if step.origin.change in self._settled or step.origin.author.via == CENTRE:
            return "choose"
        rivals = {one.origin.change for one in writes[:number]} & set(step.rivals_of)
        if rivals:
            return "rival"
        return "change" if number else "enter"


def _words(key: str, lang: Language, **values: Any) -> str:
    return said(_WORDS[key], lang).format_map(values)
