"""Who may come in: keys, how often they may ask, and who needs none."""
