"""The engine that reads nothing: for pages that bring their own text, and for trying the rest without an engine."""

from docusnap.domain.page import Segment
from docusnap.ocr.engine import Image, Turn


class NullEngine:
    """Finds no text on any page."""

    name = "null"
    recipe = "null"

    def read(self, image: Image) -> list[Segment]:
        """Always []."""
        return []

    def turn(self, image: Image) -> Turn:
        """Always 0."""
        return 0

    def close(self) -> None:
        """Holds nothing."""
