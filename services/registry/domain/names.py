"""By which words a person can be found by name. Pure: no I/O.

A name is looked for whole or by its surname, and in no other way: see ADR 7 for what an index of more would give away.
"""

import re
import unicodedata
from typing import Final

# 复姓 that are still borne; of any other name in Chinese characters the first is the surname.
_COMPOUND: Final = re.compile(
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|长孙|宇文|司徒|司空|夏侯|端木|南宫|独孤|轩辕|万俟|闻人|赫连"
    "|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|仲孙|钟离|鲜于|闾丘|司寇|颛孙|拓跋|呼延|西门|东郭|百里|第五"
)
# Between the parts of names of other languages: 买买提·吐尔逊.
_DOTS: Final = "·•・‧∙.-'’"


def normalised(text: str) -> str:
    """A name as it is compared: one form of each character, no case, nothing between the parts."""
    while (plain := _stripped(unicodedata.normalize("NFKC", text).casefold())) != text:
        text = plain  # what was taken away may have kept two signs apart that are one
    return text


def _stripped(text: str) -> str:
    return "".join(each for each in text if not each.isspace() and each not in _DOTS)


def surname(name: str) -> str:
    """The surname of a name in Chinese characters, the first part of another; as it is compared."""
    plain = unicodedata.normalize("NFKC", name)
    parts = "".join(" " if each in _DOTS else each for each in plain).split()
    if len(parts) > 1 and normalised("".join(parts[1:])):
        return normalised(parts[0])
    whole = normalised(name)
    return whole[:2] if len(whole) > 2 and _COMPOUND.match(whole) else whole[:1]


def findable(name: str) -> list[str]:
    """The words by which a person of this name is found: the whole name, and the surname."""
    whole, first = normalised(name), surname(name)
    return [word for word in dict.fromkeys((whole, first)) if word]
