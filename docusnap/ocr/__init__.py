"""Page image to words."""
