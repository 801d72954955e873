"""Reads about people."""

from app.identity.queries.actor import resolve_actor

__all__ = ["resolve_actor"]
