"""A model that repeats its instructions is caught at it."""

import pytest

from docusnap.domain.answer import Answer, Value
from docusnap.llm.leaks import with_leaks_doubted
from docusnap.llm.prompts import instructions

INSTRUCTIONS = instructions("document", day_first=True)
CLEAN = Answer("Books Receipt", ("Receipt",), "A receipt for one pen.", {"Total": Value("9.00")})


def doubted(pages=(), **said):
    answer = Answer(**({"title": "", "tags": (), "description": "", "kv": {}} | said))
    return [name for name, _ in with_leaks_doubted(answer, INSTRUCTIONS, pages).doubts]


@pytest.mark.parametrize("paragraph", [p for p in INSTRUCTIONS.split("\n\n") if len(p) > 100])
def test_every_paragraph_of_the_instructions_is_known_wherever_it_is_said(paragraph):
    text = paragraph.upper().replace("`", "")
    assert doubted(title=text[:200], description=f"Ha: {text}", tags=(text[:200],), kv={text[:200]: Value("9.00")}) == [
        "title",
        "description",
        "tags",
        text[:200],
    ]


def test_an_honest_answer_is_not_doubted():
    assert with_leaks_doubted(CLEAN, INSTRUCTIONS, []) == CLEAN


def test_a_page_that_prints_the_instructions_may_be_described_with_them(page_of):
    line = "You file documents. Read the text of one document"
    assert doubted([page_of(line)], description=line) == []
    assert doubted([page_of("Something else")], description=line) == ["description"]
