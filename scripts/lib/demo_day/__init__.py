"""One Saturday in a village, played through the public API of a running service."""
