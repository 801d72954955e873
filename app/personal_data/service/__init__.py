"""Closing accounts and correcting what is written about people."""
