"""What can be set: frozen groups; each is passed whole to whoever needs it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from docusnap.settings.formats import Bytes, Deadlines, Names, Origins

_FILE = "_FILE"


class ServerSettings(BaseSettings):
    """Where the server listens, and how it answers."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(5000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    http_threads: int = Field(
        16,
        ge=2,
        description="Threads that answer HTTP requests; half as many polls may wait, in others.",
    )
    max_wait: float = Field(30.0, ge=0, description="Longest `?wait=` of a poll, in seconds.")
    log_format: Literal["text", "json"] = Field("text", description="How log lines are written.")
    metrics_host: str = Field(
        "127.0.0.1", description="Address on which `docusnap worker` answers `GET /metrics`, to whoever reaches it."
    )
    metrics_port: int = Field(
        0,
        ge=0,
        le=65000,
        description="Port on which it does; 0: it does not. With `celery`, that of its first process; others count on.",
    )


class AccessSettings(BaseSettings):
    """Authentication: who needs a key, and who does not."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    open: bool = Field(
        False, description="Whether whoever reaches the server may use it without a key; `/queue/…` then takes one."
    )
    phone: Literal["keys", "open"] = Field(
        "keys", description="Whether the phone app's protocol, which sends no keys, needs one all the same."
    )
    anonymous_rate: int = Field(
        600, ge=0, description="Requests a minute from one address without a key, where none is needed; 0: no limit."
    )
    admin_key: SecretStr = Field(
        SecretStr(""), description="A key that opens every door, besides those of `docusnap keys`; empty: none."
    )


class DoorSettings(BaseSettings):
    """Connections, proxies and browsers of other sites."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    proxies: int = Field(
        0,
        ge=0,
        description="Proxies in front whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; 0: nobody's.",
    )
    cors_origins: Origins = Field(
        (),
        description="Origins such as `https://app.example.com` whose web pages may call, with commas between; or `*`.",
    )
    hsts_seconds: int = Field(
        0, ge=0, description="How long browsers are to come by HTTPS only (told over HTTPS), in seconds; 0: not told."
    )
    max_connections: int = Field(
        2000, ge=10, description="Connections at a time; for more the slowest are closed, of who has most first."
    )
    max_incoming_bytes: Bytes = Field(
        1_000_000_000,
        gt=0,
        description="Bytes of request bodies held at a time (a key half, an address a quarter); more get 503.",
    )
    slow_client_seconds: float = Field(
        30.0,
        gt=0,
        description="A connection that moves less than 500 bytes a second for so long is closed, in seconds.",
    )


class StorageSettings(BaseSettings):
    """Where things are kept."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder of the database and the files.")
    database_url: SecretStr = Field(
        SecretStr(""),
        description="PostgreSQL, as `postgresql://user:password@host/docusnap`; empty: SQLite in the data folder.",
    )
    database_connections: int = Field(
        10, ge=2, description="Connections of one process to PostgreSQL at a time, besides the one that listens."
    )
    files: str = Field("", description="Where files are kept, as `s3://bucket/prefix`; empty: in the data folder.")
    s3_endpoint: str = Field(
        "", description="Address of an S3 server that is not Amazon's, such as `https://minio.internal:9000`."
    )
    keep_free_bytes: Bytes = Field(
        200_000_000,
        ge=0,
        description="Bytes of its disk that uploads leave free: below, new tasks get 503, and running ones can end.",
    )


class ValkeySettings(BaseSettings):
    """The server that machines share for what they may lose: locks, wake-ups, files about to be read."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    valkey_url: SecretStr = Field(
        SecretStr(""),
        description="Address of a Valkey or Redis server, such as `valkey://localhost:6379/0`; empty: none is used.",
    )
    cache_bytes: Bytes = Field(
        500_000_000, gt=0, description="Bytes of files that one `docusnap cache-files` keeps there at a time."
    )
    cache_file_bytes: Bytes = Field(20_000_000, gt=0, description="Largest file that it puts there, in bytes.")


class BrokerSettings(BaseSettings):
    """What wakes the workers, and which jobs they take; who gets a job, the database decides."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    broker: Literal["threads", "celery", "streams"] = Field(
        "threads",
        description="What tells workers of new jobs: `threads`, the database itself; `streams` of DOCUSNAP_VALKEY_URL; "
        "`celery`, over DOCUSNAP_BROKER_URL.",
    )
    broker_url: SecretStr = Field(
        SecretStr(""),
        description="Address of Celery's broker: `redis://`, `valkey://` (with `s` for TLS), or `amqp://` of RabbitMQ.",
    )
    worker_operations: Names = Field(
        (),
        description="Operations whose jobs this process runs, with commas between; `none`: no jobs; empty: all.",
        examples=["document,form"],
    )
    worker_processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        description="Processes of a worker with `celery`, each with one job at a time; the cores by default.",
    )


class LimitSettings(BaseSettings):
    """What one request may ask for."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    max_file_bytes: Bytes = Field(20_000_000, gt=0, description="Largest file, in bytes.")
    max_request_bytes: Bytes = Field(200_000_000, gt=0, description="Largest request body, in bytes.")
    max_pages: int = Field(50, gt=0, description="Most pages, and most files, of one task.")
    max_page_pixels: int = Field(100_000_000, gt=0, description="Largest page, in pixels, checked before decoding.")
    decode_seconds: float = Field(20.0, gt=0, description="Longest time to decode one page, in seconds.")
    decode_memory: Bytes = Field(800_000_000, gt=0, description="Most memory of the process that decodes, in bytes.")
    sandbox: Literal["auto", "required", "off"] = Field(
        "auto",
        description="Confining of what decodes files. `required`: no start where this system cannot do it wholly.",
    )


