"""Operations that others bring: packages by entry point, modules by name."""

import sys
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pytest

from docusnap.domain.errors import Misconfigured
from docusnap.operations.plugins import GROUP, from_entry_points, from_modules
from docusnap.operations.registry import Registry


def shout(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
    return {"shouted": uri.upper(), **kwargs}


class Whisper:
    recipe = "whisper-7"

    def __call__(self, uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        return {"whispered": uri}


@pytest.fixture
def module(monkeypatch):
    """An installed module for others to bring operations in."""
    made = ModuleType("brings_operations")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def test_a_module_brings_functions_and_objects_under_their_names(module) -> None:
    module.OPERATIONS = {"shout": shout, "whisper": Whisper(), "whisper_too": Whisper}
    found = dict(from_modules([module.__name__]))
    assert found["shout"]("a", None, loud=True) == {"shouted": "A", "loud": True}
    assert found["whisper"]("a", None) == found["whisper_too"]("a", None) == {"whispered": "a"}


@pytest.mark.parametrize(
    ("function", "got"),
    [
        (lambda uri, context: {}, {}),
        (lambda uri, context, attempt=1: {"attempt": attempt}, {"attempt": 2}),
        (lambda uri, context, *, files: {"files": files}, {"files": ["f"]}),
        (lambda uri, context, **kwargs: kwargs, {"files": ["f"], "attempt": 2}),
    ],
)
def test_an_operation_gets_the_arguments_that_its_signature_names(module, function, got) -> None:
    module.OPERATIONS = {"note": function}
    ((_, operation),) = from_modules([module.__name__])
    assert operation("a", None, files=["f"], attempt=2) == got


def test_a_module_with_hooks_may_bring_no_operations(module) -> None:
    module.HOOKS = object()
    assert list(from_modules([module.__name__])) == []


def test_the_recipe_tells_which_callable_and_what_it_says_of_itself(module) -> None:
    module.OPERATIONS = {"shout": shout, "whisper": Whisper()}
    found = dict(from_modules([module.__name__]))
    assert found["shout"].recipe.endswith("shout/")
    assert found["whisper"].recipe.endswith("Whisper/whisper-7")


def test_a_recipe_that_changes_is_seen(module) -> None:
    whisper = Whisper()
    module.OPERATIONS = {"whisper": whisper}
    (_, found), *_ = from_modules([module.__name__])
    whisper.recipe = "whisper-8"
    assert found.recipe.endswith("whisper-8")


def test_a_package_brings_an_operation_by_entry_point(module) -> None:
    module.shout = shout
    ((name, found),) = from_entry_points([EntryPoint("shout", f"{module.__name__}:shout", GROUP)])
    assert (name, found("a", None)) == ("shout", {"shouted": "A"})


@pytest.mark.parametrize("brought", [None, ["shout"], {"shout": "no callable"}])
def test_a_module_without_operations_stops_the_start(module, brought) -> None:
    if brought is not None:
        module.OPERATIONS = brought
    with pytest.raises(Misconfigured, match=r"OPERATIONS|not callable"):
        list(from_modules([module.__name__]))


def test_what_cannot_be_loaded_stops_the_start_and_is_named() -> None:
    with pytest.raises(Misconfigured, match="'nowhere_to_be_found'"):
        list(from_modules(["nowhere_to_be_found"]))
    with pytest.raises(Misconfigured, match="'shout'"):
        list(from_entry_points([EntryPoint("shout", "nowhere_to_be_found:shout", GROUP)]))


@pytest.mark.parametrize("name", ["", "Shout", "a/b", "a-b", "1a", "a" * 61])
def test_a_name_that_cannot_stand_in_an_address_is_refused(name: str) -> None:
    with pytest.raises(Misconfigured):
        Registry().register(name, Whisper())


def test_a_name_is_taken_once() -> None:
    registry = Registry()
    registry.register("whisper", Whisper())
    with pytest.raises(Misconfigured, match="Two operations"):
        registry.register("whisper", Whisper())
