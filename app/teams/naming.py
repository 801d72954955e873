"""Names for teams: the unit's name and a word for what it serves with (004); advice only, nobody is stopped."""

from __future__ import annotations

from typing import Final

from app.core.messages import message
from app.teams.vocabulary import ServiceKind

LONGEST: Final = 20
MOTHERS: Final = "环保妈妈"


def suggest(unit: str, kind: ServiceKind, *, mothers: bool) -> list[str]:
    """Return names that follow the rule, best first."""
    words = [MOTHERS] if mothers else []
    if kind is not ServiceKind.OTHER:
        words.append(message(f"service_kind.{kind}"))
    return [f"{unit}{word}志愿服务队" for word in words or ["巾帼"]]


def warn(name: str, unit: str, kind: ServiceKind, *, mothers: bool, taken: bool) -> list[str]:
    """Return what to mind about a name, in words."""
    words = [message(f"service_kind.{each}") for each in ServiceKind if each is not ServiceKind.OTHER]
    own = message(f"service_kind.{kind}") if kind is not ServiceKind.OTHER else MOTHERS
    # A word counts by its first half as well: 护绿 says as much as 护绿环保.
    shows = any(word in name or word[:2] in name for word in [*words, MOTHERS])
    found = []
    if unit[:2] not in name:
        found.append(message("team_name.unit_missing"))
    if not shows:
        found.append(message("team_name.word_missing", word=MOTHERS if mothers else own))
    if not name.endswith("队"):
        found.append(message("team_name.end"))
    if len(name) > LONGEST:
        found.append(message("team_name.long"))
    if taken:
        found.append(message("team_name.taken"))
    return found
