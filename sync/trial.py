"""Open a suspicious hand-in: bytes on standard input, exit code 0 if a document could be opened, read and saved.

Run in a process of its own, whose time and memory the parent bounds.
"""

from __future__ import annotations

import sys

from sync.document import Document
from sync.outcome import Refusal


def main() -> int:
    """Open, read, walk and save. A clean refusal is a survival: the merge will say the same, in good order."""
    data = sys.stdin.buffer.read()
    try:
        document = Document.open(data)
        document.values()
        document.changes()
        document.save()
    except Refusal:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
