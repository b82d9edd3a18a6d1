"""Verify, for the keeper: is everything as it must be, and if not, what exactly is wrong."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice

import click

from server.commands.answers import Failure, answer, json_option, plainly
from server.database import reading
from server.finding import Finding
from server.verify import Counts, verify


@click.command("verify")
@click.option("--all-faults", is_flag=True, help="列出所有问题，不只第一个。 List everything that is wrong.")
@json_option
@plainly
def verify_command(all_faults: bool, as_json: bool) -> None:
    """检查日志、文档、记录和附件是否完好。 Check that log, documents, records and attachments are whole."""
    counts = Counts()
    with reading() as session:
        findings = list(islice(verify(session, counts), None if all_faults else 1))
    lines = [line for one in findings for line in one.lines()]
    if not findings:
        lines = [
            f"完好：{counts.chunks} 条日志，{counts.documents} 份文档（其中已删除 {counts.erased}），"
            f"{counts.records} 条记录，{counts.attachments} 个附件。",
            f"All is well: {counts.chunks} chunks, {counts.documents} documents ({counts.erased} erased), "
            f"{counts.records} records, {counts.attachments} attachments.",
        ]
    answer(as_json, {"findings": [one.body() for one in findings], **asdict(counts)}, *lines)
    if findings:
        raise Failure(*_advice(findings))


def _advice(findings: list[Finding]) -> tuple[str, str, str, str]:
    derived = {"record", "conflict", "resident_key", "resident_entry"}
    if {one.table for one in findings} <= derived:
        return (
            "记录与文档不符；文档完好，没有丢东西。",
            "Records differ from their documents; the documents are whole, nothing is lost.",
            "flask --app wsgi reconcile --all",
            "flask --app wsgi reconcile --all",
        )
    return (
        "数据有损坏或被改动。",
        "Something stored was damaged or changed.",
        "先备份现状，不要删除任何东西；检查硬盘；然后从最近的好备份恢复",
        "back up what there is and delete nothing; check the disk; then restore the last good backup",
    )
