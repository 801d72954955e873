"""What operations on teams ask WeChat about the words in their requests, before their transactions (ADR 0015)."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app

from app.content.service.asking import Asked, WordsAsker
from app.http.endpoint import Call
from app.teams.schemas import DissolutionBody, TeamBody
from app.teams.service.wording import DESCRIPTION, DISSOLUTION, words_of


def about_team(call: Call[TeamBody]) -> Asked:
    """Ask about what people would read of a team."""
    return _ask(call, DESCRIPTION, words_of(call.body.name, call.body.unit_name, call.body.other_kind))


def about_dissolution(call: Call[DissolutionBody]) -> Asked:
    """Ask about the reason why a team ends."""
    return _ask(call, DISSOLUTION, call.body.reason)


def _ask(call: Call[Any], kind: str, words: str) -> Asked:
    asker = cast("WordsAsker", current_app.extensions["words_asker"])
    return asker.ask(kind, words, actor=call.actor)
