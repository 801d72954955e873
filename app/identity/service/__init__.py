"""Commands on people: log in, register, confirm, suspend, cards, households, roles, console accounts."""
