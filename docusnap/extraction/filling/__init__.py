"""Filling a form from a library of known documents."""
