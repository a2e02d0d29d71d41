"""Write the reference pages from the code: `make docs` runs it, and a test compares the pages with what it makes.

A page keeps what stands above its mark; everything below the mark is made here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from docusnap.app import create_app
from docusnap.cli import main as docusnap
from docusnap.cli.settings import settings_table
from docusnap.domain.errors import DocusnapError
from docusnap.http.problem import HTTP_CODES, RETRY_AFTER, status_of
from docusnap.settings import load_settings, variables
from docusnap.wiring import build

REFERENCE = Path(__file__).resolve().parent / "reference"
MARK = "<!-- Below: written by `make docs` from the code. -->\n"
_REF = "#/components/schemas/"
_SETTINGS = {v.name for v in variables()}

Schema = Mapping[str, Any]


def page_with(page: str, made: str) -> str:
    """The text of the page with `made` below its mark. Raises ValueError where it has none."""
    above, mark, _ = page.partition(MARK)
    if not mark:
        raise ValueError(f"the page has no line {MARK!r}")
    return f"{above}{mark}\n{made.strip()}\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; empty where there are no rows."""
    lines = ["| " + " | ".join(_cell(text) for text in row) + " |" for row in rows]
    return "\n".join([f"| {' | '.join(columns)} |", "|" + " --- |" * len(columns), *lines, ""]) if lines else ""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", r"\|")


# --- settings ------------------------------------------------------------------------------------


def settings() -> str:
    """Every setting; defaults that depend on the machine in words."""
    return re.sub(r"(`DOCUSNAP_(?:OCR_CONCURRENCY|WORKER_PROCESSES)` \|) `\d+`", r"\1 the cores", settings_table())


# --- the HTTP API --------------------------------------------------------------------------------


def openapi() -> dict[str, Any]:
    """The description that a server of this code gives of itself."""
    with TemporaryDirectory() as folder:
        chosen = load_settings({"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_OPERATIONS": ""})
        services = build(chosen)
        try:
            document: dict[str, Any] = create_app(chosen, services).test_client().get("/openapi.json").get_json()
        finally:
            services.stop(0)
    return document


def http_calls(document: Schema) -> str:
    """Every call by its part of the API: what it takes, how it answers, what it refuses."""
    return "\n".join(_part(tag, document) for tag in document["tags"])


def _part(tag: Schema, document: Schema) -> str:
    calls = [
        _call(method, path, about, document)
        for path, methods in document["paths"].items()
        for method, about in methods.items()
        if tag["name"] in about["tags"]
    ]
    return "\n".join([f"## {tag['name'].capitalize()}\n", f"{tag['description']}\n", *calls])


def _call(method: str, path: str, about: Schema, document: Schema) -> str:
    answers = [(status, a) for status, a in about["responses"].items() if "application/problem+json" not in _media(a)]
    told = ", ".join(f"`{status}` {_answer(answer)}" for status, answer in sorted(answers))
    refusals = {s: a for s, a in about["responses"].items() if "application/problem+json" in _media(a)}
    refused = ", ".join(f"{s} {a['description'].partition(': ')[2]}" for s, a in sorted(refusals.items()))
    lines = [f"### `{method.upper()} {path}`\n", f"{about['summary'].rstrip('.')}. {_needs(about)}\n"]
    lines.append(table(("takes", "in", "type", "meaning"), _taken(about, document["components"]["schemas"])))
    lines += [f"Answers: {told}.\n", f"Refuses: {refused}.\n" if refused else ""]
    return "\n".join(line for line in lines if line)


def _media(answer: Schema) -> Schema:
    found: Schema = answer.get("content", {})
    return found


def _needs(about: Schema) -> str:
    scopes = sorted({scope for way in about["security"] for named in way.values() for scope in named})
    return f"Scope: {', '.join(f'`{scope}`' for scope in scopes)}." if scopes else "Needs no key."


def _answer(answer: Schema) -> str:
    shapes = [shown(body["schema"]) for body in _media(answer).values() if "schema" in body]
    kinds = shapes or [f"`{kind}`" for kind in _media(answer)]
    return ", ".join(kinds) or "without a body"


