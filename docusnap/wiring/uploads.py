"""What comes in: files that clients send, and images by their addresses."""

from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.guarded_http import GuardedHttp
from docusnap.delegation.uploads import Uploads
from docusnap.domain.clock import wall_clock
from docusnap.settings.groups import Settings
from docusnap.wiring.record import Record


def uploads_of(record: Record, settings: Settings) -> Uploads:
    """Within the limits of the settings."""
    limits = settings.limits
    fetcher = _fetcher(record, settings)
    return Uploads(record.files, fetcher, max_file_bytes=limits.max_file_bytes, max_files=limits.max_pages)


def _fetcher(record: Record, settings: Settings) -> Fetcher:
    """Fetches nothing unless the settings allow it."""
    chosen = settings.outside
    return Fetcher(
        record.database,
        record.files,
        GuardedHttp(allow=chosen.fetch_allow, seconds=chosen.fetch_seconds) if chosen.fetch_urls else None,
        seconds=chosen.fetch_seconds,
        max_bytes=settings.limits.max_file_bytes,
        max_total_bytes=settings.limits.max_request_bytes,
        remembered=chosen.fetch_remembered,
        at_once=max(1, settings.server.http_threads // 4),
        clock=wall_clock,
    )
