"""Why an embedded server could not be started, in one Chinese line for the person at the terminal."""


class EmbeddedServerError(Exception):
    """An embedded server cannot be used; the text says why and what to do."""
