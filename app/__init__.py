"""The faces: HTTP, WeChat, commands. Rules live in :mod:`points`."""
