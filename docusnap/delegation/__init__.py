"""Get the result or delegate the work."""
