"""Makers of papers of every kind, to learn telling them apart, and the fitting of the classifier."""
