"""Refusals as types: a stable code and the facts, never a sentence and never an HTTP number.

Sentences are made at the edge from the message catalogue, keyed by ``code`` and filled with ``params``.
"""

from __future__ import annotations

from typing import ClassVar

Param = str | int | bool | None


class PointsError(Exception):
    """Base of every refusal. ``code`` is stable for ever; ``params`` are the facts behind it."""

    code: ClassVar[str] = "refused"
    registry: ClassVar[dict[str, type[PointsError]]] = {}

    def __init__(self, **params: Param) -> None:
        super().__init__(self.code)
        self.params: dict[str, Param] = params

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            known = PointsError.registry.setdefault(cls.code, cls)
            if known.__qualname__ != cls.__qualname__:
                raise TypeError(f"refusal code {cls.code!r} is taken by {known.__qualname__}")

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code}({facts})"


class NotFound(PointsError):
    """Unknown, or not visible to whoever asks."""

    code = "not_found"


class Conflict(PointsError):
    """Well formed, but the present state of things forbids it."""

    code = "conflict"


class Refused(PointsError):
    """Well formed, but this caller may not do it."""

    code = "not_allowed"


class Invalid(PointsError):
    """The request itself is wrong and will stay wrong."""

    code = "invalid"


class IllegalTransition(Conflict):
    """The state table has no such step."""

    code = "illegal_transition"


class KeyReused(Invalid):
    """The same idempotency key or reference was sent with other content."""

    code = "key_reused"
