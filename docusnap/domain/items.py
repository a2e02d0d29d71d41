"""The line items of a receipt or an invoice."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docusnap.domain.page import Box, Polygon
from docusnap.domain.polygons import polygon_json


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was sold, as a row of the paper states it; a discount has a negative amount.

    `quantity`, `unit_price` and `tax` (the mark or rate of its tax: "SR", "*", "19%") are None where the row has none.
    `checks`: "product" where quantity and unit price make the amount, "sum" where all amounts make a sum of the paper.
    """

    name: str
    amount: Decimal
    quantity: Decimal | None
    unit_price: Decimal | None
    tax: str | None
    page: int
    box: Box
    polygon: Polygon | None = None
    checks: tuple[str, ...] = ()

    def as_json(self) -> Mapping[str, Any]:
        """As it stands in a result; decimals as texts."""
        return {
            "name": self.name,
            "quantity": None if self.quantity is None else f"{self.quantity:f}",
            "unit_price": None if self.unit_price is None else f"{self.unit_price:f}",
            "amount": f"{self.amount:f}",
            "tax": self.tax,
            "page": self.page,
            "box": [round(c) for c in self.box],
            "polygon": polygon_json(self.polygon),
            "checks": list(self.checks),
        }


@dataclass(frozen=True, slots=True)
class ItemList:
    """The rows in the order of the paper. `adds_up`: whether they make a sum of the paper; None if it states none."""

    items: tuple[Item, ...] = ()
    adds_up: bool | None = None
