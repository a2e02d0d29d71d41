"""All settings, read from DOCUSNAP_* variables."""

import os
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings
from rapidfuzz import fuzz, process

from docusnap.domain.errors import Misconfigured
from docusnap.settings.groups import Settings
from docusnap.settings.problems import problems_of

_FILE = "_FILE"
OF_CLIENTS = frozenset({"DOCUSNAP_URL", "DOCUSNAP_KEY"})
"""Variables that the commands of the client read: no settings of a server."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: its environment variable, its group and field, its type's help.

    `secret`: it must not be seen. `file`: it names the file that holds one. `also`: what else is read for it.
    """

    name: str
    group: str
    field: str
    default: str
    description: str
    secret: bool = False
    file: bool = False
    also: tuple[str, ...] = ()


def variables() -> list[Variable]:
    """Every setting there is, in the order of the groups; each secret with the one that names its file."""
    found = []
    for group in fields(Settings):
        model: type[BaseSettings] = group.type  # type: ignore[assignment]
        for name, info in model.model_fields.items():
            env = f"{model.model_config.get('env_prefix', '')}{name}".upper()
            default = info.get_default(call_default_factory=True, validated_data={})
            if isinstance(default, SecretStr):
                also = tuple(a for a in getattr(info.validation_alias, "choices", ()) if a != env)
                found.append(Variable(env, group.name, name, "", str(info.description), secret=True, also=also))
                found.append(Variable(env + _FILE, group.name, name, "", f"File that holds `{env}`.", file=True))
                continue
            shown = ",".join(default) if isinstance(default, tuple | dict) else str(default)
            choices = (
                "|".join(map(str, get_args(info.annotation))) if shown in map(str, get_args(info.annotation)) else ""
            )
            described = f"{info.description} One of {choices}." if choices else str(info.description)
            found.append(Variable(env, group.name, name, shown, described))
    return found


def load_settings(given: Mapping[str, Any] | None = None) -> Settings:
    """The environment's settings; `given` maps variable names to values that win over it.

    Raises Misconfigured, naming the variable.
    """
    given = given or {}
    known = variables()
    if unknown := sorted(set(given) - {v.name for v in known}):
        raise Misconfigured(f"There is no setting {', '.join(unknown)}.")
    groups: dict[str, BaseSettings] = {}
    for group in fields(Settings):
        model: type[BaseSettings] = group.type  # type: ignore[assignment]
        ours = [v for v in known if v.group == group.name]
        chosen = {v.field: given[v.name] for v in ours if v.name in given and not v.file}
        chosen |= {v.field: text for v in ours if v.file and (text := _held(v.name, given)) is not None}
        try:
            groups[group.name] = model(**chosen)
        except ValidationError as error:
            raise Misconfigured(problems_of(model, error)) from error
    return Settings(**groups)  # type: ignore[arg-type]


def _held(name: str, given: Mapping[str, Any]) -> str | None:
    """The secret in the file that this variable names."""
    path, plain = given.get(name) or os.environ.get(name), name.removesuffix(_FILE)
    if not path:
        return None
    if given.get(plain) or os.environ.get(plain):
        raise Misconfigured(f"{plain} and {name} are both set; keep one of them.")
    try:
        held = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Misconfigured(f"{name}: {path} cannot be read ({reason}).") from None
    if not held:
        raise Misconfigured(f"{name}: {path} is empty.")
    return held


def forget_secrets(environment: MutableMapping[str, str]) -> None:
    """Takes what is secret out of the environment when it has been read: no process that is started later gets it."""
    for variable in variables():
        if variable.secret:
            for name in (variable.name, *variable.also):
                environment.pop(name, None)


def misspelt(environment: Iterable[str]) -> list[str]:
    """What to tell of each DOCUSNAP_* variable that is no setting, with the setting that was probably meant."""
    known = [v.name for v in variables()]
    strange = sorted(n for n in environment if n.startswith("DOCUSNAP_") and n not in {*known, *OF_CLIENTS})
    return [f"{n} is no setting; is {process.extractOne(n, known, scorer=fuzz.ratio)[0]} meant?" for n in strange]
