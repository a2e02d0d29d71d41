"""Where files are kept: in the data folder or in S3, and in Valkey before they are read."""

from pathlib import Path

from docusnap.backup import FILES
from docusnap.domain.errors import Misconfigured
from docusnap.files.base import FileStore
from docusnap.files.local import LocalFiles
from docusnap.settings.groups import StorageSettings


def file_store(chosen: StorageSettings, *, alone: bool = False) -> FileStore:
    """The one that the settings choose. `alone`: no other process uses the data folder. Raises Misconfigured."""
    if chosen.files:
        return _in_s3(chosen)
    store = LocalFiles(folder_of_files(chosen), keep_free=chosen.keep_free_bytes)
    if alone:
        store.clear_incoming()
    return store


def folder_of_files(chosen: StorageSettings) -> Path:
    """In the data folder. Raises Misconfigured where files are kept elsewhere."""
    if chosen.files:
        raise Misconfigured(f"The files are kept in {chosen.files}, not in the data folder (DOCUSNAP_FILES).")
    return chosen.data_dir / FILES


def _in_s3(chosen: StorageSettings) -> FileStore:
    try:
        from docusnap.files.s3 import S3Files
    except ImportError as error:
        told = "DOCUSNAP_FILES needs the S3 client: pip install 'docusnap[s3]'"
        raise Misconfigured(f"{told} ({error}).") from error
    store = S3Files(chosen.files, endpoint=chosen.s3_endpoint)
    store.check()
    return store
