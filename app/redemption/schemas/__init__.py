"""Shapes of redemption and stock on the wire."""
