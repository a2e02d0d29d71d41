"""Forms: labels, their values, and the blanks to fill."""
