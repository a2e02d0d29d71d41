"""Fair turns: start-time fair queueing by share, and by client within it; as functions over a transaction.

Each job takes a place of its share in line (`sort_key`) and a turn of its client within the share (`turn`); the clocks
of both move on by its cost. A claim takes the first place, and gives it to what the client whose turn it is wants most.
So a share's jobs, however many, of however many clients and whatever their priority, delay another by no more than one.
"""

import math
from dataclasses import dataclass

from docusnap.database.base import Row, Transaction
from docusnap.domain.queue import Claim, NewJob
from docusnap.domain.task import Job

PRIORITY_SECONDS = 300.0
"""How much earlier in line one step of priority puts a job that may overtake other shares."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job stands: its share's place in line, and its client's turn within the share."""

    start: float
    turn: float
    sort_key: float


def place(tx: Transaction, new: NewJob) -> Place:
    """Where the new job stands; the next one of its share and client stands `cost` seconds further back."""
    line: float = the(tx.aside("move_line", now=new.created_at))["clock"]
    start = _moved(tx, new.payer, "", line, new.cost)
    first = the(tx.row("first_turn", operation=new.operation, share=new.payer))["turn"]
    turn = _moved(tx, new.payer, new.client_id, start if first is None else min(first, start), new.cost)
    return Place(start, turn, start - new.priority * PRIORITY_SECONDS if new.overtakes else start)


def give_back(tx: Transaction, new: NewJob, taken: Place) -> None:
    """The new job needs no place after all."""
    _moved(tx, new.payer, "", taken.start, -new.cost)
    _moved(tx, new.payer, new.client_id, taken.turn, -new.cost)


def in_turn(tx: Transaction, by: Claim, claimed: Row) -> Row:
    """The job that is to be done in the claimed one's place: itself, or another of its share, claimed in its stead.

    That is what the client whose turn it is wants most. A job whose worker died keeps the place that it was given.
    """
    if claimed["crashes"]:
        return claimed
    of = {"operation": claimed["operation"], "share": claimed["share"]}
    first = tx.row("first_of_share", **of, turn=claimed["turn"], id=claimed["id"])
    whose = first or claimed
    wanted = tx.row("first_of_client", **of, client_id=whose["client_id"])
    if wanted is not None and _wish(wanted) >= _wish(whose):
        wanted = None
    chosen = wanted or first or claimed
    if chosen is not claimed:
        _swap_turns(tx, claimed, whose, chosen)
        tx.run("unclaim", id=claimed["id"], fence=claimed["fence"])
        lease = {"owner": by.owner, "now": by.now, "lease_until": by.lease_until}
        chosen = the(tx.row("claim_one", id=chosen["id"], fence=chosen["fence"], **lease))
    if chosen["cost"] > claimed["room"]:
        _make_room(tx, claimed, claimed["room"], chosen["cost"] - claimed["room"])
    return chosen


def _swap_turns(tx: Transaction, claimed: Row, whose: Row, chosen: Row) -> None:
    """The chosen job takes the place of the claimed one and the turn of the client whose turn it is.

    The claimed one gets what is left of its place, or, where nothing is, the other's place.
    """
    left = claimed["room"] - chosen["cost"]
    place = (claimed["sort_key"] + chosen["cost"], left) if left > 0 else (chosen["sort_key"], chosen["room"])
    turn = chosen["turn"] if whose is claimed else claimed["turn"]
    _put(tx, claimed, *place, turn)
    if whose is not claimed and whose is not chosen:
        _put(tx, whose, whose["sort_key"], whose["room"], chosen["turn"])
    _put(tx, chosen, claimed["sort_key"], min(claimed["room"], chosen["cost"]), whose["turn"])


def charge(tx: Transaction, job: Job, cost: float) -> None:
    """The claimed job costs at least so much, as is seen while it runs: its share and client stand back for the rest.

    Nothing happens when the claim is lost, or when so much was charged already.
    """
    held = tx.row("held_place", id=job.id, fence=job.fence)
    if held is None or held["cost"] >= cost:
        return
    more = cost - held["cost"]
    tx.run("costs_more", id=job.id, cost=cost, room=held["room"] + more)
    _make_room(tx, held, held["cost"], more)
    _give_up_turns(tx, held, more)


def _make_room(tx: Transaction, place: Row, length: float, cost: float) -> None:
    """The share's next places, as a job takes `cost` more than its place's length, go to the end of its line."""
    begin = place["sort_key"] + length
    of = {"operation": place["operation"], "share": place["share"]}
    for row in tx.rows("next_places", **of, limit=math.ceil(cost)):
        taken = min(cost, row["room"])
        left = row["room"] - taken
        if left > 0:
            _put(tx, row, row["sort_key"] + taken, left, row["turn"])
        else:
            _put(tx, row, _moved(tx, place["share"], "", begin, row["room"]), row["room"], row["turn"])
        cost -= taken
        if cost <= 0:
            return
    _moved(tx, place["share"], "", begin, cost)


def _give_up_turns(tx: Transaction, place: Row, cost: float) -> None:
    """The next turns of the job's client within its share go to the end of the client's."""
    begin = place["turn"] + place["cost"]
    of = {"operation": place["operation"], "share": place["share"], "client_id": place["client_id"]}
    for row in tx.rows("next_turns", **of, limit=math.ceil(cost)):
        if cost <= 0:
            return
        turn = _moved(tx, place["share"], place["client_id"], begin, row["cost"])
        _put(tx, row, row["sort_key"], row["room"], turn)
        cost -= row["cost"]
    if cost > 0:
        _moved(tx, place["share"], place["client_id"], begin, cost)


def _put(tx: Transaction, job: Row, sort_key: float, room: float, turn: float) -> None:
    tx.run("place", id=job["id"], sort_key=sort_key, room=room, turn=turn)


def _wish(job: Row) -> tuple[int, str]:
    return -job["priority"], job["id"]


def the(row: Row | None) -> Row:
    """The row, which must be there. Raises LookupError."""
    if row is None:
        raise LookupError("a row that must be there is not")
    return row


def _moved(tx: Transaction, share: str, client_id: str, begin: float, cost: float) -> float:
    """Where the clock stood, or `begin` where that is later, before it was moved on by `cost`."""
    row = tx.aside("move_clock", share=share, client_id=client_id, begin=begin, cost=cost)
    start: float = the(row)["start"]
    return start
