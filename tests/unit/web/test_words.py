"""What pages say of codes, against the code's own and the documentation's lists of them."""

import re
from pathlib import Path

from docusnap.domain.kinds import KINDS
from docusnap.web import words

EVIDENCE = (Path(__file__).parents[3] / "docs" / "explanation" / "evidence.md").read_text(encoding="utf-8")


def test_every_documented_warning_has_a_sentence_for_people():
    rows = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", EVIDENCE, re.MULTILINE)
    documented = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}
    assert len(documented) > 20
    assert documented - words.DOUBTS.keys() == set()


def test_every_kind_of_paper_has_a_name():
    assert words.KINDS.keys() == set(KINDS)


def test_what_is_not_known_is_told_by_its_code():
    assert words.doubt("brand_new") == "To be checked: brand new."


def test_no_kind_is_told_as_certain():
    assert words.kind({"kind": "receipt", "kind_confidence": 1.0}) == "A receipt, 99 % sure"
