"""Attacks: what a hostile, clumsy or unlucky person tries over HTTP, and what must come of it."""
