"""The whole path to a real OpenAI-compatible server. Its model is tiny: the way is tested, not the answers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.errors import LlmFailure, LlmUnavailable
from docusnap.domain.page import Page, Segment, Word
from docusnap.llm.client import Prompt
from docusnap.llm.openai import OpenAIModel
from docusnap.llm.prompts import about_fields, about_pages, instructions, numbered
from docusnap.operations.document import DocumentShape, document_answer
from docusnap.operations.form_filling import FillingShape, filling_answer


def page_of(*texts: str) -> Page:
    lines = [(text, (10.0, 30.0 * i, 400.0, 30.0 * i + 20)) for i, text in enumerate(texts)]
    return Page(1, 600, 800, tuple(Segment(text, (Word(text, box, 0.9),)) for text, box in lines))


RECEIPT = page_of("BOOK SHOP", "12 Jalan Besar", "Date: 05/03/2024", "TOTAL 9.00")


PROMPT = Prompt("document", instructions("document", day_first=True), about_pages([RECEIPT], {}, 10_000)[0])


@pytest.fixture
def model_of(real_llm_url: str) -> Iterator[Callable[..., OpenAIModel]]:
    made: list[OpenAIModel] = []

    def make(**options: Any) -> OpenAIModel:
        made.append(OpenAIModel("tiny", **({"base_url": real_llm_url, "timeout": 250.0, "max_tokens": 700} | options)))
        return made[-1]

    yield make
    for model in made:
        model.close()


def test_a_document_is_answered_in_the_schema_and_cites_only_lines_that_exist(model_of):
    reply = model_of().ask(PROMPT, DocumentShape)
    assert reply.usage.rounds == 1
    assert reply.usage.prompt_tokens > 500
    assert 0 < reply.usage.completion_tokens < 700
    answer = document_answer(reply.answer, [RECEIPT], {})
    assert answer.kv
    cited = {line for value in answer.kv.values() for line in value.lines}
    assert cited <= {line.id for line in RECEIPT.lines}, "lines that the model invented are dropped"


def test_an_answer_cut_off_twice_is_a_failure(model_of):
    with pytest.raises(LlmFailure, match="cut off"):
        model_of(max_tokens=5).ask(PROMPT, DocumentShape)


def test_a_field_is_filled_only_from_the_library(model_of):
    library = [LibraryEntry("doc", "passport-1", "Passport of Ann Lee", kv={"Full name": "Ann Lee"})]
    fields, shown = ["Full name", "City"], numbered(library)
    told = instructions("form_filling", day_first=True)
    reply = model_of().ask(Prompt("form_filling", told, about_fields(fields, shown, {}, 10_000)), FillingShape)
    answer = filling_answer(reply.answer, fields, shown)
    assert set(answer.filled) | set(answer.missing) == {"Full name", "City"}
    assert all(filled.source is library[0] for filled in answer.filled.values())
    assert reply.usage.rounds >= 1
    assert reply.usage.completion_tokens > 0


def test_pages_larger_than_the_models_context_are_a_failure_that_tells_the_status(model_of):
    long = page_of(*["a line of words and 123.45"] * 400)
    with pytest.raises(LlmFailure, match="400"):
        model_of().ask(replace(PROMPT, matter=about_pages([long], {}, 60_000)[0]), DocumentShape)


def test_an_address_that_is_no_llm_server_is_a_failure_that_says_so(model_of, real_llm_url):
    with pytest.raises(LlmFailure, match="no OpenAI-compatible server"):
        model_of(base_url=f"{real_llm_url}/nowhere").ask(PROMPT, DocumentShape)


def test_a_model_that_takes_too_long_can_be_tried_again(model_of):
    with pytest.raises(LlmUnavailable):
        model_of(timeout=0.05).ask(PROMPT, DocumentShape)
