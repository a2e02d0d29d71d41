"""Text to a structured answer."""
