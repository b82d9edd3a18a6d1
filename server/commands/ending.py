"""What leaves: to the archive, or for good."""

from __future__ import annotations

from uuid import UUID

import click

from server import archive as archiving
from server import erase as erasing
from server.audit import Someone
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import the_community, the_person
from server.current import settings
from server.database import reading
from server.models import Person
from server.reconcile import communities

_APPROVERS = frozenset({"supervisor", "admin"})


@click.command()
@json_option
@plainly
def archive(as_json: bool) -> None:
    """很久以前的探访和快检离开平板，中心照样保存。 Old visits and checks leave the tablets; the centre keeps them."""
    done = {community_id: archiving.archive(community_id) for community_id in communities()}
    total = sum(done.values())
    answer(as_json, done, f"已归档 {total} 份。", f"{total} documents were archived.")


@click.command()
@click.argument("document")
@click.option("--reason", required=True, help="原因，如本人申请的日期和编号。 Why, e.g. the date of the request.")
@click.option("--by", "by", required=True, help="谁经办。 Who does it.")
@click.option("--approved-by", required=True, help="另一位批准人。 A second person who approves.")
@click.option("--yes", is_flag=True, help="不再询问。 Do not ask again.")
@community_option
@json_option
@plainly
def erase(
    document: str, reason: str, by: str, approved_by: str, yes: bool, community_id: str | None, as_json: bool
) -> None:
    """按本人意愿永久删除一份文档；居民连同其探访和快检。 Erase a document for good; a resident with all about them."""
    with reading() as session:
        of = the_community(session, community_id).id
        doer, approver = two_people(the_person(session, of, by), the_person(session, of, approved_by))
    ids = erasing.about(of, _uuid(document))
    if not ids:
        raise Failure(f"没有文档 {document}。", f"There is no document {document}.")
    if not yes:
        click.confirm(f"将永久删除 {len(ids)} 份文档，无法恢复。 Erase {len(ids)} documents for good?", abort=True)
    approved = str(UUID(bytes=approver))
    erased = erasing.erase(Someone(of, doer), ids, settings().data, reason=reason, approved_by=approved)
    answer(
        as_json,
        {"erased": erased, "documents": [str(UUID(bytes=one)) for one in ids]},
        f"已删除 {erased} 份文档；平板下次同步时也会删除。",
        f"{erased} documents were erased; tablets drop them at their next sync.",
        "旧备份里还有它们，请到期销毁；从旧备份恢复时会再次删除。",
        "Old backups still hold them: destroy these in time. A restore on this machine erases them again.",
    )


def two_people(one: Person, other: Person) -> tuple[bytes, bytes]:
    """The ids of who does it and who approves it: two people, the second with the right to."""
    if one.id == other.id:
        raise Failure("经办人和批准人不能是同一人。", "Who does it and who approves it must be two people.")
    if other.role not in _APPROVERS or other.disabled_ms is not None:
        raise Failure("批准人须是主管或管理员。", "A supervisor or an administrator approves.")
    return one.id, other.id


def _uuid(typed: str) -> bytes:
    try:
        return UUID(typed).bytes
    except ValueError as fault:
        raise Failure(f"“{typed}”不是文档编号。", f"{typed!r} is no document id.") from fault
