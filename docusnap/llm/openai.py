"""A language model behind any server that speaks the OpenAI chat protocol."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
import openai
from pydantic import BaseModel, ValidationError

from docusnap.domain.answer import Usage
from docusnap.domain.byte_sizes import readable_size
from docusnap.domain.clock import SteadyClock, WallClock, steady_clock, wall_clock
from docusnap.domain.errors import LlmFailure, LlmUnavailable, Misconfigured
from docusnap.llm.client import Prompt, Reply
from docusnap.llm.messages import Messages, messages_of
from docusnap.llm.prompts import template
from docusnap.llm.refusals import Option, failure, refused_options, refused_pictures, seconds, unreachable
from docusnap.llm.structured import AnswerError, Shape, parsed, schema

_CHECK_SECONDS = 5.0
_MAX_BYTES = 4_000_000
_SHOWN_AGAIN = 4_000
_TEMPERATURE = 0
_TOO_LARGE = 413
"""What a server says of the pictures of one document, not of all."""
_NO_COMPLETION = "The language model's server answered with something else than a chat completion; check its base URL."


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Tokens(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Error(BaseModel):
    code: int | str | None = None
    message: str = ""


class _Completion(BaseModel):
    """What we need of a server's answer; not every server keeps to the rest."""

    choices: list[_Choice] = []
    usage: _Tokens | None = None
    error: _Error | None = None


@dataclass(frozen=True, slots=True)
class _Dialect:
    """Which options the server takes: asked for the best first, and for less where it refuses."""

    form: Literal["json_schema", "json_object", "text"] = "json_schema"
    length: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    pictures: bool = True

    def without(self, option: Option) -> "_Dialect":
        """The next dialect to try when this option was refused; the same where there is nothing less to ask for."""
        match option:
            case "response_format":
                return replace(self, form="json_object" if self.form == "json_schema" else "text")
            case "max_tokens":
                return replace(self, length="max_completion_tokens")
            case "temperature":
                return replace(self, temperature=False)

    def options(self, purpose: str, shape: type[BaseModel], max_tokens: int) -> dict[str, Any]:
        """The options of one call."""
        options: dict[str, Any] = {self.length: max_tokens}
        if self.temperature:
            options["temperature"] = _TEMPERATURE
        if self.form == "json_object":
            options["response_format"] = {"type": "json_object"}
        elif self.form == "json_schema":
            described = {"name": purpose, "strict": True, "schema": schema(shape)}
            options["response_format"] = {"type": "json_schema", "json_schema": described}
        return options


