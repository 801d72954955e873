"""Write app/data/pinyin.txt from pypinyin: one line per syllable, the syllable first, then its characters.

The service reads this small table instead of importing pypinyin, which takes 57 MiB of memory in every process.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin
from pypinyin.pinyin_dict import pinyin_dict

TARGET = Path(__file__).resolve().parent.parent / "app" / "data" / "pinyin.txt"


def main(target: Path = TARGET) -> None:
    """Write the table; the order is fixed, so running it again changes nothing."""
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for point in sorted(pinyin_dict):
        character = chr(point)
        syllable = pinyin(character, style=Style.NORMAL)[0][0].replace("ü", "v").replace("ê", "e")
        if syllable.isascii() and syllable.isalpha():
            by_syllable[syllable].append(character)
    lines = [f"{syllable} {''.join(characters)}" for syllable, characters in sorted(by_syllable.items())]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
