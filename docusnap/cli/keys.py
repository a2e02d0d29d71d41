"""`keys`: the API keys of a data folder, beside whatever uses it."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from docusnap.access.api_keys import Keys
from docusnap.cli.options import as_json_option, data_dir_option, given, of_record, shown_time, table, told_plainly
from docusnap.domain.access import ApiKey, Scope
from docusnap.logs import write_logs
from docusnap.queue.retry import DAY
from docusnap.wiring.record import opened_keys


def _scopes(_context: click.Context, _option: click.Parameter, text: str) -> list[Scope]:
    try:
        return [Scope(name.strip()) for name in text.split(",")]
    except ValueError as error:
        raise click.BadParameter(f"one or more of {', '.join(Scope)}, with commas between") from error


@click.group(short_help="Make, list and revoke API keys.")
def keys() -> None:
    """Make, list and revoke the API keys of a data folder. As soon as there is one, every request needs one."""


@keys.command()
@data_dir_option
@click.argument("name")
@click.option("--client", metavar="CLIENT", help="Whose tasks it sees; several keys may. Without: its own.")
@click.option(
    "--scopes",
    default="submit,read",
    show_default=True,
    callback=_scopes,
    help="What it opens: " + ", ".join(Scope) + ".",
)
@click.option("--days", type=click.FloatRange(min=0, min_open=True), help="Days until it expires; without: never.")
@click.option(
    "--rate", type=click.IntRange(min=0), default=600, show_default=True, help="Requests a minute; 0: no limit."
)
@click.option(
    "--quota",
    type=click.IntRange(min=1),
    help="Tasks, and pictures read or made at once, a day (UTC); without: no limit.",
)
@as_json_option
def create(
    data_dir: Path | None,
    name: str,
    client: str | None,
    scopes: list[Scope],
    days: float | None,
    rate: int,
    quota: int | None,
    as_json: bool,
) -> None:
    """Make a key called NAME and print it: this once."""
    with _opened(data_dir, make=True) as opened:
        seconds = None if days is None else days * DAY
        key, text = opened.create(name, scopes, client_id=client, rate=rate or None, quota=quota, seconds=seconds)
    if as_json:
        click.echo(json.dumps(_told(key) | {"key": text}, ensure_ascii=False))
        return
    click.echo(text)
    click.echo(
        f"It is not shown again. It opens {', '.join(sorted(key.scopes))} for the client {key.client_id}.", err=True
    )


@keys.command("list")
@data_dir_option
@as_json_option
def list_keys(data_dir: Path | None, as_json: bool) -> None:
    """The keys, oldest first, without their texts."""
    with _opened(data_dir) as opened:
        found = opened.every()
    if as_json:
        click.echo(json.dumps([_told(key) for key in found], ensure_ascii=False))
        return
    table(["id", "name", "client", "scopes", "limits", "last used", "state"], map(_shown, found))


@keys.command()
@data_dir_option
@click.argument("ids", nargs=-1, required=True)
def revoke(data_dir: Path | None, ids: tuple[str, ...]) -> None:
    """End keys for good, at once."""
    wrong = 0
    with _opened(data_dir) as opened:
        for key_id in ids:
            done = opened.revoke(key_id)
            wrong += not done
            click.echo(f"{key_id}: {'revoked' if done else 'not there, or revoked before'}", err=not done)
    sys.exit(1 if wrong else 0)


@contextmanager
def _opened(data_dir: Path | None, *, make: bool = False) -> Iterator[Keys]:
    with told_plainly():
        # An empty list of a mistyped folder would say that there are no keys.
        settings = given({"DOCUSNAP_DATA_DIR": data_dir}) if make else of_record(data_dir)
        write_logs(settings.server.log_format)
        with opened_keys(settings) as opened:
            yield opened


def _told(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "client": key.client_id,
        "scopes": ",".join(sorted(key.scopes)),
        "rate": key.rate,
        "quota": key.quota,
        "used": None if key.quota is None else key.used,
        "created": shown_time(key.created_at),
        "last_used": shown_time(key.last_used_at),
        "expires": shown_time(key.expires_at),
        "revoked": shown_time(key.revoked_at),
    }


def _shown(key: ApiKey) -> list[str]:
    rate = "" if key.rate is None else f"{key.rate} a minute"
    quota = "" if key.quota is None else f"{key.used} of {key.quota} today"
    last_used = (shown_time(key.last_used_at) or "never").partition("T")[0]
    expires = f"until {shown_time(key.expires_at)}" if key.expires_at else "open"
    state = "revoked" if key.revoked_at else expires if key.opens(time.time()) else "expired"
    limits = ", ".join(filter(None, [rate, quota]))
    return [key.id, key.name, key.client_id, ",".join(sorted(key.scopes)), limits, last_used, state]
