"""Flattening, and what it may cost."""

import tracemalloc
from typing import Any

import pytest

from docusnap.domain.key_values import KeyValueLimit, KeyValueLimitError, flatten

SIZE = 500_000
LONG = "k" * 200_000


def test_nested_keys_are_joined_and_items_of_lists_numbered() -> None:
    given = {"Shop": {"Name": "Leaf", "Open": True}, "Items": [{"Price": 1.5}, "x", None], "": {"a": 1}}
    assert dict(flatten(given, KeyValueLimit(100))) == {
        "Shop.Name": "Leaf",
        "Shop.Open": "true",
        "Items.1.Price": "1.5",
        "Items.2": "x",
        "a": "1",
    }


def nested(key: str, depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {key: value}
    return value


@pytest.mark.parametrize(
    "value",
    [
        {LONG: {str(n): 1 for n in range(40_000)}},
        {"k" * 5_000: {str(n): 1 for n in range(60_000)}},
        {"k": [1] * 250_000},
        nested("k" * 2_500, 195),
    ],
    ids=["a long key", "a key", "a list", "depth"],
)
def test_half_a_megabyte_never_costs_more_than_twenty_times_its_bytes_and_ten_megabytes(value: Any) -> None:
    tracemalloc.start()
    with pytest.raises(KeyValueLimitError):
        dict(flatten(value, KeyValueLimit(SIZE)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * SIZE + 10_000_000


def test_what_people_send_is_within_the_limit_however_much_it_is() -> None:
    receipt = {"Shop": {"Name": "GREEN LEAF BOOKS", "Street": "12 Jalan Mawar"}, "Total": "9.00", "Date": "03/04/2024"}
    library = {str(n): receipt for n in range(10_000)}
    assert len(dict(flatten(library, KeyValueLimit(100 * len(library))))) == 40_000
