"""Words of Chinese and Japanese, which are written without spaces between."""

import re
from collections.abc import Sequence
from typing import Final

CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Their characters, for use between the brackets of a pattern."""
_BETWEEN = re.compile(rf"(?<=[{CJK}]) (?=[{CJK}])")


def joined(words: Sequence[str]) -> str:
    """The words as one text, a space between, none where two CJK characters meet."""
    return _BETWEEN.sub("", " ".join(words))
