"""What every implementation of the durable record promises of its transactions."""

import threading
from contextlib import suppress

import pytest

from docusnap.database.base import Database, Transaction
from docusnap.domain.errors import StorageFailure


def pause(database: Database, name: str) -> None:
    database.write(lambda tx: tx.run("pause", operation=name))


def paused(database: Database) -> list[str]:
    return database.read(lambda tx: [row["operation"] for row in tx.rows("paused")])


def test_what_was_written_is_read(database: Database) -> None:
    pause(database, "form")
    assert paused(database) == ["form"]


def test_work_that_raises_writes_nothing_and_its_error_comes_out(database: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.run("pause", operation="form")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(work)
    assert paused(database) == []


def test_what_the_database_refuses_is_a_storage_failure_and_nothing_is_written(database: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.run("pause", operation="form")
        tx.run("add_job_file", job_id="nothing", position=0, sha256="nothing")

    with pytest.raises(StorageFailure):
        database.write(work)
    assert paused(database) == []


def test_what_a_nested_part_wrote_before_it_raised_is_undone_and_the_rest_is_kept(database: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.run("pause", operation="before")
        with suppress(ZeroDivisionError), tx.nested():
            tx.run("pause", operation="within")
            raise ZeroDivisionError
        tx.run("pause", operation="after")

    database.write(work)
    assert paused(database) == ["after", "before"]


def test_what_the_database_refuses_in_a_nested_part_leaves_the_rest_whole(database: Database) -> None:
    def work(tx: Transaction) -> None:
        with suppress(Exception), tx.nested():
            tx.run("pause", operation="within")
            tx.run("add_job_file", job_id="nothing", position=0, sha256="nothing")
        tx.run("pause", operation="after")

    database.write(work)
    assert paused(database) == ["after"]


def test_nested_parts_are_undone_each_for_itself(database: Database) -> None:
    def work(tx: Transaction) -> None:
        with tx.nested():
            tx.run("pause", operation="outer")
            with suppress(ZeroDivisionError), tx.nested():
                tx.run("pause", operation="inner")
                raise ZeroDivisionError
            with tx.nested():
                tx.run("pause", operation="second")

    database.write(work)
    assert paused(database) == ["outer", "second"]


def test_the_error_of_a_nested_part_comes_out(database: Database) -> None:
    def work(tx: Transaction) -> None:
        with tx.nested():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(work)


def test_a_transaction_that_fails_takes_its_nested_parts_with_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        with tx.nested():
            tx.run("pause", operation="form")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(work)
    assert paused(database) == []


def test_what_is_written_aside_is_there_at_once_and_afterwards(database: Database) -> None:
    def work(tx: Transaction) -> tuple[float, float]:
        one, two = (tx.aside("move_clock", share="s", client_id="c", begin=100.0, cost=5.0) for _ in range(2))
        assert one is not None
        assert two is not None
        return one["start"], two["start"]

    assert database.write(work) == (100.0, 105.0)
    again = database.write(lambda tx: tx.aside("move_clock", share="s", client_id="c", begin=0.0, cost=0.0))
    assert again is not None
    assert again["start"] == 110.0


def test_a_write_that_fails_takes_no_other_with_it(database: Database) -> None:
    """Many at once, so that they share transactions where the implementation does that."""
    wrong: list[str] = []

    def one(number: int) -> None:
        def work(tx: Transaction) -> None:
            tx.run("pause", operation=f"{number:02d}")
            if number % 3 == 0:
                raise ZeroDivisionError

        try:
            database.write(work)
        except ZeroDivisionError:
            wrong.append(f"{number:02d}")

    threads = [threading.Thread(target=one, args=(n,)) for n in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wrong) == [f"{n:02d}" for n in range(0, 30, 3)]
    assert paused(database) == [f"{n:02d}" for n in range(30) if n % 3]


def test_a_read_sees_one_snapshot(database: Database) -> None:
    def work(tx: Transaction) -> tuple[int, int]:
        before = len(tx.rows("paused"))
        pause(database, "form")
        return before, len(tx.rows("paused"))

    assert database.read(work) == (0, 0)
    assert paused(database) == ["form"]


def test_closing_twice_is_no_error_and_writing_after_it_is_a_storage_failure(database: Database) -> None:
    database.close()
    database.close()
    with pytest.raises(StorageFailure):
        pause(database, "form")
