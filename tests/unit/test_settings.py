"""Settings: what is told of wrong ones, and where secrets come from."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from docusnap.cli.serving import serve
from docusnap.domain.errors import Misconfigured
from docusnap.settings import forget_secrets, load_settings, misspelt, variables
from docusnap.settings.groups import Settings


def test_a_variable_that_is_no_setting_is_told_with_the_one_that_was_probably_meant() -> None:
    (told,) = misspelt(["DOCUSNAP_OCR_LANGUAGE", "DOCUSNAP_PORT", "HOME"])
    assert told == "DOCUSNAP_OCR_LANGUAGE is no setting; is DOCUSNAP_OCR_LANGUAGES meant?"


def test_settings_are_not_told() -> None:
    assert misspelt(v.name for v in variables()) == []


SECRETS = [v.name for v in variables() if v.secret]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("DOCUSNAP_", "OPENAI_")):
            monkeypatch.delenv(name)


def value_of(name: str, settings: Settings) -> str:
    (variable,) = (v for v in variables() if v.name == name)
    value: SecretStr = getattr(getattr(settings, variable.group), variable.field)
    return value.get_secret_value()


def test_the_secrets_are_known_as_such() -> None:
    assert {"DOCUSNAP_ADMIN_KEY", "DOCUSNAP_WEBHOOK_SECRET", "DOCUSNAP_LLM_API_KEY"} <= set(SECRETS)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from the file ü\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("OPENAI_API_KEY", "another's")
    assert value_of(name, load_settings()) == "from the file ü"


def test_the_file_may_be_given_as_an_option(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file")
    settings = load_settings({"DOCUSNAP_ADMIN_KEY_FILE": str(tmp_path / "secret")})
    assert value_of("DOCUSNAP_ADMIN_KEY", settings) == "from the file"


def test_a_secret_and_its_file_are_not_both_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("one")
    monkeypatch.setenv("DOCUSNAP_ADMIN_KEY_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("DOCUSNAP_ADMIN_KEY", "two")
    with pytest.raises(Misconfigured, match="DOCUSNAP_ADMIN_KEY and DOCUSNAP_ADMIN_KEY_FILE are both set"):
        load_settings()


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_told_with_its_variable_and_not_its_content(
    content: bytes | None, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    with pytest.raises(Misconfigured, match=r"LLM_API_KEY_FILE: .*secret (cannot be read|is empty)") as told:
        load_settings({"DOCUSNAP_LLM_API_KEY_FILE": str(tmp_path / "secret")})
    assert "xff" not in str(told.value)


def test_no_option_shows_a_secret_to_whoever_lists_the_processes() -> None:
    options = {option for parameter in serve.params for option in parameter.opts}
    assert "--admin-key-file" in options
    assert "--admin-key" not in options


def test_no_secret_is_shown_when_settings_are() -> None:
    settings = load_settings(dict.fromkeys(SECRETS, "s3cret-" * 5))
    assert "s3cret" not in repr(settings)


def test_single_operations_can_have_other_deadlines() -> None:
    given = load_settings({"DOCUSNAP_DEADLINES": "form=60, form_filling=0.5"})
    assert given.queue.deadlines == {"form": 60.0, "form_filling": 0.5}


@pytest.mark.parametrize("text", ["form", "form=", "form=soon", "form=0"])
def test_a_deadline_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match="DOCUSNAP_DEADLINES"):
        load_settings({"DOCUSNAP_DEADLINES": text})


@pytest.mark.parametrize("origin", ["app.example.com", "https://app.example.com/", "ftp://x", "https://a b"])
def test_an_origin_that_is_none_is_told_with_an_example(origin):
    with pytest.raises(Misconfigured, match=r"DOCUSNAP_CORS_ORIGINS: .*is no origin.*`https://app\.example\.com`"):
        load_settings({"DOCUSNAP_CORS_ORIGINS": f"https://ok.example,{origin}"})
    assert load_settings({"DOCUSNAP_CORS_ORIGINS": "*, http://localhost:3000"}).doors.cors_origins[1].endswith(":3000")


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("FETCH_URLS", "maybe", "`maybe` is neither `true` nor `false`; for example DOCUSNAP_FETCH_URLS=false."),
        ("PORT", "soon", "`soon` is no whole number; for example DOCUSNAP_PORT=5000."),
        ("PORT", "70000", "`70000` is too much: 65535 is the most; for example DOCUSNAP_PORT=5000."),
        ("DEADLINE", "0", "`0` is too little: more than 0 is needed; for example DOCUSNAP_DEADLINE=900.0."),
        ("ATTEMPTS", "0", "`0` is too little: at least 1 is needed; for example DOCUSNAP_ATTEMPTS=3."),
        ("OCR_ENGINE", "fast", "`fast` is none of 'rapid', 'tesseract', 'remote' or 'null'."),
        ("MAX_FILE_BYTES", "20 apples", "`20 apples` is no size; give bytes, or a size such as `20MB` or `1.5GB`."),
        ("MAX_FILE_BYTES", "-1", "`-1` is no size; give bytes, or a size such as `20MB` or `1.5GB`."),
    ],
)
def test_a_wrong_value_is_told_in_plain_words_with_an_example(name: str, given: str, told: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        load_settings({f"DOCUSNAP_{name}": given})
    assert str(refused.value) == f"DOCUSNAP_{name}: {told}"


def test_a_wrong_deadline_is_told_with_its_operation_and_an_example() -> None:
    with pytest.raises(Misconfigured, match=r"DOCUSNAP_DEADLINES \(form\): `soon` is no number; .*=form_filling=120"):
        load_settings({"DOCUSNAP_DEADLINES": "form=soon"})


def test_the_environment_is_told_as_options_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUSNAP_OCR_CONCURRENCY", "many")
    with pytest.raises(Misconfigured, match=r"^DOCUSNAP_OCR_CONCURRENCY: `many` is no whole number"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "size"), [("20MB", 20_000_000), ("1.5 GB", 1_500_000_000), ("1MiB", 1_048_576), ("3000", 3000)]
)
def test_a_size_may_have_a_unit(text: str, size: int) -> None:
    assert load_settings({"DOCUSNAP_MAX_FILE_BYTES": text}).limits.max_file_bytes == size


def test_secrets_leave_the_environment_once_they_are_read_and_nothing_else_does() -> None:
    environment = {"DOCUSNAP_LLM_API_KEY": "a", "OPENAI_API_KEY": "b", "DOCUSNAP_PORT": "5001", "PATH": "/bin"}
    forget_secrets(environment)
    assert environment == {"DOCUSNAP_PORT": "5001", "PATH": "/bin"}
