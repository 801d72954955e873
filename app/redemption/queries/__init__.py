"""Reads about redemption and stock."""
