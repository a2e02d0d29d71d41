"""Documents: what clients uploaded."""

from dataclasses import dataclass

from docusnap.domain.task import StoredFile


@dataclass(frozen=True, slots=True)
class Document:
    """One or more files, in page order, of one client; none once it was forgotten. Times are Unix seconds."""

    id: str
    client_id: str
    files: tuple[StoredFile, ...]
    created_at: float
    forgotten_at: float | None = None
