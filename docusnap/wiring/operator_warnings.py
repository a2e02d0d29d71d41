"""What whoever runs the server must know now: what is down, what is missing, what will soon be."""

from collections.abc import Iterator

from docusnap.database import sqlite_driver as driver
from docusnap.domain.errors import DocusnapError, StorageFailure
from docusnap.settings.groups import Settings
from docusnap.wiring.record import on_server
from docusnap.wiring.services import Services

NEARLY_FULL_BYTES = 2_000_000_000
"""How much more must fit on the disk for it not to be nearly full."""


def operator_warnings(settings: Settings, services: Services) -> Iterator[str]:
    """A sentence for each, the gravest first."""
    try:
        degraded = services.check()
    except DocusnapError as error:
        yield str(error)
        degraded = ()
    yield from (f"{one.part}: {one.detail}" for one in degraded)
    try:
        services.admission.check_room(NEARLY_FULL_BYTES)
    except StorageFailure:
        yield (
            "The disk is nearly full: soon nothing more is taken in. Make room, or keep results for fewer days "
            "(DOCUSNAP_KEEP_COMPLETED_DAYS)."
        )
    if settings.llm.offline:
        yield (
            "No language model is set (DOCUSNAP_LLM_MODEL): the offline reader understands common papers, but not "
            "whatever comes."
        )
    if not on_server(settings.storage) and driver.version < driver.SAFE_TO_SHARE:
        found, wanted = (".".join(map(str, one)) for one in (driver.version, driver.SAFE_TO_SHARE))
        yield (
            f"SQLite {found} can damage a database that two processes write; have {wanted} or newer (pip install "
            "pysqlite3) before you run `docusnap worker` beside the server."
        )
