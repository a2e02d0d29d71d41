"""What people can do on the pages, programs can do over HTTP, and an operator on the command line."""

import re
from pathlib import Path

import docusnap.web

DOCS = Path(__file__).parents[3] / "docs" / "reference"
TEMPLATES = Path(docusnap.web.__file__).parent / "templates"
DOES = re.compile(
    r"""data-(?:action|again|copy|correct|fill|submit)="([^"]*)"|href="\{\{\s*url_for\(([^)]*)\)\s*\}\}"\s+download""",
    re.X,
)

DOORS = {
    "task_collection.add_task": ("POST /tasks", "submit"),
    "document": ("POST /task/{task_id}/reprocess", "reprocess"),
    "one.name": ("PATCH /task/{task_id}/result", "correct"),
    "{{ task_id }}": ("POST /process_form_filling", "fill"),
    "json": ("GET /task/{task_id}/export", "get"),
    "csv": ("GET /task/{task_id}/export", "get"),
    "exports.export_task": ("GET /task/{task_id}/export", "get"),
    "exports.filled_form": ("GET /task/{task_id}/filled.pdf", "get"),
    "/library/delete": ("POST /library/delete", "library delete"),
    "papers.export": ("GET /library/export", "library export"),
    "resume": ("POST /queue/pause", "queue pause"),
    "/queue/retry": ("POST /queue/retry", "queue retry"),
    "/queue/purge": ("POST /queue/purge", "queue purge"),
    "base }}/retry": ("POST /queue/items/{job_id}/retry", "queue retry"),
    "base }}/cancel": ("POST /queue/items/{job_id}/cancel", "queue cancel"),
    "base }}/priority": ("POST /queue/items/{job_id}/priority", "queue prioritise"),
    "webhooks.send_again": ("POST /webhooks/{webhook_id}/send", "queue send-again"),
    "keys.make_key": ("POST /keys", "keys create"),
    "keys.revoke_key": ("DELETE /keys/{key_id}", "keys revoke"),
}
"""By what a button's template says of it: its endpoint, and its command. Signing in is done by the key itself there."""


def test_every_button_has_its_endpoint_and_its_command() -> None:
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    buttons = ["".join(found) for found in DOES.findall(pages)]
    unknown = [button for button in buttons if not any(part in button for part in DOORS)]
    assert unknown == []
    assert [part for part in DOORS if not any(part in button for button in buttons)] == []
    calls, commands = (DOCS / "http-calls.md").read_text(), (DOCS / "command-line.md").read_text()
    for endpoint, command in DOORS.values():
        assert f"`{endpoint}`" in calls
        assert f"\n## {command}\n" in commands
