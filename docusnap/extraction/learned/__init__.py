"""Choosers that `training` fits: among candidates that rules found, the likeliest, and how likely it is."""
