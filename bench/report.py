"""The table of the benchmark, for people: printed, and written into ``docs/performance.md`` where asked."""

from __future__ import annotations

import os
import platform
from pathlib import Path

_MARK = "<!-- measured -->"


def write_report(figures: dict[str, float], rounds: int, machine: str, into: Path | None) -> str:
    """The table as Markdown; replaces what stands between the marks of ``into``."""
    rows = [
        (
            "W1 hand in 20 × 40 new visits, server CPU over the physical limit's",
            f"{figures['w1_ratio']:.2f}",
            "at most 2.5",
        ),
        ("— server CPU a visit, records included", f"{figures['w1_us_per_visit']:.0f} µs", ""),
        (
            "— physical limit a visit (open, save, a durable commit for every 40)",
            f"{figures['w1_limit_us']:.0f} µs",
            "",
        ),
        ("— the same where no two visits are filled in alike", f"{figures['w1_unlike_ratio']:.2f}", ""),
        ("— server CPU of such a visit", f"{figures['w1_unlike_us_per_visit']:.0f} µs", ""),
        ("— visits a second, one tablet after the other", f"{figures['w1_visits_per_second']:.0f}", ""),
        ("— on disk a visit: log, record, indexes", f"{figures['w1_disk_bytes_per_visit']:.0f} B", "at most 3,000 B"),
        ("W2 nothing new, 2,000 documents held: request body", f"{figures['w2_request_bytes']:.0f} B", "under 300 B"),
        ("— reply body", f"{figures['w2_reply_bytes']:.0f} B", "under 300 B"),
        ("— request with its headers", f"{figures['w2_request_whole']:.0f} B", ""),
        ("— reply with its headers", f"{figures['w2_reply_whole']:.0f} B", ""),
        ("— server CPU", f"{figures['w2_us_per_request'] / 1000:.2f} ms", ""),
        (
            "W3 a fresh tablet collects 2,000 documents: bytes a document, gzipped",
            f"{figures['w3_bytes_per_document']:.0f} B",
            "at most 500 B",
        ),
        ("— server CPU a document", f"{figures['w3_us_per_document']:.0f} µs", ""),
        ("— requests", f"{figures['w3_pages']:.0f}", ""),
        (
            "W4 40 of 2,000 edited in one field: sent a document",
            f"{figures['w4_sent_bytes_per_document']:.0f} B",
            "at most 250 B",
        ),
        ("— answered a document", f"{figures['w4_answer_bytes_per_document']:.0f} B", "at most 250 B"),
        (
            "— collected by another tablet, a document",
            f"{figures['w4_received_bytes_per_document']:.0f} B",
            "at most 250 B",
        ),
        ("— server CPU a document handed in", f"{figures['w4_us_per_document']:.0f} µs", ""),
    ]
    lines = ["| what | median | to reach |", "|---|---|---|"]
    lines += [f"| {what} | {value} | {goal} |" for what, value, goal in rows]
    table = f"{rounds} rounds on {machine}.\n\n" + "\n".join(lines)
    if into is not None:
        write_between(into, _MARK, table)
    return table


def machine() -> str:
    """On what it was measured."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def write_between(page: Path, mark: str, table: str) -> None:
    """Put ``table`` in the place of what stands between two lines ``mark`` of ``page``."""
    before, _, rest = page.read_text(encoding="utf-8").partition(mark)
    _, _, after = rest.partition(mark)
    page.write_text(f"{before}{mark}\n\n{table}\n\n{mark}{after}", encoding="utf-8")