def _taken(about: Schema, schemas: Mapping[str, Schema]) -> Iterator[Sequence[str]]:
    for given in about.get("parameters", ()):
        yield _row(given["name"], given["in"], given["schema"], _meaning(given), given.get("required"))
    content = _media(about.get("requestBody", {}))
    if "application/json" not in content:
        for body in content.values():
            yield from _fields_of(body["schema"], "multipart")
        return
    both = "JSON, multipart" if len(content) > 1 else "JSON"
    schema = content["application/json"]["schema"]
    for one in schema.get("anyOf", [schema]):
        name = one["$ref"].removeprefix(_REF)
        yield from _fields_of(schemas[name], both if not name.startswith("Sealed") else "JSON, sealed")


def _fields_of(schema: Schema, where: str) -> Iterator[Sequence[str]]:
    for name, field in schema.get("properties", {}).items():
        yield _row(name, where, field, _meaning(field), name in schema.get("required", ()))


def _row(name: str, where: str, schema: Schema, meaning: str, required: bool | None) -> Sequence[str]:
    default = schema.get("default")
    more = f" Default: `{default}`." if default not in (None, "", [], {}) else ""
    return f"`{name}`", f"{where}, required" if required else where, shown(schema), f"{meaning}{more}"


def http_shapes(document: Schema) -> str:
    """The fields of every JSON object that calls take or give."""
    parts = []
    for name, schema in document["components"]["schemas"].items():
        about = schema.get("description", "").replace("\n", " ")
        needed = schema.get("required", ())
        rows = [
            (f"`{key}`" if key in needed else f"`{key}` (optional)", shown(field), _meaning(field))
            for key, field in schema.get("properties", {}).items()
        ]
        fields = table(("key", "type", "meaning"), rows) or f"{shown(schema)}\n"
        parts.append("\n".join(filter(None, [f"## {name}\n", about and f"{about}\n", fields])))
    return "\n".join(parts)


def _meaning(schema: Schema) -> str:
    """Its description, or that of the first of its ways which has one."""
    about: str = next((one["description"] for one in (schema, *schema.get("anyOf", ())) if "description" in one), "")
    return about


