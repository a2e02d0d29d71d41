"""What the foot of the pages tells, by the settings."""

import pytest

from docusnap.settings import load_settings
from docusnap.web.notice import Notice


@pytest.mark.parametrize(
    ("given", "leaves"),
    [
        ({}, "Nothing leaves this machine."),
        ({"DOCUSNAP_LLM_BASE_URL": "http://127.0.0.1:8080/v1"}, "Nothing leaves this machine."),
        ({"DOCUSNAP_LLM_API_KEY": "key"}, "The text of pages is sent to api.openai.com."),
        (
            {"DOCUSNAP_LLM_BASE_URL": "https://llm.example/v1", "DOCUSNAP_LLM_PICTURES": "yes"},
            "The text of pages and their pictures are sent to llm.example.",
        ),
        (
            {"DOCUSNAP_OCR_ENGINE": "remote", "DOCUSNAP_OCR_URL": "https://ocr.example"},
            "Pictures of pages are sent to ocr.example.",
        ),
    ],
)
def test_what_leaves_this_machine_is_told(given, leaves):
    assert Notice.of(load_settings(given)).leaves == leaves


@pytest.mark.parametrize(
    ("done", "failed", "told"),
    [
        (1, 30, "Papers are deleted after 1 day, failed ones after 30 days."),
        (7, 0, "Papers are deleted after 7 days, failed ones only by hand."),
        (0, 30, "Papers are kept until someone deletes them, failed ones for 30 days."),
        (0, 0, "Papers are kept until someone deletes them."),
    ],
)
def test_how_long_papers_are_kept_is_told(done, failed, told):
    days = {"DOCUSNAP_KEEP_COMPLETED_DAYS": done, "DOCUSNAP_KEEP_QUARANTINED_DAYS": failed}
    assert Notice.of(load_settings(days)).kept == told
