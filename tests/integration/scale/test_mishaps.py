"""Everything that may befall several machines, under load: nothing is lost, done twice, or never told.

`python benchmarks/scale.py faults` does the same with 500 tasks.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.scale.conftest import LEASE, missing

TASKS = 24


@pytest.mark.timeout(600)
@pytest.mark.parametrize("broker", ["streams", "celery"])  # `threads`: tests/faults/test_many_processes.py
def test_killed_frozen_emptied_and_restarted_under_load_a_house_loses_nothing_and_commits_nothing_twice(
    broker: str, tmp_path: Path, postgres_server: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    if name := missing():
        pytest.skip(f"{name} is not installed: brokers are not tried")
    from fleet import Fleet
    from scale import under_load

    with Fleet(tmp_path, broker, lease=LEASE, serves=2, workers=3, threads=2, postgres=postgres_server) as fleet:
        fleet.start()
        found, refused, took = under_load(fleet, TASKS, seconds=1.0)
    assert found == {"done": TASKS, "lost": 0, "committed twice": 0, "not told": 0}
    with capsys.disabled():
        print(
            f"\n{broker}: {TASKS} tasks, 0 lost, {refused} asked again, all done {took:.1f} s after the last was sent"
        )
