"""How a name is spelled in pinyin: where it stands in a list, and by what letters somebody finds it."""

from __future__ import annotations

import os
import unicodedata
from typing import Any

# Names are read character by character: the dictionary of phrases would take tens of megabytes and know none of them.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")

from pypinyin import Style, lazy_pinyin

_BETWEEN = str.maketrans("", "", "·•‧∙・･' ’\u3000\t\x00")
_SURNAMES = {
    "万俟": "mo4 qi2", "尉迟": "yu4 chi2", "单于": "chan2 yu2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2",
    "单": "shan4", "仇": "qiu2", "曾": "zeng1", "解": "xie4", "查": "zha1", "任": "ren2", "区": "ou1", "朴": "piao2",
    "盖": "ge3", "华": "hua4", "缪": "miao4", "翟": "zhai2", "覃": "qin2", "乐": "yue4", "洗": "xian3", "冼": "xian3",
    "种": "chong2", "秘": "bi4", "召": "shao4", "折": "she2", "黑": "he4", "葛": "ge3", "过": "guo1", "哈": "ha3",
    "纪": "ji3", "那": "na1", "尉": "wei4", "阚": "kan4", "隗": "wei3", "车": "che1", "褚": "chu3", "繁": "po2",
    "员": "yun4", "牟": "mu4", "贾": "jia3", "柏": "bai3", "教": "jiao4", "逄": "pang2", "宓": "mi4", "祭": "zhai4",
}  # fmt: skip
"""Characters that are read otherwise where a name begins with them; those of two characters first."""
_CHARACTERS_MAX = 20
"""Longer than any name; what comes after moves nothing."""


def plain_name(name: str) -> str:
    """A name as it is compared: one width, small letters, nothing between its parts."""
    return unicodedata.normalize("NFKC", name).lower().translate(_BETWEEN)


def place_of(name: str) -> bytes:
    """Where a name stands in the order of pinyin: by syllable and tone, then by its characters. Bytes sort alike in
    every database."""
    plain = plain_name(name)[:_CHARACTERS_MAX]
    return " ".join([*_syllables(plain), "", plain]).encode("utf-8", "replace")


def letters_of(name: str) -> str:
    """Everything that may be typed for a name, each after a ``|``: from each syllable on, whole or by initials.

    ``王秀英`` → ``|wangxiuying|wxy|wangxy|xiuying|xy|ying|y``.
    """
    syllables = [one.rstrip("012345") for one in _syllables(plain_name(name)[:_CHARACTERS_MAX])]
    found: dict[str, None] = {}
    for start in range(len(syllables)):
        for spelled in _typed(syllables[start:]):
            first = [one[:1] for one in spelled]
            for text in ("".join(spelled), "".join(first), spelled[0] + "".join(first[1:])):
                found.setdefault(text)
    return "".join(f"|{one}" for one in found)


def _syllables(plain: str) -> list[str]:
    for surname, read in _SURNAMES.items():
        if plain.startswith(surname) and len(plain) > len(surname):
            return [*read.split(), *_read(plain[len(surname) :])]
    return _read(plain)


def _read(text: str) -> list[str]:
    # What has no reading stands for itself, each character alone.
    apart: Any = list
    return lazy_pinyin(text, style=Style.TONE3, errors=apart) if text else []


def _typed(syllables: list[str]) -> list[list[str]]:
    """ü has no key of its own: 吕 is typed lv, lu or lyu."""
    if not any("v" in one for one in syllables):
        return [syllables]
    return [[one.replace("v", letter) for one in syllables] for letter in ("v", "u", "yu")]
