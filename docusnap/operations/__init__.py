"""The strategy map: named ways to work on an input."""
