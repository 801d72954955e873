"""Servers that come with the service, so that trying it needs nothing but Python."""