class QueueSettings(BaseSettings):
    """How jobs are tried, and how long they are kept."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    deadline: float = Field(900.0, gt=0, description="Longest time of one attempt at a task, in seconds.")
    deadlines: Deadlines = Field(
        {},
        description="Other deadlines of single operations, such as `form_filling=120`, with commas between.",
        examples=["form_filling=120"],
    )
    attempts: int = Field(3, ge=1, description="Attempts at a job that fails for an unknown reason.")
    outage_days: float = Field(
        1.0, ge=0, description="How long an outage of the OCR or LLM server is waited out, in days; 0: not at all."
    )
    grace: float = Field(
        20.0,
        ge=0,
        description="How long stopping may take, in seconds; jobs that have not ended go on at the next start.",
    )
    max_waiting: int = Field(
        20_000,
        ge=0,
        description="Jobs of one key (or address) that may wait, half as many of a phone; more get 429. 0: any number.",
    )
    reuse_results_days: float = Field(
        7.0, ge=0, description="How long a result answers identical tasks, in days; 0: never."
    )
    keep_completed_days: float = Field(
        7.0, ge=0, description="How long completed and cancelled tasks are kept, in days; 0: for ever."
    )
    keep_quarantined_days: float = Field(
        30.0, ge=0, description="How long failed tasks are kept, in days; 0: for ever."
    )


class OperationSettings(BaseSettings):
    """Which operations there are besides the house's own."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    operations: Names = Field(
        (),
        description="Modules with operations (`OPERATIONS`: name to callable) and with `HOOKS`, with commas between.",
    )


class OutsideSettings(BaseSettings):
    """What the server may connect to because a client asked for it."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Signs webhooks: `whsec_` and base64; several, with spaces between, all sign. Empty: no webhooks.",
    )
    callbacks_allow: Names = Field(
        (), description="Hosts (or host:port) that webhooks may go to though they are private, with commas between."
    )
    public_url: str = Field("", description="Address of this server in webhooks, such as `https://docs.example.com`.")
    fetch_urls: bool = Field(False, description="Whether `images` may be `https://` addresses to fetch.")
    fetch_allow: Names = Field(
        (), description="Hosts (or host:port) to fetch from though they are private, with commas between."
    )
    fetch_seconds: float = Field(15.0, gt=0, description="Longest time to fetch the images of one request, in seconds.")
    fetch_remembered: float = Field(
        300.0, ge=0, description="How long the content of an address is taken as known, in seconds."
    )


class SealingSettings(BaseSettings):
    """The key pair that clients seal requests for."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    private_key: SecretStr = Field(
        SecretStr(""),
        description="RSA private key (PEM) for sealed requests; when empty, one is made and kept in the data folder.",
    )


class OcrSettings(BaseSettings):
    """Which OCR engine reads, and how many pages at once."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_OCR_", frozen=True)

    engine: Literal["rapid", "tesseract", "remote", "null"] = Field("rapid", description="The OCR engine.")
    languages: Names = Field(("en",), description="Languages on the pages, as ISO 639-1 codes with commas between.")
    concurrency: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        description="Pages read at the same time; the cores by default.",
    )
    url: str = Field("", description="Address of the OCR server, for `remote`.")
    key: SecretStr = Field(SecretStr(""), description="Key that the OCR server takes, for `remote`; empty: none.")
    timeout: float = Field(60.0, gt=0, description="Longest wait for one page of `remote` or `tesseract`, in seconds.")


class LlmSettings(BaseSettings):
    """Which language model understands; with neither address nor key, the offline reader does."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_LLM_", frozen=True, populate_by_name=True)

    model: str = Field("gpt-5-mini", description="Name of the language model.")
    base_url: str = Field(
        "",
        validation_alias=AliasChoices("DOCUSNAP_LLM_BASE_URL", "OPENAI_BASE_URL"),
        description="Address of an OpenAI-compatible server (`OPENAI_BASE_URL` is read too).",
    )
    api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("DOCUSNAP_LLM_API_KEY", "OPENAI_API_KEY"),
        description="Its key (`OPENAI_API_KEY` is read too).",
    )
    concurrency: int = Field(8, ge=1, description="Calls at the same time.")
    timeout: float = Field(120.0, gt=0, description="Longest wait for one answer, in seconds.")
    max_tokens: int = Field(4096, gt=0, description="Longest answer, in tokens.")
    prompt_price: float = Field(
        0.0, ge=0, description="What a million tokens of prompts cost, for the metrics; 0: not known."
    )
    completion_price: float = Field(0.0, ge=0, description="What a million tokens of answers cost, likewise.")
    pictures: bool = Field(
        False, description="Whether the model sees the pages: then their pictures, too, leave for its server."
    )

    @property
    def offline(self) -> bool:
        """Whether no model is set, so that the offline reader is used."""
        return not self.base_url and not self.api_key.get_secret_value()

    @property
    def sends_pictures(self) -> bool:
        """Whether pictures of pages leave for the model's server."""
        return self.pictures and not self.offline


class LocaleSettings(BaseSettings):
    """How ambiguous writing is read."""

    model_config = SettingsConfigDict(env_prefix="DOCUSNAP_", frozen=True)

    day_first: bool = Field(True, description="Whether 02/03/2024 is the 2nd of March.")


@dataclass(frozen=True, slots=True)
class Settings:
    """All groups."""

    server: ServerSettings
    access: AccessSettings
    doors: DoorSettings
    storage: StorageSettings
    valkey: ValkeySettings
    broker: BrokerSettings
    limits: LimitSettings
    queue: QueueSettings
    ocr: OcrSettings
    llm: LlmSettings
    locale: LocaleSettings
    operations: OperationSettings
    outside: OutsideSettings
    sealing: SealingSettings
