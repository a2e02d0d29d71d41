"""Documents, as functions over a transaction."""

from dataclasses import asdict

from docusnap.database.base import Transaction
from docusnap.domain.document import Document
from docusnap.domain.task import StoredFile


def add(tx: Transaction, new: Document) -> None:
    """Records the document and its files."""
    tx.run("add_document", id=new.id, client_id=new.client_id, created_at=new.created_at)
    for position, file in enumerate(new.files):
        tx.run("add_file", **asdict(file), created_at=new.created_at)
        tx.run("add_document_file", document_id=new.id, position=position, sha256=file.sha256)


def find(tx: Transaction, document_id: str) -> Document | None:
    """The document with its files in page order."""
    row = tx.row("document", id=document_id)
    if row is None:
        return None
    files = tx.rows("document_files", document_id=document_id)
    stored = tuple(StoredFile(f["sha256"], f["size"], f["media_type"]) for f in files)
    return Document(row["id"], row["client_id"], stored, row["created_at"])
