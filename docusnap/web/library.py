"""The pages of a client's library: papers found, compared, exported and deleted."""

from flask import Blueprint, render_template, request

from docusnap.delegation.library import PaperLibrary
from docusnap.domain.kinds import KINDS
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.cursors import page_of
from docusnap.http.paper_filter import filter_of
from docusnap.web import words

_ON_A_PAGE = 25
_FILTERS = ("text", "kind", "tag", "since", "until")


def add(routes: Blueprint, library: PaperLibrary) -> None:
    """`GET /library`, and what stands beside one of its papers."""

    @routes.get("/library")
    @requires(Access.READ)
    def library_page() -> str:
        client = client_of(request)
        query = {name: text for name in _FILTERS if (text := request.args.get(name))}
        found = library.search(client, filter_of(request), _ON_A_PAGE + 1)
        shown, following = page_of(found, _ON_A_PAGE, lambda one: (one.created_at, one.task_id))
        return render_template(
            "library.html",
            papers=shown,
            following=following,
            asked={name: request.args.get(name, "") for name in _FILTERS},
            query=query,
            contents=library.contents(client),
            kinds={kind: words.KINDS.get(kind, kind) for kind in KINDS},
        )

    @routes.get("/library/beside/<task_id>")
    @requires(Access.READ)
    def beside_paper(task_id: str) -> str:
        return render_template("beside.html", found=library.paper(client_of(request), task_id))
