"""Hooks: what a program that embeds DocuSnap, or a module named in the settings, adds to the work itself."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from docusnap.delegation.inline import Mitigation
from docusnap.domain.errors import Misconfigured
from docusnap.domain.task import Failure
from docusnap.queue.quarantine import QuarantineConsumer
from docusnap.queue.retry import RetryPolicy

DEFAULT = "default"
"""In `Hooks.callbacks`: of every operation that has no callback of its own."""

TaskCallback = Callable[..., object]
"""Called `(operation, uri, result_or_failure, *callback_args)` once for each task that ends."""

JobCallback = Callable[[str, str, Mapping[str, Any] | Failure, Sequence[Sequence[Any]]], object]
"""Called `(operation, uri, result_or_failure, callback_args_of_each_task)`."""


@dataclass(frozen=True, slots=True)
class OncePerJob:
    """A callback that is called once for each job that ends, with the arguments of all tasks that waited for it."""

    call: JobCallback


Callback = TaskCallback | OncePerJob


@dataclass(frozen=True, slots=True)
class Hooks:
    """All by operation where they are mappings. Callbacks are called again until they return.

    `callbacks`: called when tasks end; `default`: for operations without one of their own. `on_quarantine`: called
    `(operation, uri, exception, kwargs)` for each job that gave up, at least once; `kwargs` are those that the
    operation was called with. `mitigation`: says which requests whose result is not known are done at once, by whoever
    asks. `retry_policies`: how often and how long a failing job is tried again, where the settings are not to count.
    """

    callbacks: Mapping[str, Callback] = field(default_factory=dict)
    on_quarantine: QuarantineConsumer | None = None
    mitigation: Mitigation | None = None
    retry_policies: Mapping[str, RetryPolicy] = field(default_factory=dict)

    def callback_of(self, operation: str) -> Callback | None:
        """The callback of the operation, or the default one."""
        return self.callbacks.get(operation) or self.callbacks.get(DEFAULT)

    def have_callback(self, operation: str) -> bool:
        """Whether one is called when a task of the operation ends."""
        return self.callback_of(operation) is not None

    def check(self, operations: Collection[str]) -> None:
        """Raises Misconfigured when a hook is for an operation that there is not."""
        unknown = {*self.callbacks, *self.retry_policies} - {*operations, DEFAULT}
        if unknown:
            known = ", ".join(operations)
            raise Misconfigured(f"Hooks: there is no operation {', '.join(sorted(unknown))}; known are {known}.")


def combined(hooks: Iterable[Hooks]) -> Hooks:
    """All of them as one. Raises Misconfigured when two are for the same."""
    together = Hooks()
    for one in hooks:
        doubled = sorted({*together.callbacks} & {*one.callbacks} | {*together.retry_policies} & {*one.retry_policies})
        doubled += [name for name in ("on_quarantine", "mitigation") if getattr(together, name) and getattr(one, name)]
        if doubled:
            raise Misconfigured(f"Two hooks are given for {', '.join(doubled)}.")
        together = Hooks(
            {**together.callbacks, **one.callbacks},
            together.on_quarantine or one.on_quarantine,
            together.mitigation or one.mitigation,
            {**together.retry_policies, **one.retry_policies},
        )
    return together


def hooks_of_modules(names: Iterable[str]) -> Hooks:
    """The `HOOKS` of the modules that have any. Raises Misconfigured when one cannot be loaded or holds no `Hooks`."""
    found = []
    for name in names:
        try:
            hooks = getattr(import_module(name), "HOOKS", Hooks())
        except Exception as error:
            raise Misconfigured(f"DOCUSNAP_OPERATIONS: {name!r} cannot be loaded: {error}.") from error
        if not isinstance(hooks, Hooks):
            raise Misconfigured(f"DOCUSNAP_OPERATIONS: {name}.HOOKS is not a docusnap.delegation.hooks.Hooks.")
        found.append(hooks)
    return combined(found)
