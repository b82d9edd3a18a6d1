"""A community's own forms, from XLSForm files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schemas.declaration import Declaration, Group, Label
from schemas.forms.faults import Fault, FormError
from schemas.kind import Kind
from schemas.kinds import KINDS, SHIPPED
from schemas.plain import declaration_from, plain
from server import custom_forms
from server.audit import Someone
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import the_community, the_person
from server.current import limits
from server.custom_forms import Loaded, WouldRetire
from server.database import reading
from server.models import CustomKind
from server.views import view_name

if TYPE_CHECKING:
    from schemas.forms.declare import Draft

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_extend = click.option(
    "--extend", "extend", help="把题加到现有的表，如 visit。 Add the questions to a shipped kind, e.g. visit."
)
_name = click.option("--name", help="表的名称；默认看 form_id。 The form's name; by default its form_id.")
_skip = click.option(
    "--skip-unsupported", is_flag=True, help="不支持的行不要，其余照收。 Leave out rows that cannot be asked."
)


@click.group()
def form() -> None:
    """社区自己的表和题目（XLSForm）。 A community's own forms and questions."""


@form.command("check")
@click.argument("file", type=_FILE)
@_extend
@_name
@_skip
@community_option
@json_option
@plainly
def check(
    file: Path, extend: str | None, name: str | None, skip_unsupported: bool, community_id: str | None, as_json: bool
) -> None:
    """只检查，什么都不改。 Read a form and say what is wrong, changing nothing."""
    with reading() as session:
        of = the_community(session, community_id).id
        try:
            draft = _read(_bytes(file), extend, name, skip_unsupported)
            before, following = custom_forms.step(session, of, draft)
        except FormError as fault:
            raise _Refused(fault, as_json) from fault
        version = following.declaration.version if before else 1
    body = _body(draft.declaration.name, version, following.added, following.removed, draft)
    answer(
        as_json,
        body,
        f"可以载入：{draft.declaration.name}，问 {_asked(following.declaration)} 题。",
        f"It can be loaded: {draft.declaration.name}, {_asked(following.declaration)} questions.",
        *_told(following.added, following.removed, draft),
    )


@form.command("load")
@click.argument("file", type=_FILE)
@_extend
@_name
@_skip
@click.option(
    "--retire-missing", is_flag=True, help="新文件里没有的题就停用。 Ask questions no more that the file lacks."
)
@click.option("--by", "by", help="谁载入。 Who loads it.")
@community_option
@json_option
@plainly
def load(
    file: Path,
    extend: str | None,
    name: str | None,
    skip_unsupported: bool,
    retire_missing: bool,
    by: str | None,
    community_id: str | None,
    as_json: bool,
) -> None:
    """载入一张表或几道题；同一个文件再载入一次，什么都不变。 Load a form; loading it twice changes nothing."""
    data = _bytes(file)
    author = _author(community_id, by)
    try:
        draft = _read(data, extend, name, skip_unsupported)
        done = custom_forms.load(author, draft, hashlib.sha256(data).digest(), file.name, retire_missing)
    except FormError as fault:
        raise _Refused(fault, as_json) from fault
    except WouldRetire as fault:
        zh, en = _listed(fault.removed)
        raise Failure(
            f"新文件里没有这些正在用的题：{zh}。什么都没有改。",
            f"The file lacks questions that are asked now: {en}. Nothing was changed.",
            "把它们补进文件；确实不要了，就加 --retire-missing",
            "put them into the file or, if they shall be asked no more, add --retire-missing",
        ) from fault
    body = _body(done.kind, done.version, done.added, done.removed, draft)
    body |= {"changed": done.changed, "records": done.records}
    answer(as_json, body, *_outcome(done), *_told(done.added, done.removed, draft))


@form.command("list")
@community_option
@json_option
@plainly
def list_forms(community_id: str | None, as_json: bool) -> None:
    """本社区自己的表。 The community's own forms."""
    of = _author(community_id, None).community_id
    latest = {one.kind: one for one in custom_forms.versions(of)}
    forms = [_row(one, of) for one in latest.values()]
    lines = [f"{one['kind']}\t{one['label']['zh']}\t第 {one['version']} 版\t{one['view']}" for one in forms]
    answer(as_json, {"forms": forms}, *(lines or ["还没有自己的表。", "There is none yet."]))


@form.command("show")
@click.argument("kind")
@click.option("--version", "number", type=int, help="第几版；默认最新。 Which version; the latest by default.")
@community_option
@json_option
@plainly
def show(kind: str, number: int | None, community_id: str | None, as_json: bool) -> None:
    """一张表有哪些题，什么时候、从哪个文件载入。 What a form asks, and where each version comes from."""
    of = _author(community_id, None).community_id
    found = [one for one in custom_forms.versions(of) if one.kind == kind]
    chosen = [one for one in found if number in (None, one.version)]
    if not chosen:
        raise Failure(f"没有“{kind}”这张表或这一版。", f"There is no form {kind!r}, or no such version.")
    one = chosen[-1]
    declaration = declaration_from(one.declaration)
    body = {**_row(one, of), "declaration": one.declaration, "skipped": one.skipped}
    body["versions"] = [{"version": row.version, "sha256": row.sha256.hex(), "file": row.file_name} for row in found]
    answer(as_json, body, f"{kind}，第 {one.version} 版，{one.file_name}", *_questions(declaration))


