"""Hooks that a program gives and those that modules bring."""

import sys
from types import ModuleType

import pytest

from docusnap.delegation.hooks import Hooks, combined, hooks_of_modules
from docusnap.domain.errors import Misconfigured
from docusnap.queue.retry import RetryPolicy


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """An installed module for others to bring hooks in."""
    made = ModuleType("brings_hooks")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def test_the_hooks_of_modules_and_of_the_program_count_together(module: ModuleType) -> None:
    module.HOOKS = Hooks({"note": print}, mitigation=bool)  # type: ignore[attr-defined]
    own = Hooks({"default": repr}, on_quarantine=print, retry_policies={"note": RetryPolicy(attempts=1)})
    hooks = combined([own, hooks_of_modules([module.__name__])])
    assert [hooks.callback_of("note"), hooks.callback_of("document")] == [print, repr]
    assert (hooks.on_quarantine, hooks.mitigation, hooks.retry_policies["note"].attempts) == (print, bool, 1)


def test_a_module_without_hooks_brings_none(module: ModuleType) -> None:
    assert hooks_of_modules([module.__name__]) == Hooks()


@pytest.mark.parametrize("one", [Hooks({"note": print}), Hooks(mitigation=bool)])
def test_two_hooks_for_the_same_stop_the_start(one: Hooks) -> None:
    with pytest.raises(Misconfigured, match=r"note|mitigation"):
        combined([one, one])


def test_a_hook_for_an_operation_that_there_is_not_stops_the_start() -> None:
    Hooks({"note": print, "default": print}).check(["note"])
    with pytest.raises(Misconfigured, match="no operation nte; known are note"):
        Hooks({"nte": print}).check(["note"])


def test_hooks_that_cannot_be_loaded_stop_the_start(module: ModuleType) -> None:
    module.HOOKS = {"note": print}  # type: ignore[attr-defined]
    for name in module.__name__, "nowhere_to_be_found":
        with pytest.raises(Misconfigured, match=name):
            hooks_of_modules([name])
