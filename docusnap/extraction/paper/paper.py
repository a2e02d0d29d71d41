"""The pages of one paper, with what several readers ask about them, each found out once."""

from collections.abc import Sequence
from functools import cached_property

from docusnap.domain.kinds import Judgement
from docusnap.domain.page import Page
from docusnap.extraction.identity import IdentityReading, read_identity
from docusnap.extraction.paper.classify import Floats, kind_classifier
from docusnap.extraction.paper.features import features_of

_PROVEN = 0.99
"""How sure a machine-readable zone whose check digits hold makes an identity paper."""


class SeenPage:
    """A page with its features and its machine-readable zone, each computed when it is first asked for."""

    def __init__(self, page: Page) -> None:
        """Computes nothing yet."""
        self.page = page

    @cached_property
    def features(self) -> Floats:
        """What the classifier of kinds looks at."""
        return features_of(self.page)

    @cached_property
    def identity(self) -> IdentityReading | None:
        """What a machine-readable zone on the page says, if there is one whose check digits hold."""
        return read_identity([self.page])

    @cached_property
    def judgement(self) -> Judgement:
        """What kind of paper the page is by its features alone."""
        return kind_classifier().judged([self.features] if self.page.segments else [])


class Paper(tuple[Page, ...]):
    """The pages of one paper in order; `Paper(pages)` takes any pages as one."""

    @cached_property
    def seen(self) -> tuple[SeenPage, ...]:
        """Each page with what was found out about it; set by whoever has looked at the pages already."""
        return tuple(map(SeenPage, self))

    @cached_property
    def identity(self) -> IdentityReading | None:
        """What the first machine-readable zone says, None if there is none whose check digits hold."""
        return next((page.identity for page in self.seen if page.identity), None)

    @cached_property
    def judgement(self) -> Judgement:
        """What kind of paper the pages are, taken as one."""
        if self.identity:
            return Judgement({"identity": _PROVEN, "none": 1 - _PROVEN})
        return kind_classifier().judged(seen.features for seen in self.seen if seen.page.segments)


def as_paper(pages: Sequence[Page]) -> Paper:
    """The same paper, or the pages as one."""
    return pages if isinstance(pages, Paper) else Paper(pages)
