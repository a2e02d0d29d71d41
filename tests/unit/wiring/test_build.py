"""What is built from the settings: all for a server, what runs jobs for a worker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from docusnap.domain.errors import Misconfigured
from docusnap.settings import load_settings
from docusnap.wiring import Services, build, build_worker


def settings_of(folder: Path, **given: str):  # type: ignore[no-untyped-def]
    return load_settings({"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null", **given})


def test_a_worker_does_what_a_server_took_in_and_has_no_doors(tmp_path: Path) -> None:
    server, worker = build(settings_of(tmp_path)), build_worker(settings_of(tmp_path))
    try:
        assert not isinstance(worker, Services)
        assert worker.drain.process_document_queue().processed == 0
    finally:
        assert worker.stop(0)
        assert server.stop(0)


def test_a_worker_loads_nothing_that_answers_requests() -> None:
    loaded = "import sys; import docusnap.wiring; print(*sys.modules)"
    python = [sys.executable, "-c", loaded]
    modules = subprocess.run(python, check=True, capture_output=True, text=True).stdout.split()
    refused = ("flask", "waitress", "werkzeug", "docusnap.http", "docusnap.api", "docusnap.phone")
    assert not {name for name in modules if name.startswith(refused)}


def test_a_worker_whose_pages_an_ocr_server_reads_loads_no_ocr_models(tmp_path: Path) -> None:
    program = """
import sys
from docusnap.settings import load_settings
from docusnap.wiring import build_worker
worker = build_worker(load_settings())
worker.warm_up()
print(*sys.modules)
worker.stop(0)
"""
    given = {"DATA_DIR": str(tmp_path), "OCR_ENGINE": "remote", "OCR_URL": "http://127.0.0.1:9"}
    environment = os.environ | {f"DOCUSNAP_{name}": value for name, value in given.items()}
    python = [sys.executable, "-c", program]
    modules = subprocess.run(python, env=environment, check=True, capture_output=True, text=True).stdout.split()
    assert not {"rapidocr", "onnxruntime", "pytesseract"} & {*modules}


@pytest.mark.parametrize("builder", [build, build_worker])
def test_settings_that_cannot_be_met_leave_the_folder_free_for_the_next_start(builder, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Misconfigured):
        builder(settings_of(tmp_path, DOCUSNAP_DEADLINES="no_such_operation=5"))
    again = builder(settings_of(tmp_path))
    assert again.stop(0)
