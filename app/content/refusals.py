"""Why a decision on a text is refused."""

from __future__ import annotations

from points.errors import Conflict, Refused


class OwnText(Refused):
    """Nobody decides on what she wrote herself."""

    code = "own_text"


class TextVisible(Conflict):
    """The text was found good before; a new one has to be handed in to change it."""

    code = "text_visible"
