"""What kind of paper the pages are, and where one paper ends and the next begins."""
