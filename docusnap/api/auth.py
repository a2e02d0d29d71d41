"""Who asks."""

from flask import Request


def client_of(request: Request) -> str:
    """The client whose tasks the request may see and add: one for all while there are no keys."""
    return "local"
