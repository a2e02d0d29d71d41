"""Which operations there are: our own, those of installed packages, and those of the settings."""

from collections.abc import Collection
from importlib.metadata import entry_points

from docusnap.operations.auto import AutoOperation
from docusnap.operations.document import DocumentOperation
from docusnap.operations.form import FormOperation
from docusnap.operations.form_filling import FormFillingOperation
from docusnap.operations.plugins import GROUP, from_entry_points, from_modules
from docusnap.operations.registry import Registry
from docusnap.operations.sealed import Sealable
from docusnap.settings.groups import OperationSettings, Settings
from docusnap.wiring.engines import Engines
from docusnap.wiring.record import Record

OWN_OPERATIONS = (DocumentOperation, FormOperation, FormFillingOperation, AutoOperation)
"""DocuSnap's own operations; a new one is added here."""

OWN_NAMES = frozenset(kind.declaration.name for kind in OWN_OPERATIONS)


def operation_names(settings: Settings) -> frozenset[str]:
    """The names of all operations, without making them. Raises Misconfigured when a module cannot be loaded."""
    added = (name for name, _ in from_modules(settings.operations.operations))
    return OWN_NAMES | {point.name for point in entry_points(group=GROUP)} | set(added)


def registered_operations(
    chosen: OperationSettings, engines: Engines | None, record: Record, only: Collection[str] | None = None
) -> Registry:
    """All operations by their names, or `only` these; our own with `engines` only.

    Raises Misconfigured, also where two have the same name.
    """
    operations = Registry()
    if engines is not None:
        register_own(operations, engines, record)
    points = [point for point in entry_points(group=GROUP) if only is None or point.name in only]
    for name, operation in (*from_entry_points(points), *from_modules(chosen.operations)):
        if only is None or name in only:
            operations.register(name, operation)
    return operations


def register_own(operations: Registry, engines: Engines, record: Record) -> None:
    """Our own; those that declare it may come sealed."""
    for kind in OWN_OPERATIONS:
        operation, declared = kind(engines.reader, engines.understanding), kind.declaration
        takes_form = declared.instead_of_images is not None
        sealable = Sealable(operation, record.files, engines.opener, takes_form=takes_form)
        operations.register(declared.name, sealable if declared.sealable else operation, declared)
