"""No stream of submissions delays another share of the work beyond its own, on every implementation of the database."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, count

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from docusnap.database import fair_shares, jobs
from docusnap.database.base import Database
from docusnap.domain.queue import Claim, NewJob

NUMBERS = count()
COSTS = (1.0, 3.0, 20.0)
SHARES = ("greedy", "other", "honest")

Step = tuple[str, str, int, float, bool, int, bool] | None
"""A submission: share, client, priority, cost, whether that is seen only while it runs, how many, whether it asks for
what others asked for; None: a claim."""

SUBMISSIONS = st.tuples(
    st.sampled_from(SHARES),
    st.sampled_from(("", "phone-1", "phone-2", "new")),
    st.sampled_from((-100, 0, 100)),
    st.sampled_from(COSTS),
    st.booleans(),
    st.sampled_from((1, 3, 30)),
    st.booleans(),
)


class Line:
    """The queue of one example, and how much of each share's work was begun."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.operation = f"operation-{next(NUMBERS)}"
        self.waiting: dict[str, tuple[str, float]] = {}
        self.served: dict[str, float] = defaultdict(float)

    def submit(self, share: str, client: str, priority: int, cost: float, hidden: bool, same: bool) -> None:
        number = next(NUMBERS)
        name = f"job-{number:06}"
        owner = f"{share}/{client}{number if client == 'new' else ''}"
        uri = next(iter(reversed(self.waiting)), name) if same else name
        placed = {"share": f"{self.operation}-{share}", "priority": priority}
        cost = self.waiting[uri][1] if uri != name else cost  # the same work costs the same
        new = NewJob(name, owner, self.operation, uri, (), {}, 1e6, cost=1.0 if hidden else cost, **placed)
        self.database.write(lambda tx: jobs.add(tx, new))
        self.waiting.setdefault(uri, (share, cost))

    def claim(self) -> None:
        found = self.database.write(lambda tx: jobs.claim(tx, Claim("me", 1e6, 2e6), 1))
        for job in found:
            row = self.database.read(lambda tx, job=job: tx.row("job", id=job.id))
            assert row
            cost = self.waiting.pop(job.uri)[1]
            self.database.write(lambda tx, job=job, cost=cost: fair_shares.charge(tx, job, cost))
            self.served[row["share"].rpartition("-")[2]] += cost

    def busy(self) -> set[str]:
        """The shares that have something in line."""
        found = {share: f"{self.operation}-{share}" for share in SHARES}
        return {s for s, name in found.items() if self.database.read(lambda tx, name=name: jobs.waiting(tx, name, 1))}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
@given(steps=st.lists(st.one_of(SUBMISSIONS, st.none(), st.none(), st.none()), min_size=5, max_size=60))
@example(steps=[("greedy", "", 0, 20.0, True, 30, False), ("honest", "", 0, 1.0, False, 30, False), *[None] * 20])
def test_shares_that_both_wait_are_served_the_same_but_for_a_job_each(
    database: Database, steps: Sequence[Step]
) -> None:
    """Whoever their clients are, whatever these ask for, how urgently, how much and however often."""
    line = Line(database)
    since: dict[tuple[str, str], float] = {}
    for step in steps:
        if step is None:
            line.claim()
        else:
            *of, count_, same = step
            for _ in range(count_):
                line.submit(*of, same)
        busy = line.busy()
        for one, other in combinations(SHARES, 2):
            if not {one, other} <= busy:
                since.pop((one, other), None)
                continue
            ahead = line.served[one] - line.served[other]
            begun = since.setdefault((one, other), ahead)
            assert abs(ahead - begun) <= 2 * max(COSTS)
    while line.waiting:
        line.claim()
