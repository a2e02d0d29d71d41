"""Where the offline reader and a model meet: what the model is shown, and what is made of its answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from docusnap.domain.answer import LibraryEntry, Usage
from docusnap.domain.errors import PromptFailed
from docusnap.domain.kinds import FORMS
from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.domain.result import DocumentResult, FillingResult
from docusnap.extraction.paper.paper import Paper
from docusnap.extraction.reader import OfflineReader
from docusnap.llm.client import Prompt, Reply
from docusnap.llm.prompts import about_fields
from docusnap.llm.structured import Shape, parsed
from docusnap.operations.document import DOCUMENT_QUESTION, document_answer
from docusnap.operations.form import understood_form
from docusnap.operations.form_filling import FILLING_QUESTION, filling_answer
from docusnap.operations.reading_warnings import of_the_reading
from docusnap.operations.several_papers import as_one
from docusnap.operations.showing import MOST_PICTURES
from docusnap.operations.understanding import Understanding

ANSWER = {
    "title": "Book Shop Receipt",
    "tags": ["Receipt"],
    "description": "A receipt.",
    "kv": [{"key": "Total", "value": "9.00", "printed": "", "lines": ["p1.02"]}],
    "related": [],
}


@dataclass
class Says:
    """A model that gives one answer to every prompt, and keeps the prompts."""

    answer: Mapping[str, Any]
    name: str = "scripted"
    recipe: str = "scripted-1"
    prompts: list[Prompt] = field(default_factory=list)
    saw: bool = True

    def ask(self, prompt: Prompt, shape: type[Shape]) -> Reply[Shape]:
        self.prompts.append(prompt)
        pictures = len(prompt.pictures)
        return Reply(parsed(json.dumps(self.answer), shape), Usage(10, 5, 1), pictures, self.saw and pictures > 0)

    def close(self) -> None:
        """Holds nothing."""


class Context:
    """A job that nobody stops."""

    def checkpoint(self) -> None:
        """Goes on."""


def page_of(*texts: str, number: int = 1) -> Page:
    lines = [(text, (10.0, 30.0 * i, 400.0, 30.0 * i + 20)) for i, text in enumerate(texts)]
    return Page(number, 600, 800, tuple(Segment(text, (Word(text, box, 0.9),)) for text, box in lines))


RECEIPT = [page_of("BOOK SHOP", "TOTAL 9.00")]


def understanding(model: Says | None, **options: Any) -> Understanding:
    return Understanding(OfflineReader(), model, **({"slots": 1, "day_first": True} | options))


def document(
    model: Says | None, pages: Sequence[Page] = RECEIPT, library: Sequence[LibraryEntry] = (), **options: Any
) -> DocumentResult:
    return understanding(model, **options).answered(
        DOCUMENT_QUESTION,
        Paper(pages),
        library,
        offline=lambda reader: reader.document(pages, library),
        said=lambda said, shown: document_answer(said, pages, shown),
        checkpoint=lambda: None,
        unfit=FORMS,
    )


def fill(model: Says | None, fields: Sequence[str], library: Sequence[LibraryEntry]) -> FillingResult:
    return understanding(model).filled(
        FILLING_QUESTION,
        fields,
        library,
        offline=lambda reader: reader.fill(fields, library, {}),
        matter=lambda shown, limit: about_fields(fields, shown, {}, limit),
        said=lambda said, shown: filling_answer(said, fields, shown),
    )


def test_a_page_on_which_nothing_was_read_is_named() -> None:
    result = document(None, [page_of("Hello"), Page(2, 100, 100)])
    assert {"key": "page 2", "code": "nothing_read"} in result.as_json()["warnings"]


def test_an_answer_becomes_values_that_stand_on_the_page() -> None:
    result = document(Says(ANSWER)).as_json()
    assert (result["title"], result["tags"], result["kv"]) == ("Book Shop Receipt", ["Receipt"], {"Total": "9.00"})
    assert result["evidence"]["Total"]["text"] == "9.00"
    assert result["model"] == "scripted"
    assert result["usage"] == {"prompt_tokens": 10, "completion_tokens": 5, "rounds": 1}


def test_the_instructions_go_first_and_the_page_with_its_line_ids_last() -> None:
    model = Says(ANSWER)
    document(model)
    (prompt,) = model.prompts
    assert "BOOK SHOP" not in prompt.instructions
    assert "[p1.01] BOOK SHOP\n[p1.02] TOTAL 9.00" in prompt.matter


def test_what_cannot_be_put_into_a_prompt_is_not_blamed_on_the_model() -> None:
    model = Says(ANSWER)
    nothing: Any = None
    with pytest.raises(PromptFailed):
        document(model, RECEIPT, [nothing])
    with pytest.raises(PromptFailed):
        fill(model, ["Name"], [nothing])
    assert not model.prompts


def test_blanks_know_their_page() -> None:
    blanks = [{"label": "Last name", "lines": ["p2.01"]}, {"label": "Date", "lines": ["p9.01"]}, "Sex"]
    pages = [page_of("FORM"), page_of("Last name", "Date", number=2)]
    result = understood_form(understanding(Says(ANSWER | {"blanks": blanks})), pages, [], Context())
    assert result.blanks is not None
    assert [(b.label, b.page) for b in result.blanks] == [("Last name", 2), ("Date", None), ("Sex", None)]


def test_only_entries_that_exist_are_related_and_at_most_five() -> None:
    library = [LibraryEntry("doc", f"doc-{n}", title=f"Title {n}") for n in range(1, 9)]
    model = Says(ANSWER | {"related": ["L3", "L99", "L3", "L1", "L2", "L4", "L5", "L6"]})
    result = document(model, RECEIPT, library)
    assert [entry.id for entry in result.related] == ["doc-3", "doc-1", "doc-2", "doc-4", "doc-5"]
    assert '"id": "L8", "type": "doc", "title": "Title 8"' in model.prompts[0].matter


def test_fields_are_filled_only_from_entries_that_exist() -> None:
    library = [LibraryEntry("doc", "passport", kv={"Full name": "Ann Lee"})]
    filled = [
        {"field": "full  name", "value": "Ann Lee", "source": "L1"},
        {"field": "City", "value": "Dublin", "source": "L7"},
        {"field": "Sex", "value": "", "source": "L1"},
        {"field": "Shoe size", "value": "38", "source": "L1"},
    ]
    answer = fill(Says({"filled": filled}), ["City", "Full name", "Sex"], library).answer
    assert {name: (f.value, f.source.id) for name, f in answer.filled.items()} == {"Full name": ("Ann Lee", "passport")}
    assert answer.missing == ("City", "Sex")
    assert answer.usage == Usage(10, 5, 1)


def test_nobody_is_asked_to_fill_from_an_empty_library() -> None:
    model = Says({"filled": []})
    assert fill(model, ["City"], []).answer.missing == ("City",)
    assert not model.prompts


def test_pages_too_long_for_the_model_are_cut_and_that_is_told() -> None:
    model = Says(ANSWER)
    result = document(model, [page_of(*["word " * 10] * 100)], max_prompt_chars=1_000)
    assert {"key": "document", "code": "not_read_to_the_end"} in result.as_json()["warnings"]
    assert "more lines are left out" in model.prompts[0].matter


def test_the_recipe_changes_with_all_that_shapes_an_answer() -> None:
    recipes = {
        understanding(model, **options).recipe_of(question)
        for model in (None, Says(ANSWER), Says(ANSWER, recipe="scripted-2"))
        for options in ({}, {"day_first": False})
        for question in (DOCUMENT_QUESTION, FILLING_QUESTION)
    }
    shorter = understanding(Says(ANSWER), max_prompt_chars=9).recipe_of(DOCUMENT_QUESTION)
    assert len({*recipes, shorter}) == 2 * 2 * 2 + 2 + 1, "without a model, all questions have one recipe"


def test_pages_of_a_kind_that_is_unfit_for_the_operation_are_warned_of() -> None:
    rows = (
        "SHOP SDN BHD",
        "Tel: 07-355 1616",
        "RECEIPT",
        "TEA 9.00",
        "TOTAL 9.00",
        "CASH 10.00",
        "CHANGE 1.00",
        "THANK YOU",
    )
    result = understood_form(understanding(None), [page_of(*rows)], [], Context()).as_json()  # type: ignore[arg-type]
    warned = {"key": "document", "code": "operation_may_not_fit"}
    assert (result["kind"], warned in result["warnings"]) == ("receipt", True)
    assert warned not in document(None, [page_of(*rows)]).as_json()["warnings"]


def test_several_papers_are_told_one_by_one() -> None:
    pages = [page_of("TOTAL 9.00"), page_of("Hello", number=2)]
    each = [document(None, [page]) for page in pages]
    told = as_one(each, pages).as_json()
    assert [paper["pages"] for paper in told["papers"]] == [[1], [2]]
    assert told["title"] == told["papers"][0]["title"] == each[0].title
    assert {"key": "document", "code": "several_documents"} in told["warnings"]
    assert "papers" not in as_one(each[:1], pages[:1]).as_json()


def test_a_filled_form_that_is_hardly_one_says_so_in_the_result_of_filling() -> None:
    told = [{"key": "document", "code": "operation_may_not_fit"}, {"key": "Total", "code": "unsure"}]
    assert of_the_reading(told) == told[:1]


def shown(model: Says, pages: Sequence[Page], *, pictures: bool = True, saw: bool = True) -> dict[str, Any]:
    """The result of a model that is shown pictures, and sees them or not."""
    model.saw = saw
    return (
        understanding(model, pictures=pictures)
        .answered(
            DOCUMENT_QUESTION,
            Paper(pages),
            [],
            offline=lambda reader: reader.document(pages, []),
            said=lambda said, library: document_answer(said, pages, library),
            checkpoint=lambda: None,
            unfit=frozenset(),
            pictures=lambda some, longest: [b"jpeg"] * len(some),
        )
        .as_json()
    )


def stamped(*lines: str, key: str = "Stamp", value: str = "VOID 7") -> Says:
    return Says(ANSWER | {"kv": [{"key": key, "value": value, "printed": "", "lines": list(lines)}]})


def test_what_only_the_picture_shows_is_given_with_little_confidence_and_a_warning_of_its_own() -> None:
    result = shown(stamped("p1.0"), RECEIPT)
    assert result["kv"]["Stamp"] == "VOID 7"
    assert (result["evidence"]["Stamp"]["text"], result["evidence"]["Stamp"]["confidence"]) == ("", 0.3)
    assert {"key": "Stamp", "code": "only_in_picture"} in result["warnings"]
    assert result["pictures_sent"] == 1


def test_a_value_of_the_text_that_is_cited_by_the_picture_has_its_words_for_evidence() -> None:
    result = shown(stamped("p1.0", key="Total", value="9.00"), RECEIPT)
    assert result["evidence"]["Total"]["text"] == "9.00"
    assert not [w for w in result["warnings"] if w["key"] == "Total"]


def test_what_only_the_picture_shows_never_replaces_what_stands_in_the_text() -> None:
    result = shown(
        stamped("p1.0", key="Total", value="77.00"), [page_of("BOOK SHOP RECEIPT", "TOTAL 9.00", "CASH 9.00")]
    )
    assert result["kv"]["Total"] == "9.00"
    assert [other["value"] for other in result["alternatives"]["Total"]] == ["77.00"]


@pytest.mark.parametrize("lines", [("p7.0",), ("p1.99",), ()])
def test_a_picture_that_was_not_shown_is_no_evidence(lines: tuple[str, ...]) -> None:
    assert {"key": "Stamp", "code": "not_on_page"} in shown(stamped(*lines), RECEIPT)["warnings"]


def test_a_model_that_saw_no_picture_cannot_have_read_one_and_the_result_says_that_they_were_refused() -> None:
    result = shown(stamped("p1.0"), RECEIPT, saw=False)
    assert {"key": "Stamp", "code": "not_on_page"} in result["warnings"]
    assert {"key": "document", "code": "pictures_refused"} in result["warnings"]


def test_no_picture_is_made_unless_the_operator_lets_them_leave() -> None:
    model = stamped("p1.0")
    result = shown(model, RECEIPT, pictures=False)
    assert "pictures_sent" not in result
    assert model.prompts[0].pictures == ()
    assert {"key": "Stamp", "code": "not_on_page"} in result["warnings"]


def test_of_a_long_document_the_first_pages_are_shown_and_the_result_says_so() -> None:
    model = stamped()
    pages = [page_of(f"PAGE {n}", number=n) for n in range(1, MOST_PICTURES + 3)]
    result = shown(model, pages)
    assert len(model.prompts[0].pictures) == result["pictures_sent"] == MOST_PICTURES
    assert f"page {MOST_PICTURES}." in model.prompts[0].matter
    assert {"key": "document", "code": "pictures_left_out"} in result["warnings"]


APPLICATION = (
    *("Last name", "First name", "Date of birth", "Place of birth", "Street and number", "Postal code and city"),
    *("Telephone", "Employer", "Occupation", "Nationality", "Number of children", "Signature"),
)


def application(*answers: str) -> Page:
    """A form with a line to write on behind each label; of the first ones, the answers."""

    def printed(x: float, y: float, text: str) -> Segment:
        at, words = x, []
        for word in text.split():
            words.append(Word(word, (at, y, at + 10 * len(word), y + 20), 0.97))
            at += 10 * len(word) + 8
        return Segment(text, tuple(words))

    rows = [(f"{label}:", 200.0 + 70 * n) for n, label in enumerate(APPLICATION)]
    texts = [printed(300, 60, "Application for Membership"), printed(60, 130, "Form 7, revised on 12 March 2021")]
    texts += [printed(60, y, label) for label, y in rows]
    texts += [printed(420, y, answer) for answer, (_, y) in zip(answers, rows, strict=False)]
    return Page(1, 1000, 1400, tuple(texts), tuple(Mark("rule", (400, y + 24, 900, y + 25)) for _, y in rows))


@pytest.mark.parametrize("answers", [(), ("Berg", "Anna", "12.03.1980", "Bonn")])
def test_a_form_that_is_sent_as_a_document_says_what_is_written_on_it_and_that_it_is_a_form(
    answers: tuple[str, ...],
) -> None:
    result = document(None, [application(*answers)]).as_json()
    assert result["kv"] == dict(zip(APPLICATION, answers, strict=False))
    assert {"key": "document", "code": "operation_may_not_fit"} in result["warnings"]
