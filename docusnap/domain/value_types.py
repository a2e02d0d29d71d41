"""The types that a value may have, and the fixed form that programs take it in."""

from collections.abc import Mapping
from typing import Literal

ValueType = Literal["date", "money", "number", "phone", "email", "address", "check_box", "text"]
Normalized = str | bool | Mapping[str, str | None] | None
"""What a program takes for the value: see `docusnap.domain.result.TypedValue`."""
