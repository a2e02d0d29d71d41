"""What the fitted choosers take for a receipt's or invoice's name, address, date and total, each with its chance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from docusnap.domain.answer import Value
from docusnap.domain.dates import parse_date
from docusnap.extraction.learned.chooser import Candidate, chooser
from docusnap.extraction.receipts.address_candidates import address_candidates
from docusnap.extraction.receipts.company_candidates import company_candidates
from docusnap.extraction.receipts.date_candidates import date_candidates
from docusnap.extraction.receipts.head import shows_price
from docusnap.extraction.receipts.rows import Row
from docusnap.extraction.receipts.spelling import mended
from docusnap.extraction.receipts.total import Scored
from docusnap.extraction.receipts.total_candidates import total_candidates


def choose_values(
    rows: Sequence[Row], by_rules: dict[str, Value], sums: Scored, *, day_first: bool, today: date | None = None
) -> dict[str, Value]:
    """ "Company", "Address", "Date" and "Total", where found; `by_rules` and `sums`: what the rules think."""
    candidates = {
        "Company": company_candidates(rows, by_rules.get("Company")),
        "Address": address_candidates(rows, by_rules.get("Address"), by_rules.get("Company")),
        "Date": date_candidates(rows, day_first=day_first, today=today),
        "Total": total_candidates(rows, sums),
    }
    found = {key: _chosen(key, of_key) for key, of_key in candidates.items()}
    company = found["Company"]
    if company and (parse_date(company.text) or all(shows_price(r) for r in rows if r.line.id in company.lines)):
        found["Company"] = None  # a line with a date on it names nobody, nor do items
    elif company:
        text = mended(company.text)
        if text != company.text:
            found["Company"] = replace(company, text=text, printed=company.printed or company.text)
    return {key: value for key, value in found.items() if value}


def _chosen(key: str, candidates: Sequence[Candidate]) -> Value | None:
    best = chooser(key.lower()).choose(candidates)
    return best[0] if best else None
