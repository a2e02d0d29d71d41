"""Documents, as functions over a transaction."""

from docusnap.database import files
from docusnap.database.base import Transaction
from docusnap.domain.document import Document
from docusnap.domain.errors import Deleted, NotFound
from docusnap.domain.task import StoredFile


def add(tx: Transaction, new: Document) -> None:
    """Records the document and its files."""
    tx.run("add_document", id=new.id, client_id=new.client_id, created_at=new.created_at)
    for position, file in enumerate(new.files):
        files.add(tx, file, new.created_at)
        tx.run("add_document_file", document_id=new.id, position=position, sha256=file.sha256)


def lock(tx: Transaction, document_id: str) -> None:
    """Until this transaction ends, nobody forgets the document or adds a task to it."""
    tx.row("lock_document", id=document_id)


def existing(tx: Transaction, document_id: str, client_id: str | None = None) -> Document:
    """The document, as `find` finds it. Raises NotFound, or Deleted once it was forgotten."""
    found = find(tx, document_id, client_id)
    if found is None:
        raise NotFound("There is no document with this id.")
    if found.forgotten_at is not None:
        raise Deleted.at("The document", found.forgotten_at)
    return found


def find(tx: Transaction, document_id: str, client_id: str | None = None) -> Document | None:
    """The document with its files in page order; only that client's if one is given."""
    row = tx.row("document", id=document_id, client_id=client_id)
    if row is None:
        return None
    files = tx.rows("document_files", document_id=document_id)
    stored = tuple(StoredFile(f["sha256"], f["size"], f["media_type"]) for f in files)
    return Document(row["id"], row["client_id"], stored, row["created_at"], row["forgotten_at"])
