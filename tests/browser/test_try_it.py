"""The first page, as people see it."""

import pytest


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_page_looks_like_this(open_page, shot, size, scheme):
    page = open_page("/", size=size, scheme=scheme)
    assert page.get_by_role("heading", level=1).inner_text() == "What does this paper say?"
    assert page.get_by_text("Nothing leaves this machine.").is_visible()
    shot(page, f"try-{size}-{scheme}")
