from docusnap.domain.clock import SteadyTime
from docusnap.sealing.failed_openings import FailedOpenings


def test_a_key_is_exhausted_by_its_own_failures_and_rests_for_a_while():
    now = [0.0]
    failures = FailedOpenings(lambda: SteadyTime(now[0]), most=2, seconds=60)
    for _ in range(2):
        assert not failures.exhausted(b"one")
        failures.add(b"one")
    assert failures.exhausted(b"one")
    assert not failures.exhausted(b"other")
    now[0] = 59
    assert failures.exhausted(b"one")
    now[0] = 60
    assert not failures.exhausted(b"one")
    failures.add(b"one")
    assert not failures.exhausted(b"one")


def test_only_the_keys_that_failed_last_are_remembered():
    failures = FailedOpenings(lambda: SteadyTime(0), most=1, remembered=2)
    for key in (b"a", b"b", b"c"):
        failures.add(key)
    assert [failures.exhausted(key) for key in (b"a", b"b", b"c")] == [False, True, True]
