"""Tables: rows and columns told by ruled cells, or by alignment alone."""
