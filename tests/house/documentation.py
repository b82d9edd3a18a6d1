"""The laws of the pages: what can be set, typed or answered stands in them, and what they point to exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.house.source import modules

SETTING = re.compile(r"\bMULIN_[A-Z0-9_]+\b")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def settings_read(root: Path) -> set[str]:
    """The MULIN_* names in the one module that may read them."""
    return {
        name
        for module in modules(root, "server")
        if module.name == "server/settings.py"
        for name in SETTING.findall(module.text)
    }


def settings_out_of_place(root: Path) -> list[str]:
    """MULIN_* names in code anywhere but in server/settings.py."""
    return [
        f"{module.name}:{line} reads {text}; settings are read in server/settings.py"
        for module in modules(root, "wsgi", "server", "sync", "schemas")
        if module.name != "server/settings.py"
        for line, text in module.texts()
        if SETTING.fullmatch(text)
    ]


def unnamed(names: Iterable[str], page: Path) -> list[str]:
    """Names that the page does not give as code."""
    code = page.read_text(encoding="utf-8")
    return [
        f"{page.name} does not name `{name}`"
        for name in sorted(names)
        if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", code)
    ]


def rows(text: str) -> list[str]:
    """The names at the beginning of a page's table rows, where they are given as code and nothing else is."""
    return re.findall(r"^\| `([^`|]+)` \|", text, re.MULTILINE)


def dead_links(root: Path, pages: Iterable[Path]) -> list[str]:
    """Links inside the house that lead to no file or no heading."""
    wrong = []
    for page in pages:
        prose = INLINE_CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
        for match in LINK.finditer(prose):
            target = match.group(1) or match.group(2)
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            file, _, anchor = target.partition("#")
            place = (page.parent / file).resolve() if file else page
            if not place.exists():
                wrong.append(f"{page.relative_to(root).as_posix()}: {target} leads nowhere")
            elif anchor and place.suffix == ".md" and anchor not in anchors(place):
                wrong.append(f"{page.relative_to(root).as_posix()}: {target}: no such heading")
    return wrong


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get where it is shown."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return found


def undocumented_addresses(rules: Iterable[tuple[str, Iterable[str]]], described: Mapping[str, object]) -> list[str]:
    """Addresses of the API, with their methods, that the generated OpenAPI page leaves out."""
    wrong = []
    for rule, methods in rules:
        # Flask's <uuid:document> is OpenAPI's {document}.
        address = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)
        known = described.get(address)
        for method in sorted({*methods} - {"HEAD", "OPTIONS"}):
            if not isinstance(known, Mapping) or method.lower() not in known:
                wrong.append(f"the OpenAPI page does not describe {method} {address}")
    return wrong
