"""What a client finds again of its finished tasks, alike in every database; and that deletion leaves nothing of it."""

from typing import Any

import pytest

from docusnap.database import deletion, jobs, papers, readings, tasks
from docusnap.database.base import Database
from docusnap.delegation.library import PaperLibrary
from docusnap.domain.errors import NotFound
from docusnap.domain.page import Page, ReadingKey, Segment
from docusnap.domain.paper import PaperFilter
from docusnap.domain.queue import NewJob, NewTask
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import StoredFile, TaskFilter
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService


class Recipe:
    recipe = "recipe-1"

    def __call__(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        raise NotImplementedError


def receipt(company: str = "BOOK TA .K", date: str = "2018-12-25", total: str = "9.00", **more: Any) -> dict[str, Any]:
    money = {"amount": total, "currency": "MYR"}
    return {
        "title": f"{company} receipt",
        "tags": ["Receipt", "Books"],
        "description": "",
        "kv": {"Company": company, "Date": date, "Total": total},
        "values": [
            {"key": "company", "value": company, "type": "text", "normalized": None},
            {"key": "date", "value": date, "type": "date", "normalized": date},
            {"key": "total", "value": total, "type": "money", "normalized": money},
        ],
        "kind": "receipt",
    } | more


class House:
    """A queue in which a finished task takes one call."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = 1000.0
        self.library = PaperLibrary(database)
        self.recorder = Recorder(
            {"document": Recipe()}, results_kept=1e6, has_callback=lambda _: False, new_id=lambda: f"new-{self.now}"
        )
        self.queue = DocumentQueueService(
            database, owner="me", clock=lambda: self.now, uniform=lambda low, high: high, recorder=self.recorder
        )

    def finish(
        self, name: str, result: dict[str, Any], *, client: str = "c", words: str = "", content: str = "", **more: Any
    ) -> str:
        """A completed task with that result; `words` stand on its page."""
        self.now += 1
        file = StoredFile((content or name).ljust(64, "0"), 10, "image/png")
        parameters = more.pop("parameters", {})
        new = NewJob(f"job-{name}", client, "document", f"uri-{name}", (file,), parameters, self.now, recipe="recipe-1")

        def add(tx: Any) -> None:
            jobs.add(tx, new)
            tasks.add(tx, NewTask(name, client, new.id, self.now, **more))

        self.database.write(add)
        (job,) = self.queue.claim()
        if words:
            key = ReadingKey(file.sha256, 0, name)
            page = Page(1, 10, 10, (Segment(words, ()),))
            self.database.write(lambda tx: readings.keep(tx, key, page, self.now))
            self.database.write(lambda tx: readings.note_pages(tx, job, [key]))
        self.queue.mark_completed(job, result)
        return name

    def found(self, text: str = "", *, client: str = "c", limit: int = 50, **wanted: Any) -> list[str]:
        return [one.task_id for one in self.library.search(client, PaperFilter(text, **wanted), limit)]

    def listed(self, text: str) -> list[str]:
        """The tasks that a search among all tasks, also those without a paper, gives."""
        wanted = TaskFilter(text=text)
        return [task.id for task in self.database.read(lambda tx: tasks.listed(tx, "c", wanted, None, 50))]


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


@pytest.mark.parametrize(
    "text",
    [
        "book",
        "BOOK ta",
        "Bóok",
        "boo",
        "receipt 9.00",
        "25/12/2018 café",
        "2018-12-25",
        "收据",
        "据",
        "cafe strasse",
        "1,234.50",
        "1234.50",
        "ref 17-A9",
        'book" *:& | (\\',
    ],
)
def test_a_paper_is_found_by_its_title_tags_values_and_words(house: House, text: str) -> None:
    house.finish("a", receipt(), words="Café Straße 电子收据单 RM 1,234.50 25/12/2018 Ref. 17-A9")
    house.finish("b", receipt("Other", "2019-01-01", "7.00", tags=[]), words="nothing of it")
    assert house.found(text) == house.listed(text) == ["a"]


@pytest.mark.parametrize("text", ["bookshop", "9.01", "ook", "...", "2018-12-26"])
def test_a_paper_is_not_found_by_what_is_not_on_it(house: House, text: str) -> None:
    house.finish("a", receipt())
    assert house.found(text) == house.listed(text) == []


def test_another_clients_papers_are_never_found(house: House) -> None:
    house.finish("a", receipt())
    house.finish("b", receipt(), client="stranger")
    assert house.found("book") == ["a"]
    assert house.library.search("c", PaperFilter(), 10)[0].copies == 0
    with pytest.raises(NotFound):
        house.library.paper("c", "b")


def test_what_came_sealed_is_never_in_the_library(house: House) -> None:
    house.finish("a", receipt(), parameters={"envelope": "x"}, words="secret")
    assert house.found() == []


def test_a_task_that_is_answered_at_once_is_in_the_library_too(house: House) -> None:
    house.finish("a", receipt())
    file = StoredFile("a".ljust(64, "0"), 10, "image/png")
    request = TaskRequest("document", files=(file,), client_id="d", uri="uri-a", tag="Mine")
    again = house.database.write(lambda tx: house.recorder.record(tx, request, house.now))
    assert again.task.cached
    assert house.found("book", client="d") == house.found(client="d", tag="mine") == [again.task.id]


def test_papers_are_filtered_by_kind_tag_and_time_and_come_newest_first_a_page_at_a_time(house: House) -> None:
    for name in ("a", "b", "c"):
        house.finish(name, receipt(total=f"{name}.00"), tag="Trip")
    house.finish("letter", receipt(kind="letter", tags=["Books"]))
    assert house.found(kind="receipt") == house.found(tag="trip") == ["c", "b", "a"]
    assert house.found(tag="books") == ["letter", "c", "b", "a"]
    assert house.found(tag="boo") == []
    assert house.found(since=1002.0, until=1004.0) == ["c", "b"]
    first = house.library.search("c", PaperFilter(), 2)
    assert house.found(before=(first[-1].created_at, first[-1].task_id)) == ["b", "a"]
    assert first[0].tags == ("Books",)
    assert first[1].tags == ("Receipt", "Books", "Trip")
    assert house.library.contents("c").kinds == {"receipt": 3, "letter": 1}
    assert house.library.contents("c").tags == {"Books": 4, "Receipt": 3, "Trip": 3}
    assert [task.id for _, task in house.library.results("c", PaperFilter("book"), 3)] == ["letter", "c", "b"]


def test_the_same_receipt_twice_is_pointed_out(house: House) -> None:
    house.finish("a", receipt())
    house.finish("sale", receipt("Book Ta. K"))
    house.finish("bytes", receipt("Misread", "2018-12-26"), content="a")
    house.finish("other", receipt(total="9.01"))
    copies = {one.task_id: one.copies for one in house.library.search("c", PaperFilter(), 10)}
    assert copies == {"a": 2, "sale": 1, "bytes": 1, "other": 0}
    assert [one.task_id for one in house.library.paper("c", "a").copies] == ["sale", "bytes"]


def test_papers_that_share_a_number_are_related_and_so_are_those_that_the_result_names(house: House) -> None:
    house.finish("bill", receipt(kv={"Account": "8837 2210 55"}, tags=[], values=[]))
    house.finish("named", receipt("Quite", tags=[], values=[], kv={}))
    house.finish("stranger", receipt(kv={"Account": "8837 2210 55"}), client="d")
    related = [{"type": "doc", "resource_id": "named"}, {"type": "doc", "resource_id": "stranger"}]
    house.finish("paid", receipt("Bank", tags=[], values=[], kv={"Konto": "8837221055"}, related=related))
    assert [one.task_id for one in house.library.paper("c", "paid").related] == ["named", "bill"]


def test_a_deleted_task_leaves_nothing_in_the_library(house: House) -> None:
    house.finish("a", receipt(), words="Zanzibar")
    house.finish("b", receipt())
    house.database.write(lambda tx: deletion.task(tx, "a", house.now))
    assert house.found("zanzibar") == []
    assert house.found() == ["b"]
    assert house.library.search("c", PaperFilter(), 10)[0].copies == 0


def test_a_paper_that_was_put_in_again_is_found_by_what_it_says_now(house: House) -> None:
    from docusnap.domain.paper import paper_of

    house.finish("a", receipt())
    corrected = paper_of(receipt("Zanzibar Stores"))
    assert corrected is not None
    house.database.write(lambda tx: papers.put(tx, "a", "Mine", corrected, ()))
    assert (house.found("zanzibar"), house.found("book ta"), house.found(tag="mine")) == (["a"], [], ["a"])
