"""URIs: names of what an operation is applied to, by content."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from docusnap.domain.task import StoredFile


def content_uri(files: Sequence[StoredFile], parameters: Mapping[str, Any], recipe: str) -> str:
    """Names the input by content: "sha256:" over the files' names in order, the parameters and the recipe."""
    named = json.dumps([[f.sha256 for f in files], parameters, recipe], sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(named.encode()).hexdigest()
