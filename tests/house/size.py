"""The laws of names and sizes: small by check, not by wish."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.source import PACKAGES, modules

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 60
NAMELESS = frozenset({"util", "utils", "helper", "helpers", "common", "misc"})
CODE = frozenset({".py", ".js", ".mjs", ".cjs", ".ts", ".vue", ".css"})

# Too long, and yet better so: path → why.
LONG_MODULES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
# Written once by Alembic and never edited: nobody has to find their way about in them.
UNMEASURED = ("server/migrations/",)


def nameless(root: Path, files: list[Path]) -> list[str]:
    """A name that says nothing collects everything."""
    wrong = []
    for path in files:
        relative = path.relative_to(root)
        names = [*relative.parts[:-1], relative.name.split(".")[0]]
        if path.suffix in CODE and NAMELESS & {name.lower() for name in names}:
            wrong.append(f"{relative.as_posix()}: name it after what is in it")
    return wrong


def too_long(
    root: Path,
    *,
    long_modules: dict[str, str] = LONG_MODULES,
    long_functions: dict[str, str] = LONG_FUNCTIONS,
) -> list[str]:
    """A full module is a sign of the wrong noun: split it by noun."""
    wrong = []
    unused = {*long_modules, *long_functions}
    for module in modules(root, *PACKAGES):
        if module.name.startswith(UNMEASURED):
            continue
        lines = len(module.text.splitlines())
        if lines > MODULE_LINES_MAX:
            unused.discard(module.name)
            if module.name not in long_modules:
                wrong.append(f"{module.name} has {lines} lines; {MODULE_LINES_MAX} is the most")
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            lines, name = (node.end_lineno or 0) - node.lineno + 1, f"{module.name}:{node.name}"
            if lines > FUNCTION_LINES_MAX:
                unused.discard(name)
                if name not in long_functions:
                    wrong.append(f"{name} (line {node.lineno}) has {lines} lines; {FUNCTION_LINES_MAX} is the most")
    wrong += [f"{name} is excused for its length, and needs no excuse any more" for name in sorted(unused)]
    return wrong
