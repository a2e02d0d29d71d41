"""One process at a time may own a data folder: what it finds running there is then surely dead."""

import fcntl
import os
from pathlib import Path

from docusnap.domain.errors import Misconfigured


class FolderOwnership:
    """Holds a lock on the folder until closed or until the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder if need be. Raises Misconfigured when another process owns it, or it cannot be written."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle: int | None = os.open(folder / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Misconfigured(f"The data folder {folder} cannot be written ({error.strerror}).") from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise Misconfigured(
                f"Another docusnap process uses the data folder {folder}; stop it, or set DOCUSNAP_DATA_DIR."
            ) from None

    def close(self) -> None:
        """Lets go of the folder; may be called twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
