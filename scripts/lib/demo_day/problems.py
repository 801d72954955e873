"""What can go wrong with the demonstration itself."""


class CannotPlay(Exception):
    """The demonstration cannot begin or go on; the text says why, in Chinese."""


class Unexpected(CannotPlay):
    """The service answered otherwise than the story needs."""
