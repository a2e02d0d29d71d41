"""Which library entries belong with a document: they share numbers, names or a company."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.dates import parse_date

MOST_RELATED = 5
_ENOUGH = 2.0
_NAMES = re.compile(r"name|company|employer|merchant|vendor|holder|issuer|bank|firma|nama|公司|姓名", re.IGNORECASE)
_SAME_NAME = 92


def related_to(
    title: str, tags: Sequence[str], kv: Mapping[str, str], library: Sequence[LibraryEntry]
) -> tuple[str, ...]:
    """The ids of at most five entries, best first; none where nothing but chance links them."""
    scored = [(_score(title, tags, kv, entry), -at, entry.id) for at, entry in enumerate(library)]
    return tuple(id for score, _, id in sorted(scored, reverse=True)[:MOST_RELATED] if score >= _ENOUGH)


def _score(title: str, tags: Sequence[str], kv: Mapping[str, str], entry: LibraryEntry) -> float:
    numbers = _numbers(kv) & _numbers(entry.kv)
    names = _same_names(_named(kv), _named(entry.kv))
    tagged = {t.casefold() for t in tags} & {t.casefold() for t in entry.tags}
    titled = title and entry.title and fuzz.token_sort_ratio(title.casefold(), entry.title.casefold()) >= _SAME_NAME
    return 3.0 * len(numbers) + 2.0 * names + 0.5 * min(len(tagged), 2) + (1.5 if titled else 0.0)


def _numbers(kv: Mapping[str, str]) -> set[str]:
    """Numbers and codes that are hardly the same by chance: no dates, no sums."""
    found = set()
    for value in kv.values():
        code = re.sub(r"[\W_]", "", value).casefold()
        digits = sum(c.isdigit() for c in code)
        is_sum = re.fullmatch(r"\D{0,5}[\d., ]+[.,]\d{2}\D{0,3}", value.strip())
        if (
            digits >= 5
            and 6 <= len(code) <= 34
            and not is_sum
            and parse_date(value) is None
            and len(value.split()) <= 6
        ):
            found.add(code)
    return found


def _named(kv: Mapping[str, str]) -> list[str]:
    return [" ".join(re.findall(r"\w+", value.casefold())) for key, value in kv.items() if _NAMES.search(key)][:20]


def _same_names(mine: Sequence[str], theirs: Sequence[str]) -> int:
    return sum(
        1
        for a in set(mine)
        if len(a) >= 5 and any(fuzz.token_sort_ratio(a, b) >= _SAME_NAME for b in theirs if len(b) >= 5)
    )
