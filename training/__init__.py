"""Makers of papers whose truth is known, read by the product's own engine, and the fitting of what ships."""
