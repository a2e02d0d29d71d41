"""Every value against the page."""
