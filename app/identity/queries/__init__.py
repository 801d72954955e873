"""Reads about people."""

from app.identity.queries.actor import actor_of, resolve_actor

__all__ = ["actor_of", "resolve_actor"]
