"""Shapes of activities on the wire, in files by what they are about."""
