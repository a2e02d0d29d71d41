"""Sealed requests: opening what was encrypted for this server, reading it, and encrypting the answers."""
