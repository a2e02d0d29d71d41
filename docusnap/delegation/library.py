"""A client's library: the papers that its finished tasks told of, found again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docusnap.database import papers, tasks
from docusnap.database.base import Database, Transaction
from docusnap.domain.answer import LibraryEntry
from docusnap.domain.errors import NotFound
from docusnap.domain.paper import KnownPaper, PaperFilter
from docusnap.domain.task import Task
from docusnap.extraction.related import related_to

_LOOKED_AT = 200
_MOST_TAGS = 50
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class PaperInContext:
    """A paper, with those of the same library that seem to be the same, and those that belong with it, best first."""

    paper: KnownPaper
    copies: Sequence[KnownPaper]
    related: Sequence[KnownPaper]


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is to choose from: how many papers of each kind and tag, the most first."""

    kinds: Mapping[str, int]
    tags: Mapping[str, int]


class PaperLibrary:
    """Every call is for one client, and finds its papers only."""

    def __init__(self, database: Database) -> None:
        """The papers are found in `database`."""
        self._database = database

    def search(self, client_id: str, wanted: PaperFilter, limit: int) -> list[KnownPaper]:
        """The papers that fit, newest first. Raises StorageFailure."""
        return self._database.read(lambda tx: papers.find(tx, client_id, wanted, limit))

    def contents(self, client_id: str) -> Contents:
        """Kinds and tags of all the client's papers. Raises StorageFailure."""
        return self._database.read(
            lambda tx: Contents(papers.kinds(tx, client_id), papers.tags(tx, client_id, _MOST_TAGS))
        )

    def paper(self, client_id: str, task_id: str) -> PaperInContext:
        """The paper of the client's task, and which others there are of the kind. Raises NotFound, StorageFailure."""

        def read(tx: Transaction) -> PaperInContext:
            found, task = papers.one(tx, client_id, task_id), tasks.find(tx, task_id, client_id)
            if found is None or task is None or task.result is None:
                raise NotFound("There is no paper of this task in the library.")
            copies = papers.copies(tx, client_id, task_id)
            same = {task_id, *(copy.task_id for copy in copies)}
            return PaperInContext(found, copies, _related(tx, client_id, task, task.result, same))

        return self._database.read(read)

    def results(self, client_id: str, wanted: PaperFilter, limit: int) -> Iterator[tuple[KnownPaper, Task]]:
        """The papers that fit, newest first and `limit` at most, with their tasks and results; for exports.

        Read a hundred at a time. Raises StorageFailure.
        """
        following = wanted
        while limit > 0:
            most = min(limit, _AT_ONCE)
            some = self._some(client_id, following, most)
            yield from some
            if len(some) < most:
                return
            limit -= most
            last = some[-1][0]
            following = replace(wanted, before=(last.created_at, last.task_id))

    def _some(self, client_id: str, wanted: PaperFilter, limit: int) -> list[tuple[KnownPaper, Task]]:
        return self._database.read(lambda tx: _with_tasks(tx, client_id, wanted, limit))


def _with_tasks(tx: Transaction, client_id: str, wanted: PaperFilter, limit: int) -> list[tuple[KnownPaper, Task]]:
    found = papers.find(tx, client_id, wanted, limit)
    return [(one, task) for one in found if (task := tasks.find(tx, one.task_id, client_id))]


def _related(
    tx: Transaction, client_id: str, task: Task, result: Mapping[str, Any], same: set[str]
) -> list[KnownPaper]:
    """What the result itself names as related, then what the client's newest papers share with it."""
    others = _with_tasks(tx, client_id, PaperFilter(), _LOOKED_AT)
    entries = [_entry(known, other.result) for known, other in others if other.result and known.task_id not in same]
    kv = {str(key): str(value) for key, value in result.get("kv", {}).items()}
    alike = related_to(str(result.get("title", "")), [str(tag) for tag in result.get("tags", ())], kv, entries)
    named = [str(one.get("resource_id")) for one in result.get("related", ())]
    chosen = (papers.one(tx, client_id, task_id) for task_id in dict.fromkeys([*named, *alike]) if task_id not in same)
    return [one for one in chosen if one is not None]


def _entry(known: KnownPaper, result: Mapping[str, Any]) -> LibraryEntry:
    kv = {str(key): str(value) for key, value in result.get("kv", {}).items()}
    return LibraryEntry("doc", known.task_id, known.title, known.tags, kv=kv)
