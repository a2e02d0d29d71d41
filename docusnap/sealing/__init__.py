"""Envelopes: opening what was sealed for this server, and sealing answers."""
