"""The rule sets as tablets get them, for the tablet's tests: `python -m tests.vectors.plain`.

Prints JSON: id → plain rule set, of all that come with Mulin. With `-`, of the one file that comes on standard input.
"""

from __future__ import annotations

import json
import sys

from schemas.care.rule_set_file import read_rule_set
from tests.vectors.shipped import shipped_rule_sets


def main(arguments: list[str]) -> None:
    if arguments == ["-"]:
        made = read_rule_set(sys.stdin.read(), "stdin")
        rule_sets = {made.id: made}
    else:
        rule_sets = dict(shipped_rule_sets())
    json.dump({id: rule_set.plain() for id, rule_set in rule_sets.items()}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
