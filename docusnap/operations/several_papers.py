"""Pages that turned out to be several papers: the result of their task."""

from collections.abc import Sequence
from dataclasses import astuple, replace

from docusnap.domain.answer import Usage
from docusnap.domain.page import Page
from docusnap.domain.quality import quality_json
from docusnap.domain.result import Caution, DocumentResult


def as_one(papers: Sequence[DocumentResult], pages: Sequence[Page]) -> DocumentResult:
    """The result of a task: the only paper's, or the first one's with a warning and with all of them as `papers`."""
    if len(papers) == 1:
        return papers[0]
    costs = [paper.usage for paper in papers if paper.usage]
    usage = Usage(*(sum(cost) for cost in zip(*map(astuple, costs), strict=True))) if costs else None
    several = (*papers[0].cautions, Caution("document", "several_documents"))
    quality = quality_json([page.quality for page in pages])
    sent = [paper.pictures_sent for paper in papers if paper.pictures_sent is not None]
    return replace(
        papers[0],
        cautions=several,
        papers=tuple(papers),
        usage=usage,
        quality=quality,
        pictures_sent=sum(sent) if sent else None,
    )
