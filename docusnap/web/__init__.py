"""Pages for people: reading a paper, looking at what came of it, and signing in."""
