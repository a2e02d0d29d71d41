"""How JSON is kept in the record."""

import json


def compact(value: object) -> str:
    """JSON without spaces, in the characters as they are. Raises ValueError on NaN and infinities."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
