"""The shared words: plain frozen types and pure rules. Knows nothing of the rooms above."""
