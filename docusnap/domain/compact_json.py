"""JSON as it is stored and sent: as short as it can be."""

import json

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def compact_json(value: object) -> str:
    """JSON without spaces, in the characters as they are. Raises ValueError on NaN and infinities."""
    return _ENCODER.encode(value)
