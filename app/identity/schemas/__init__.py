"""Shapes of people, households, roles and logins on the wire."""
