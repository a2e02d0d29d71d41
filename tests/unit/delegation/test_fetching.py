"""Images by their web addresses, from a real server."""

import threading

import pytest

from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.guarded_http import GuardedHttp
from docusnap.domain.errors import AddressRefused, Busy, FetchFailed, FetchingOff, TooLarge, UnsupportedFile
from docusnap.domain.request import Upload

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def fetching(house):
    """The house with fetching from this machine switched on."""
    outside = GuardedHttp(allow=["127.0.0.1", "localhost"], seconds=5)
    house.fetcher = Fetcher(
        house.database,
        house.files,
        outside,
        seconds=5,
        max_bytes=100,
        max_total_bytes=150,
        remembered=60.0,
        at_once=1,
        clock=house.clock,
    )
    house.build()
    return house


def submit(house, *uploads, **more):
    return house.submit("document", uploads, {}, client_id="c", **more)


def paths(site) -> list[str]:
    return [path for _, path, _, _ in site.asked]


def test_addresses_are_refused_unless_fetching_is_switched_on(house, site) -> None:
    with pytest.raises(FetchingOff, match="DOCUSNAP_FETCH_URLS"):
        submit(house, site.url("/a"))
    assert site.asked == []


def test_an_address_is_the_same_input_as_its_content(fetching, site) -> None:
    site.answers["/a"] = (200, {}, PNG)
    by_address = submit(fetching, site.url("/a"))
    assert fetching.files.get(by_address.files[0].sha256) == PNG
    assert submit(fetching, PNG).job_id == by_address.job_id


def test_each_name_of_a_chain_leads_to_the_content_and_is_asked_once(fetching, site) -> None:
    for here, there in ("/a", "/b"), ("/b", "c"), ("/c", site.url("/d")):
        site.answers[here] = (302, {"Location": there}, b"")
    site.answers["/d"] = (200, {}, PNG)
    first = submit(fetching, site.url("/a"))
    assert paths(site) == ["/a", "/b", "/c", "/d"]
    assert {submit(fetching, site.url(name)).job_id for name in ("/a", "/b", "/c", "/d")} == {first.job_id}
    assert len(site.asked) == 4
    site.answers["/new"] = (302, {"Location": "/c"}, b"")
    assert submit(fetching, site.url("/new")).job_id == first.job_id
    assert paths(site)[4:] == ["/new"]


def test_after_a_while_an_address_is_asked_again(fetching, site) -> None:
    site.answers["/a"] = (200, {}, PNG)
    first = submit(fetching, site.url("/a"))
    site.answers["/a"] = (200, {}, PNG + b"changed")
    fetching.now += 61
    assert submit(fetching, site.url("/a")).job_id != first.job_id


def test_every_hop_is_guarded(fetching, site) -> None:
    site.answers["/a"] = (302, {"Location": "http://[::1]/secret"}, b"")
    with pytest.raises(AddressRefused):
        submit(fetching, site.url("/a"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((404, {}, b"no"), FetchFailed),
        ((200, {}, b""), FetchFailed),
        ((200, {}, b"x" * 101), TooLarge),
        ((200, {}, b"<html>"), UnsupportedFile),
        ((302, {"Location": "/a"}, b""), FetchFailed),
        ((302, {}, b""), FetchFailed),
    ],
)
def test_what_is_no_image_is_refused_and_nothing_kept(fetching, site, answer, error) -> None:
    site.answers["/a"] = answer
    with pytest.raises(error):
        submit(fetching, site.url("/a"))
    assert len(site.asked) <= 6
    assert fetching.woken == []
    assert [p for p in (fetching.folder / "files").rglob("*") if p.is_file()] == []


def test_the_images_of_one_request_share_their_limits(fetching, site) -> None:
    for path in "/a", "/b", "/c":
        site.answers[path] = (200, {}, PNG + path.encode())
    with pytest.raises(TooLarge, match="is larger than 30 bytes"):
        submit(fetching, site.url("/a"), site.url("/b"), site.url("/c"))
    assert len(submit(fetching, site.url("/a"), PNG, site.url("/a")).files) == 3


def test_a_host_that_is_not_there_is_told(fetching) -> None:
    with pytest.raises(FetchFailed, match="could not be reached"):
        submit(fetching, "http://127.0.0.1:1/a")


def test_a_request_that_is_sent_again_fetches_nothing_again(fetching, site) -> None:
    site.answers["/a"] = (200, {}, PNG)
    first = submit(fetching, site.url("/a"), idempotency_key="k")
    site.answers["/a"] = (404, {}, b"")
    fetching.now += 61
    assert submit(fetching, site.url("/a"), idempotency_key="k").id == first.id


def test_no_more_than_a_few_are_fetched_at_a_time(fetching, site) -> None:
    asked, may_answer = threading.Event(), threading.Event()

    class Blocking(GuardedHttp):
        def request(self, *args, **kwargs):
            asked.set()
            assert may_answer.wait(30)
            return super().request(*args, **kwargs)

    site.answers["/a"] = (200, {}, PNG)
    outside = Blocking(allow=["127.0.0.1"], seconds=5)
    fetcher = Fetcher(
        fetching.database,
        fetching.files,
        outside,
        seconds=5,
        max_bytes=100,
        max_total_bytes=150,
        remembered=0.0,
        at_once=1,
        clock=fetching.clock,
    )
    first = threading.Thread(target=fetcher.contents, args=([site.url("/a")],))
    first.start()
    assert asked.wait(30)
    with pytest.raises(Busy):
        fetcher.contents([site.url("/a")])
    may_answer.set()
    first.join(30)
    assert fetcher.contents([Upload(PNG), site.url("/a")]) == [Upload(PNG)] * 2
