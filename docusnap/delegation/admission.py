"""Whether there is room for more: on the disk, and in the line of one client."""

from docusnap.database import jobs
from docusnap.database.base import Database
from docusnap.domain.errors import TooManyWaiting
from docusnap.files.base import FileStore


class Admission:
    """Asked before anything of a request is stored."""

    def __init__(self, database: Database, files: FileStore, *, max_waiting: int) -> None:
        """`max_waiting`: jobs of one client that may wait at a time; 0: any number."""
        self._database = database
        self._files = files
        self._max_waiting = max_waiting

    def check(self, client_id: str, size: int = 0) -> None:
        """Raises TooManyWaiting or StorageFull when the client's `size` bytes are not to be taken now."""
        most = self._max_waiting
        if most and self._database.read(lambda tx: jobs.waiting(tx, client_id, most)) >= most:
            raise TooManyWaiting(f"{most} of your tasks wait already (DOCUSNAP_MAX_WAITING); nothing was accepted.")
        self.check_room(size)

    def check_room(self, size: int = 0) -> None:
        """Raises StorageFull when so many bytes more would leave too little space on the disk."""
        self._files.check_room(size)