@form.command("retire")
@click.argument("kind")
@click.option("--by", "by", help="谁停用。 Who retires it.")
@community_option
@json_option
@plainly
def retire(kind: str, by: str | None, community_id: str | None, as_json: bool) -> None:
    """停用：不再问，填过的照样看得到。 Ask it no more; what was answered stays readable."""
    done = custom_forms.retire(_author(community_id, by), kind)
    if done is None:
        raise Failure(f"没有“{kind}”这张自己的表。", f"The community brought no form {kind!r}.")
    answer(
        as_json,
        {"kind": done.kind, "version": done.version, "changed": done.changed},
        "已停用；填过的照样看得到。" if done.changed else "早已停用。",
        "Retired; what was answered stays readable." if done.changed else "It was retired before.",
    )


def _read(data: bytes, extend: str | None, name: str | None, skip_unsupported: bool) -> Draft:
    # Here, not above: pyxform takes long to load, and the server, which starts with every command, never reads a form.
    from schemas.forms.declare import read_form  # noqa: PLC0415

    return read_form(data, limits(), _shipped(extend), name, skip_unsupported)


def _bytes(file: Path) -> bytes:
    """Of a file that is far too large, enough to say so."""
    with file.open("rb") as opened:
        return opened.read(limits().form_file_bytes_max + 1)


def _shipped(extend: str | None) -> Kind | None:
    if extend is None:
        return None
    found = SHIPPED.named(extend)
    if found is None:
        names = ", ".join(sorted(KINDS))
        raise Failure(f"--extend 只能是这些：{names}", f"--extend names one of these: {names}")
    return found


def _author(community_id: str | None, by: str | None) -> Someone:
    with reading() as session:
        of = the_community(session, community_id).id
        return Someone(of, the_person(session, of, by).id if by else None)


class _Refused(Failure):
    """A form that cannot be taken, with everything that is wrong in it."""

    def __init__(self, fault: FormError, as_json: bool) -> None:
        only_unsupported = all(one.unsupported for one in fault.faults)
        super().__init__(
            f"这张表没有载入，有 {len(fault.faults)} 处要改：",
            f"The form was not loaded; {len(fault.faults)} things to put right:",
        )
        for one in fault.faults:
            words = one.words()
            self.lines += [f"  {words.zh}", f"    {words.en}"]
        if only_unsupported:
            self.lines += [
                "下一步：改好再载入；这些行不要也行，就加 --skip-unsupported",
                "Next: mend it, or leave those rows out with --skip-unsupported",
            ]
        if as_json:
            click.echo(_json_of(fault.faults))


def _json_of(faults: Sequence[Fault]) -> str:
    return json.dumps({"faults": [_fault(one) for one in faults]}, ensure_ascii=False, indent=1)


def _fault(one: Fault) -> dict[str, Any]:
    return {**one._asdict(), "reason": plain(one.reason)}


def _body(kind: str, version: int, added: Sequence[Label], removed: Sequence[Label], draft: Draft) -> dict[str, Any]:
    return {
        "kind": kind,
        "version": version,
        "added": [plain(one) for one in added],
        "removed": [plain(one) for one in removed],
        "skipped": [_fault(one) for one in draft.skipped],
        "notices": [_fault(one) for one in draft.notices],
    }


def _told(added: Sequence[Label], removed: Sequence[Label], draft: Draft) -> Iterator[str]:
    for title, labels in (("新问 Added", added), ("停用 Retired", removed)):
        if labels:
            yield f"{title}: {_listed(labels)[0]}"
    for title, faults in (("没有收 Left out", draft.skipped), ("注意 Note", draft.notices)):
        for one in faults:
            yield f"{title}: {one.words().zh} / {one.words().en}"


def _outcome(done: Loaded) -> tuple[str, str]:
    if not done.changed:
        return f"{done.kind} 没有变化。", f"{done.kind} is as it was."
    return (
        f"已载入 {done.kind} 第 {done.version} 版；平板下次联网就会拿到。重读了 {done.records} 条记录。",
        f"{done.kind} version {done.version} is loaded; tablets fetch it when they next have a network. "
        f"{done.records} records were read again.",
    )


def _listed(labels: Sequence[Label]) -> tuple[str, str]:
    return "、".join(one.zh for one in labels), ", ".join(one.en for one in labels)


def _asked(declaration: Declaration) -> int:
    inside = sum(1 for group in declaration.groups for one in group.fields if not one.retired)
    return inside + sum(1 for one in declaration.fields if not one.retired)


def _questions(declaration: Declaration) -> Iterator[str]:
    for section in declaration.sections:
        yield f"【{section.label.zh}】 {section.label.en}"
        for part in section.parts:
            fields = part.fields if isinstance(part, Group) else (part,)
            for one in fields:
                path = f"{part.path}.*.{one.path}" if isinstance(part, Group) else one.path
                yield f"  {path}\t{one.type}\t{one.label.zh}{'（停用 retired）' if one.retired else ''}"


def _row(one: CustomKind, community_id: str) -> dict[str, Any]:
    declaration = declaration_from(one.declaration)
    return {
        "kind": one.kind,
        "version": one.version,
        "label": plain(declaration.label),
        "retired": declaration.retired or not _asked(declaration),
        "view": view_name(one.kind, community_id),
        "file": one.file_name,
        "sha256": one.sha256.hex(),
        "loaded": datetime.fromtimestamp(one.loaded_ms / 1000, UTC).isoformat(timespec="seconds"),
    }
