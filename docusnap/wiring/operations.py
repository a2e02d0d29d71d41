"""Which operations there are: our own, those of installed packages, and those of the settings."""

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


def operation_names(settings: Settings) -> set[str]:
    """The names of all operations, without making them. Raises Misconfigured when a module cannot be loaded."""
    added = (name for name, _ in from_modules(settings.operations.operations))
    return (
        {kind.declaration.name for kind in OWN_OPERATIONS}
        | {point.name for point in entry_points(group=GROUP)}
        | set(added)
    )


def registered_operations(chosen: OperationSettings, engines: Engines, record: Record) -> Registry:
    """Every operation by its name. Raises Misconfigured, also where two have the same name."""
    operations = Registry()
    register_own(operations, engines, record)
    for name, operation in from_entry_points(entry_points(group=GROUP)):
        operations.register(name, operation)
    for name, operation in from_modules(chosen.operations):
        operations.register(name, operation)
    return operations


def register_own(operations: Registry, engines: Engines, record: Record) -> None:
    """Our own; those that declare it may come sealed."""
    for kind in OWN_OPERATIONS:
        operation, declared = kind(engines.reader, engines.understanding), kind.declaration
        takes_form = declared.instead_of_images is not None
        sealable = Sealable(operation, record.files, engines.opener, takes_form=takes_form)
        operations.register(declared.name, sealable if declared.sealable else operation, declared)