class OpenAIModel:
    """Implements `LanguageModel` over HTTP.

    A model that gives no usable answer is told why and asked once more; a server that fails is not asked again here.
    One that takes no pictures is asked with the words alone, now and from then on.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 120.0,
        max_tokens: int = 8_000,
        clock: SteadyClock = steady_clock,
        now: WallClock = wall_clock,
    ) -> None:
        """`timeout` is in seconds and for each call as a whole; `max_tokens` bounds an answer.

        Raises Misconfigured for an address or a key that no server can be asked with.
        """
        self._model = model
        self._key = (api_key or "").strip()
        self._timeout = timeout
        self._max_tokens = max_tokens
        self._repair_template = template("repair")
        self._clock = clock
        self._now = now
        self._dialect = _Dialect()
        if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname):
            raise Misconfigured(f"DOCUSNAP_LLM_BASE_URL: {base_url!r} is not an http:// or https:// address.")
        if not self._key.isascii() or not self._key.isprintable():
            raise Misconfigured("DOCUSNAP_LLM_API_KEY holds characters that a key cannot have.")
        self._client = openai.OpenAI(
            api_key=self._key or "none",
            base_url=base_url or None,
            timeout=openai.Timeout(timeout, connect=min(timeout, 10.0)),
            max_retries=0,
        )
        asked = self._client.base_url
        self._address = f"{asked.host}:{asked.port}" if asked.port else asked.host

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model

    @property
    def recipe(self) -> str:
        """A short hash of all that shapes an answer beside the prompt: model, repair round, limits."""
        parts = [self._model, self._repair_template.template, self._max_tokens, _TEMPERATURE]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    def ask(self, prompt: Prompt, shape: type[Shape]) -> Reply[Shape]:
        """See `LanguageModel`."""
        usage, sent = Usage(), len(prompt.pictures) if self._dialect.pictures else 0
        repair: Messages = []
        for _ in range(2):
            completion, saw = self._complete(prompt, shape, repair)
            usage = _added(usage, completion.usage)
            said = completion.choices[0]
            if said.message.refusal or said.finish_reason == "content_filter":
                refused = "The model refused to read this, or its provider's content filter did."
                raise LlmFailure(refused, said=(said.message.refusal or "")[:300])
            try:
                return Reply(parsed(said.message.content or "", shape), usage, sent, saw)
            except AnswerError as error:
                fault = (
                    f"it was cut off at {self._max_tokens} tokens; be shorter"
                    if said.finish_reason == "length"
                    else str(error)
                )
            repair = self._repair(said.message.content or "", fault)
        cut_off = "; the second was cut off (DOCUSNAP_LLM_MAX_TOKENS)" if said.finish_reason == "length" else ""
        raise LlmFailure(f"The model gave no usable answer, twice{cut_off}.", said=fault)

    def check(self) -> None:
        """Asks the server for its list of models, which costs nothing; a server that has none answers all the same.

        Raises LlmUnavailable when it does not answer within a few seconds or is overloaded, LlmFailure when it refuses
        the key.
        """
        models = self._client.with_options(timeout=_CHECK_SECONDS).models
        try:
            with models.with_streaming_response.list():
                pass
        except openai.APIStatusError as error:
            found = self._failure(error.status_code, self._told(error))
            if isinstance(found, LlmUnavailable) or error.status_code in (401, 403):
                raise found from None  # the SDK's error quotes the server, which may quote the key
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            raise unreachable(error, address=self._address) from error

    def close(self) -> None:
        """Closes the connections; may be called twice."""
        self._client.close()

    def _repair(self, answer: str, fault: str) -> Messages:
        shown = answer if len(answer) <= _SHOWN_AGAIN else f"{answer[:_SHOWN_AGAIN]} …"
        return [
            {"role": "assistant", "content": shown or "(nothing)"},
            {"role": "user", "content": self._repair_template.substitute(error=fault[:1000])},
        ]

    def _complete(self, prompt: Prompt, shape: type[BaseModel], repair: Messages) -> tuple[_Completion, bool]:
        """One answer, in the dialect that the server takes, which is remembered; and whether the model saw pictures."""
        dialect, lasting = self._dialect, True
        while True:
            saw = bool(prompt.pictures) and dialect.pictures
            messages = messages_of(prompt, pictures=saw) + repair
            try:
                body = self._post(dialect.options(prompt.purpose, shape, self._max_tokens), messages)
            except openai.APIStatusError as error:
                told = str(error.body or error.message)
                refused = refused_options(error.status_code, told)
                simpler = reduce(_Dialect.without, refused, dialect)
                if saw and refused_pictures(error.status_code, told):
                    simpler = replace(simpler, pictures=False)
                    lasting = error.status_code != _TOO_LARGE
                if simpler == dialect:
                    wait = seconds(error.response.headers.get("retry-after"), self._now())
                    # Not chained: the SDK's error quotes the server, which may quote the key.
                    raise self._failure(error.status_code, self._told(error), wait) from None
                dialect = simpler
            except (openai.APIConnectionError, httpx2.HTTPError) as error:
                raise unreachable(error, address=self._address) from error
            else:
                self._dialect = dialect if lasting else replace(dialect, pictures=True)
                return self._completion(body), saw

    def _told(self, error: openai.APIStatusError) -> str:
        """The server's own words, without our key."""
        told = str(error.body.get("message") or error.body) if isinstance(error.body, dict) else error.message
        return told.replace(self._key, "***") if self._key else told

    def _failure(self, status: int, told: str, retry_after: float | None = None) -> LlmFailure:
        return failure(status, told, model=self._model, address=self._address, retry_after=retry_after)

    def _post(self, options: Mapping[str, Any], messages: Messages) -> bytes:
        """The body of the server's answer, read piece by piece so that neither its size nor its slowness can hurt."""
        deadline = self._clock() + self._timeout
        body = bytearray()
        create = self._client.chat.completions.with_streaming_response.create
        with create(model=self._model, messages=messages, **options) as response:  # type: ignore[arg-type]
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _MAX_BYTES:
                    raise LlmFailure(f"The model's answer is larger than {readable_size(_MAX_BYTES)}.")
                if self._clock() > deadline:
                    told = f"The language model at {self._address} did not finish within {self._timeout:g} s."
                    raise LlmUnavailable(told)
        return bytes(body)

    def _completion(self, body: bytes) -> _Completion:
        try:
            completion = _Completion.model_validate_json(body)
        except ValidationError:
            raise LlmFailure(_NO_COMPLETION) from None  # the cause quotes the answer
        if completion.error and not completion.choices:
            # Routers in front of several servers say 200 before they know.
            status = completion.error.code if isinstance(completion.error.code, int) else 400
            raise self._failure(status, completion.error.message.replace(self._key or "\0", "***"))
        if not completion.choices:
            raise LlmFailure(_NO_COMPLETION)
        return completion


def _added(usage: Usage, tokens: _Tokens | None) -> Usage:
    tokens = tokens or _Tokens()
    return Usage(
        usage.prompt_tokens + (tokens.prompt_tokens or 0),
        usage.completion_tokens + (tokens.completion_tokens or 0),
        usage.rounds + 1,
    )
