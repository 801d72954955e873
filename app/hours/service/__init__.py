"""Commands of the hours slice: claims, decisions, corrections and rules."""
