"""Signing in with a key, and out."""

import re

from flask import Blueprint, Response, render_template, request

from docusnap.http.authentication import KEY_HEADER, Access, requires
from docusnap.http.session import COOKIE, SESSION_SECONDS, Sessions

_OWN_PATH = re.compile(r"/(?![/\\])[!-~]*")


def add(routes: Blueprint, sessions: Sessions) -> None:
    """`GET /sign-in`; `POST /session`, which takes the key as every route does, in a header; `DELETE /session`."""

    @routes.get("/sign-in")
    @requires(Access.ANYONE)
    def sign_in() -> str:
        return render_template("sign_in.html", after=own_path(request.args.get("after", "/")))

    @routes.post("/session")
    @requires(Access.ANY_KEY)
    def open_session() -> Response:
        answer = Response(status=204)
        if key_text := request.headers.get(KEY_HEADER):
            answer.set_cookie(
                COOKIE,
                sessions.seal(key_text),
                max_age=SESSION_SECONDS,
                secure=request.is_secure,
                httponly=True,
                samesite="Strict",
            )
        return answer

    @routes.delete("/session")
    @requires(Access.ANY_KEY)
    def close_session() -> Response:
        answer = Response(status=204)
        answer.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Strict")
        return answer


def own_path(path: str) -> str:
    """The path if it is one of this server, else the first page: nobody is sent to another site."""
    return path if _OWN_PATH.fullmatch(path) else "/"
