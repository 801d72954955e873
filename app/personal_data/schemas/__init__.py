"""Shapes of personal data on the wire."""
