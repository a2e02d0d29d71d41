"""API keys, request rates, and the check at the start that an exposed server asks for keys."""