def shown(schema: Schema) -> str:
    """The type in a few words, with links to the shapes that it names."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return f"[{name}](http-shapes.md#{name.lower()})"
    if ways := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(shown(way) for way in ways))
    if "contentSchema" in schema:
        return f"JSON text of {shown(schema['contentSchema'])}"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    return _plain_type(schema)


def _plain_type(schema: Schema) -> str:
    kinds = schema.get("type", "any JSON value")
    kind = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "prefixItems" in schema:
        return f"[{', '.join(shown(item) for item in schema['prefixItems'])}]"
    if "items" in schema:
        return kind.replace("array", f"list of {shown(schema['items'])}", 1)
    if isinstance(inside := schema.get("additionalProperties"), Mapping) and inside:
        return kind.replace("object", f"object of {shown(inside)}", 1)
    if schema.get("format") == "binary":
        return "file"
    if schema.get("format") == "date-time":
        return kind.replace("string", "time (ISO 8601)", 1)
    least, most = (schema.get(name, schema.get(short)) for name, short in (("minimum", "ge"), ("maximum", "le")))
    if least is not None:
        return f"{kind} (from {least})" if most is None else f"{kind} ({least} to {most})"
    longest = schema.get("maxLength")
    return f"{kind} (up to {longest} characters)" if longest else kind


# --- errors --------------------------------------------------------------------------------------


def errors() -> str:
    """Every stable code, with its status, what it means and what to do."""
    rows = {kind.code: _error(kind.code, _status(kind), *remedy(kind)) for kind in kinds_of_errors()}
    for status, code in HTTP_CODES.items():
        means = f"{HTTPStatus(status).description}."
        rows.setdefault(code, _error(code, str(status), means, "Correct the request."))
    return table(("code", "status", "means", "what to do"), [rows[code] for code in sorted(rows, key=str.lower)])


def kinds_of_errors(kind: type[DocusnapError] = DocusnapError) -> Iterator[type[DocusnapError]]:
    """The kind and all those under it that have a code of their own."""
    if "code" in vars(kind):
        yield kind
    for one in kind.__subclasses__():
        if one.__module__.startswith("docusnap."):
            yield from kinds_of_errors(one)


def _status(kind: type[DocusnapError]) -> str:
    """Of an HTTP answer; a dash for what only tasks, webhooks and commands tell."""
    status = status_of(kind)
    return "–" if status == 500 and kind is not DocusnapError else str(status)


def remedy(kind: type[DocusnapError]) -> tuple[str, str]:
    """What the error means and what to do about it: the two parts of the first line of its docstring."""
    parts = re.match(r"(.*?(?:\.(?= )|;|\.$))(.*)", (kind.__doc__ or "").partition("\n")[0])
    assert parts, f"{kind.__name__} does not say what it means"
    means, do = parts[1].rstrip(";."), parts[2].strip()
    return f"{means}.", do[:1].upper() + do[1:]


def _error(code: str, status: str, means: str, do: str) -> Sequence[str]:
    wait = RETRY_AFTER.get(code)
    return f"`{code}`", status, means, f"{do} `Retry-After` is {wait:g} s." if wait else do


# --- the command line ----------------------------------------------------------------------------


def command_line() -> str:
    """Every command with its arguments and options."""
    found = list(_commands(docusnap, ["docusnap"]))
    names = [" ".join(path[1:]) for path, _ in found]
    links = [f"[`{name}`](#{name.replace(' ', '-')})" for name in names]
    rows = [(link, command.get_short_help_str(200)) for link, (_, command) in zip(links, found, strict=True)]
    return "\n".join([table(("command", "does"), rows), *(_command(path, command) for path, command in found)])


def _commands(command: click.Command, path: list[str]) -> Iterator[tuple[list[str], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        if inner := command.get_command(context, name):
            yield from _commands(inner, [*path, name])


def _command(path: list[str], command: click.Command) -> str:
    context = click.Context(command)
    own = [p for p in command.params if p.name not in _SETTINGS]
    of_settings = [p.opts[0] for p in command.params if p.name in _SETTINGS]
    usage = " ".join([*path, "[OPTIONS]", *(p.make_metavar(context) for p in own if isinstance(p, click.Argument))])
    lines = [f"## {' '.join(path[1:])}\n", f"`{usage}`\n", _paragraphs(command.help or "")]
    options = [p for p in own if isinstance(p, click.Option)]
    lines.append(table(("option", "default", "meaning"), [_option(option, context) for option in options]))
    if of_settings:
        named = ", ".join(f"`{name}`" for name in of_settings)
        most = len(of_settings) > 50
        lines.append(f"Takes [the settings](settings.md) as options{', all but secrets' if most else f': {named}'}.\n")
    return "\n".join(line for line in lines if line)


def _paragraphs(text: str) -> str:
    return "\n\n".join(re.sub(r"\s+", " ", part).strip() for part in text.split("\n\n")) + "\n"


def _option(option: click.Option, context: click.Context) -> Sequence[str]:
    value = "" if option.is_flag else f" {option.make_metavar(context)}"
    names = ", ".join(f"`{name}{value}`" for name in [*option.opts, *option.secondary_opts])
    told = option.show_default if isinstance(option.show_default, str) else option.to_info_dict()["default"]
    default = "" if option.is_flag or told in (None, "", ()) else f"`{told}`"
    return names, "required" if option.required else default, option.help or ""


# --- all of them ---------------------------------------------------------------------------------


def pages() -> dict[Path, str]:
    """Every page that is made, with its text as it should be."""
    document = openapi()
    makers: Mapping[str, Callable[[], str]] = {
        "settings": settings,
        "http-calls": lambda: http_calls(document),
        "http-shapes": lambda: http_shapes(document),
        "errors": errors,
        "command-line": command_line,
    }
    paths = {REFERENCE / f"{name}.md": make for name, make in makers.items()}
    return {path: page_with(path.read_text(encoding="utf-8"), make()) for path, make in paths.items()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
