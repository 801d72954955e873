"""Ask WeChat about words before the transaction of a command, so that good words are visible at once (ADR 0015)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.content.queries import are_known
from app.core.actor import Actor
from app.core.db import Database
from app.gateways.wechat import TextCheck, TextScene, TextVerdict, WeChatGateway
from app.identity.queries.own import find_openid

AT_ONCE: Final = 2
"""How many requests of a process may wait for WeChat here; the rest go on, and a job asks later."""
SCENES: Final[Mapping[str, TextScene]] = {
    "objection": TextScene.COMMENT,
    "dispute": TextScene.COMMENT,
    "activity": TextScene.FORUM,
    "cancellation": TextScene.FORUM,
    "activity_record": TextScene.FORUM,
    "photo": TextScene.FORUM,
    "team": TextScene.PROFILE,
    "team_dissolution": TextScene.FORUM,
}
"""What is checked → where the platform is told that it will stand."""


def hash_of(words: str) -> bytes:
    """Return the hash by which words are known again."""
    return hashlib.sha256(words.encode()).digest()


@dataclass(frozen=True)
class Asked:
    """What the platform said before the command began; of other words it says nothing."""

    verdicts: Mapping[bytes, TextCheck] = field(default_factory=dict)
    everything_vouched: bool = False

    @classmethod
    def vouched(cls) -> Asked:
        """Return the answer for words that come with the programme itself, such as the demonstration's."""
        return cls(everything_vouched=True)

    def verdict_on(self, words: str) -> TextCheck | None:
        """Return the verdict on words, or None when nobody was asked about just these."""
        if self.everything_vouched:
            return TextCheck(TextVerdict.PASS, reason="vouched")
        return self.verdicts.get(hash_of(words))


NOTHING_ASKED: Final = Asked()


class WordsAsker:
    """Asks about words in the name of whoever writes them; bounded, and never raises."""

    def __init__(self, gateway: WeChatGateway, database: Database) -> None:
        self._gateway = gateway
        self._database = database
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, kind: str, *texts: str, actor: Actor) -> Asked:
        """Return the verdicts on texts of a kind; a text without one is checked by a job later.

        No transaction may be open: this waits for the network.
        """
        with self._database.session() as session:
            openid = find_openid(session, county_id=actor.county_id, volunteer_id=actor.volunteer_id)
            known = are_known(session, kind, county_id=actor.county_id, hashes=[hash_of(words) for words in texts])
        wanted = [words for words in texts if words.strip() and hash_of(words) not in known]
        if openid is None or not self._slots.acquire(blocking=False):
            return NOTHING_ASKED
        try:
            return Asked(
                {hash_of(words): self._gateway.check_text(words, openid=openid, scene=SCENES[kind]) for words in wanted}
            )
        finally:
            self._slots.release()
