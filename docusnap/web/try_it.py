"""The first page: give it a paper, and see what it says."""

from flask import Blueprint, render_template

from docusnap.http.authentication import Access, requires

_SAMPLES = (
    ("receipt.jpg", "A receipt", "A photo of a crumpled till slip"),
    ("filled-form.jpg", "A filled form", "A staff record with answers in ink"),
    ("blank-form.png", "A blank form", "Its blanks are found, and filled from your papers"),
)


def add(routes: Blueprint) -> None:
    """`GET /`."""

    @routes.get("/")
    @requires(Access.ANY_KEY)
    def try_it() -> str:
        return render_template("try_it.html", samples=_SAMPLES)
