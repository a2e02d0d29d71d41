import pytest

from docusnap.access.exposure import check_exposure
from docusnap.domain.errors import Misconfigured
from docusnap.settings.groups import AccessSettings

HERE = ["127.0.0.1", "::1"]
EVERYWHERE = ["0.0.0.0"]


def test_on_loopback_without_keys_the_server_says_that_it_is_open() -> None:
    assert "open to this machine itself" in check_exposure(HERE, AccessSettings(), keys_exist=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "fe80::1%eth0"])
def test_where_others_reach_it_the_server_does_not_start_without_keys(host: str) -> None:
    with pytest.raises(Misconfigured, match=r"docusnap keys create.*DOCUSNAP_OPEN"):
        check_exposure(["127.0.0.1", host], AccessSettings(), keys_exist=False)


def test_with_keys_or_when_told_it_starts_anywhere_and_says_who_may_use_it() -> None:
    assert "needs a key" in check_exposure(EVERYWHERE, AccessSettings(), keys_exist=True)
    assert "DOCUSNAP_OPEN" in check_exposure(EVERYWHERE, AccessSettings(open=True), keys_exist=True)


@pytest.mark.parametrize("keys_exist", [True, False])
def test_it_says_that_phones_need_no_key_where_they_need_none(keys_exist: bool) -> None:
    told = check_exposure(EVERYWHERE, AccessSettings(phone="open"), keys_exist=keys_exist)
    assert "DOCUSNAP_PHONE" in told
