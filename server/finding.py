"""What a check of the database found wrong: exactly where, what should stand there, and what does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.clock import uuid_text

_SHOWN_CHARACTERS_MAX = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``document`` is an id; ``column`` says what of the row."""

    table: str
    community: str
    column: str
    expected: str
    found: str
    grid: str = ""
    seq: int | None = None
    document: bytes | None = None

    def body(self) -> dict[str, Any]:
        """For a program."""
        return {
            "table": self.table,
            "community": self.community,
            "grid": self.grid or None,
            "seq": self.seq,
            "document": None if self.document is None else shown(self.document),
            "column": self.column,
            "expected": self.expected,
            "found": self.found,
        }

    def lines(self) -> list[str]:
        """For a person: Chinese, then English."""
        zh = [f"社区 {self.community}"] + ([f"网格 {self.grid}"] if self.grid else [])
        en = [f"community {self.community}"] + ([f"grid {self.grid}"] if self.grid else [])
        if self.seq is not None:
            zh.append(f"第 {self.seq} 条")
            en.append(f"seq {self.seq}")
        if self.document is not None:
            zh.append(f"文档 {shown(self.document)}")
            en.append(f"document {shown(self.document)}")
        return [
            f"{self.table} 表，{'，'.join(zh)}：{self.column} 应为 {self.expected}，实为 {self.found}",
            f"Table {self.table}, {', '.join(en)}: {self.column} should be {self.expected}, and is {self.found}",
        ]


def shown(value: object) -> str:
    """A value as it can stand in a sentence."""
    if isinstance(value, bytes | memoryview):
        value = bytes(value)
        text = uuid_text(value) if len(value) == 16 else value.hex()
    else:
        text = str(value)
    return text if len(text) <= _SHOWN_CHARACTERS_MAX else f"{text[:_SHOWN_CHARACTERS_MAX]}… ({len(text)})"
