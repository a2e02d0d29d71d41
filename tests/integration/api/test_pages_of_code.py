"""The code on the pages for developers of apps: run, or compiled and run, against a server that wants a key."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.api.conftest import FORM, PASSPORT, Paper, served

PAGES = Path(__file__).parents[3] / "docs" / "how-to"
KEY = "a key of a developer, who wants to see it work"
ORG_JSON = Path("/usr/share/java/json-android.jar")
KOTLIN = "kotlin-compiler@2"

Run = Callable[..., str]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that takes only KEY."""
    with served(tmp_path_factory.mktemp("locked"), DOCUSNAP_ADMIN_KEY=KEY) as (address, _):
        yield address


@pytest.fixture
def run(url: str, tmp_path: Path, paper: Paper) -> Run:
    """Runs a command in a folder with the papers that the pages speak of, and gives what it printed."""
    for name, lines in (("receipt.jpg", PASSPORT), ("passport.jpg", PASSPORT), ("form.jpg", FORM)):
        (tmp_path / name).write_bytes(paper(lines))

    def run(*command: str | Path, text: str | None = None) -> str:
        environment = {**os.environ, "DOCUSNAP_URL": url, "DOCUSNAP_KEY": KEY}
        done = subprocess.run(
            list(map(str, command)),
            cwd=tmp_path, env=environment, input=text, capture_output=True, text=True, check=False, timeout=200,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def code(page: str, language: str) -> str:
    """All code of that language on the page, as one program."""
    found = re.findall(rf"```{language}\n(.*?)```", (PAGES / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{page} has no code in {language}"
    return "\n".join(found)


def needed(*programs: str) -> None:
    """Skips the test where one of them is not there."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: the code of a page is not run")


def shows_what_was_read_and_filled(told: str, folder: Path) -> None:
    """Values with their places, the blanks that they filled, and what stays empty."""
    assert re.search(r"Last name\W+Tan\b", told), told
    assert re.search(r"First name\W+Woon Yann\b", told), told
    assert "Shoe size" in told
    assert (folder / "filled.pdf").read_bytes().startswith(b"%PDF")


def test_the_commands_of_curl_read_a_paper_and_fill_a_form(run: Run, tmp_path: Path) -> None:
    needed("curl", "jq", "openssl")

    told = run("bash", "-euo", "pipefail", text=code("call-from-curl.md", "sh"))

    shows_what_was_read_and_filled(told, tmp_path)
    assert "unauthorized: " in told
    assert (tmp_path / "page-1.jpg").read_bytes().startswith(b"\xff\xd8")
    assert "Woon Yann" in (tmp_path / "values.csv").read_text()


def test_the_python_of_the_clients_page_reads_and_fills(run: Run, url: str, tmp_path: Path) -> None:
    program = code("use-the-client.md", "python").replace("http://127.0.0.1:5000", url).replace("dsk_…", KEY)

    told = run(sys.executable, "-", text=program)

    shows_what_was_read_and_filled(told, tmp_path)
    assert "not_found" in told


def test_the_javascript_reads_and_fills_in_node(run: Run, tmp_path: Path) -> None:
    needed("node")
    program = code("call-from-javascript.md", "js") + """
const fs = require("node:fs");
const file = (name) => new File([fs.readFileSync(name)], name);
main(process.env.DOCUSNAP_URL, process.env.DOCUSNAP_KEY, file("receipt.jpg"), file("form.jpg"))
  .then(async (pdf) => fs.writeFileSync("filled.pdf", Buffer.from(await pdf.arrayBuffer())))
  .then(() => new DocuSnap(process.env.DOCUSNAP_URL, "not a key").result("any"))
  .catch((refused) => console.log(refused.code));
"""  # fmt: skip

    told = run("node", "-e", program)

    shows_what_was_read_and_filled(told, tmp_path)
    assert told.rstrip().endswith("unauthorized")


def test_the_kotlin_compiles_reads_and_fills(run: Run, tmp_path: Path) -> None:
    needed("npm", "java")
    if not ORG_JSON.exists():
        pytest.skip("libandroid-json-org-java is not installed: the Kotlin of a page is not compiled")
    try:
        run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", tmp_path, KOTLIN)
    except AssertionError:
        pytest.skip("npm cannot install the Kotlin compiler here: the Kotlin of a page is not compiled")
    lib = tmp_path / "node_modules" / "kotlin-compiler" / "lib"
    program = code("call-from-kotlin.md", "kotlin") + """
fun main() {
    val url = System.getenv("DOCUSNAP_URL")
    val (photo, form) = listOf("receipt.jpg", "form.jpg").map { java.io.File(it).readBytes() }
    val docusnap = DocuSnap(url, System.getenv("DOCUSNAP_KEY"))
    java.io.File("filled.pdf").writeBytes(readAndFill(docusnap, photo, form))
    try { DocuSnap(url, "not a key").result("any") } catch (refused: Refused) { println(refused.code) }
}
"""  # fmt: skip
    (tmp_path / "App.kt").write_text(program)
    java = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

    compiler = (
        "-cp",
        lib / "kotlin-compiler.jar",
        "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
        "-kotlin-home",
        lib.parent,
    )
    run(*java, *compiler, "-cp", ORG_JSON, "-d", tmp_path / "out", tmp_path / "App.kt")
    told = run(*java, "-cp", f"{tmp_path / 'out'}:{ORG_JSON}:{lib / 'kotlin-stdlib.jar'}", "AppKt")

    shows_what_was_read_and_filled(told, tmp_path)
    assert told.rstrip().endswith("unauthorized")
