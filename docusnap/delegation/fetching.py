"""Fetches images by their web addresses, and remembers which content each address leads to."""

import threading
import time
from collections.abc import Sequence
from urllib.parse import urljoin

from docusnap.database import redirects
from docusnap.database.base import Database, Transaction
from docusnap.delegation.guarded_http import GuardedHttp, HttpResponse
from docusnap.domain.byte_sizes import readable_size
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import Busy, FetchFailed, FetchingOff, NotFound, TooLarge, Unreachable
from docusnap.domain.request import Upload
from docusnap.files.base import FileStore

_MOST_HOPS = 5
_CONTENT = "sha256:"
_ACCEPT = {"Accept": "image/*, application/pdf"}
_REDIRECTED = frozenset({301, 302, 303, 307, 308})


class Fetcher:
    """Fetches, at most a few at a time, and remembers for a while which content an address leads to."""

    def __init__(
        self,
        database: Database,
        files: FileStore,
        http: GuardedHttp | None,
        *,
        seconds: float,
        max_bytes: int,
        max_total_bytes: int,
        remembered: float,
        at_once: int,
        clock: WallClock,
    ) -> None:
        """Without `http` every address is refused.

        `seconds` and `max_total_bytes`: for all images of one request; `max_bytes`: of each. `remembered`: seconds for
        which the content of an address is taken as known. `at_once`: requests that may fetch at the same time.
        """
        self._database = database
        self._files = files
        self._http = http
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._max_total_bytes = max_total_bytes
        self._remembered = remembered
        self._free = threading.BoundedSemaphore(at_once)
        self._clock = clock

    def contents(self, uploads: Sequence[Upload | str]) -> list[Upload]:
        """The uploads, each address replaced by its content.

        Raises FetchingOff, AddressRefused, TooLarge, FetchFailed or Busy.
        """
        addresses = [upload for upload in uploads if isinstance(upload, str)]
        fetched = self._fetched(addresses) if addresses else {}
        return [fetched[upload] if isinstance(upload, str) else upload for upload in uploads]

    def _fetched(self, addresses: Sequence[str]) -> dict[str, Upload]:
        if self._http is None:
            raise FetchingOff
        for url in addresses:
            self._http.check(url)
        if not self._free.acquire(blocking=False):
            raise Busy("Too many images are being fetched at the moment; send it again in a few seconds.")
        try:
            until, found, left = time.monotonic() + self._seconds, dict[str, Upload](), self._max_total_bytes
            for url in dict.fromkeys(addresses):
                known = self._known(url)
                found[url] = self._fetch(url, self._http, until, left) if known is None else known
                left -= len(found[url].content)
            return found
        finally:
            self._free.release()

    def _fetch(self, url: str, http: GuardedHttp, until: float, left: int) -> Upload:
        names, answer = [url], HttpResponse(0)
        most = max(0, min(self._max_bytes, left))
        for _ in range(_MOST_HOPS + 1):
            try:
                seconds = max(0.0, until - time.monotonic())
                answer = http.request("GET", names[-1], headers=_ACCEPT, max_bytes=most, seconds=seconds)
            except TooLarge as error:
                raise TooLarge(f"The image at {url} is larger than {readable_size(most)}.") from error
            except Unreachable as error:
                raise FetchFailed(f"The image at {url} could not be fetched: {error}") from error
            if answer.status not in _REDIRECTED or "location" not in answer.headers:
                break
            names.append(urljoin(names[-1], answer.headers["location"]).partition("#")[0])
            if (known := self._known(names[-1])) is not None:
                return self._learnt(names[:-1], known)
        if answer.status != 200 or not answer.body:
            raise FetchFailed(f"The image at {url} could not be fetched: its server answered {answer.status}.")
        return self._learnt(names, Upload(answer.body))

    def _known(self, url: str) -> Upload | None:
        after = self._clock() - self._remembered
        target = self._database.read(lambda tx: redirects.target_of(tx, redirects.CONTENT, url, after))
        if target is None:
            return None
        try:
            return Upload(self._files.get(target.removeprefix(_CONTENT)))
        except NotFound:
            return None

    def _learnt(self, names: list[str], content: Upload) -> Upload:
        target, now = _CONTENT + content.sha256, self._clock()

        def write(tx: Transaction) -> None:
            for name in names:
                redirects.add(tx, redirects.CONTENT, name, target, now)

        self._database.write(write)
        return content
