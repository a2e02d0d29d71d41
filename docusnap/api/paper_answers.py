"""What a client gets of its library: bodies of answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel

from docusnap.delegation.library import PaperInContext
from docusnap.domain.paper import KnownPaper


class PaperBody(BaseModel):
    """A paper of the library, by its task. `copies`: how many other papers seem to be the same one.

    `date` is ISO, `total` a decimal, `currency` its ISO code; null where it is not known. `tags`: with the task's own.
    """

    task_id: str
    operation: str
    created_at: datetime
    kind: str
    title: str
    tags: Sequence[str]
    seller: str | None
    date: str | None
    total: str | None
    currency: str | None
    copies: int

    @classmethod
    def of(cls, paper: KnownPaper) -> Self:
        """As clients see it."""
        return cls(
            task_id=paper.task_id,
            operation=paper.operation,
            created_at=datetime.fromtimestamp(paper.created_at, UTC),
            kind=paper.kind,
            title=paper.title,
            tags=paper.tags,
            seller=paper.seller,
            date=paper.dated,
            total=paper.total,
            currency=paper.currency,
            copies=paper.copies,
        )


class PapersBody(BaseModel):
    """A page of the library, newest first; `next` is the cursor of the next page, null on the last."""

    papers: list[PaperBody]
    next: str | None


class RelatedPaperBody(BaseModel):
    """Another paper of the library."""

    task_id: str
    kind: str
    title: str
    created_at: datetime

    @classmethod
    def of(cls, paper: KnownPaper) -> Self:
        """As clients see it."""
        at = datetime.fromtimestamp(paper.created_at, UTC)
        return cls(task_id=paper.task_id, kind=paper.kind, title=paper.title, created_at=at)


class PaperReport(PaperBody):
    """A paper with the others that seem to be the same one, oldest first, and those that belong with it, best first."""

    same: list[RelatedPaperBody]
    related: list[RelatedPaperBody]

    @classmethod
    def of_one(cls, found: PaperInContext) -> Self:
        """As clients see it."""
        told = PaperBody.of(found.paper).model_dump() | {"copies": len(found.copies)}
        same, related = ([RelatedPaperBody.of(one) for one in some] for some in (found.copies, found.related))
        return cls(**told, same=same, related=related)


class LibraryBody(BaseModel):
    """How many papers the library holds of each kind and, for the commonest, with each tag."""

    kinds: Mapping[str, int]
    tags: Mapping[str, int]


class DeletedBody(BaseModel):
    """How many of the tasks were deleted; the others are not the client's, or were deleted before."""

    deleted: int
