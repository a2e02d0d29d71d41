"""The alert rules and the dashboard, by Prometheus' own tool and against the metrics that there are."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from docusnap.app import create_app
from docusnap.settings import load_settings
from docusnap.wiring import build

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "alerts.yml"
TESTS = DEPLOY / "prometheus" / "alerts_test.yml"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "watch.md"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the samples of `/metrics`."""
    folder = tmp_path_factory.mktemp("data")
    settings = load_settings({"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null"})
    services = build(settings)
    page = create_app(settings, services).test_client().get("/metrics").text
    services.stop(0)
    kinds = re.findall(r"^# TYPE (\w+) (\w+)$", page, re.MULTILINE)
    return {sample for name, kind in kinds for sample in samples_of(name, kind)}


def samples_of(name: str, kind: str) -> list[str]:
    return [f"{name}_{part}" for part in ("bucket", "sum", "count")] if kind == "histogram" else [name]


def used_by(expression: str) -> set[str]:
    return set(re.findall(r"\b(?:docusnap|process)_[a-z_]+\b", re.sub(r'"[^"]*"', '""', expression)))


def queries() -> Iterator[str]:
    """Of the dashboard and of the rules."""
    dashboard: Any = json.loads((DEPLOY / "grafana" / "docusnap.json").read_text(encoding="utf-8"))
    yield from (target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ()))
    yield from (rule["expr"] for rule in rules())


def rules() -> list[dict[str, Any]]:
    loaded: Any = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def promtool(*arguments: str | Path) -> str:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("prometheus is not installed: alert rules are not tried")
    ran = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_promtool_takes_the_rules() -> None:
    assert f"{len(rules())} rules found" in promtool("check", "rules", RULES)


def test_the_rules_alert_when_they_are_to() -> None:
    assert "SUCCESS" in promtool("test", "rules", TESTS)


def test_every_rule_is_tried() -> None:
    tried: Any = yaml.safe_load(TESTS.read_text(encoding="utf-8"))
    fired = {one["alertname"] for test in tried["tests"] for one in test["alert_rule_test"] if one["exp_alerts"]}

    assert fired == {rule["alert"] for rule in rules()}


def test_promtool_takes_the_queries_of_the_dashboard(tmp_path: Path) -> None:
    made = [
        {"record": f"panel:{number}", "expr": query.replace("$__rate_interval", "5m")}
        for number, query in enumerate(queries())
    ]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": made}]}), encoding="utf-8")

    assert f"{len(made)} rules found" in promtool("check", "rules", file)


def test_dashboard_and_rules_ask_only_for_metrics_that_there_are(exported: set[str]) -> None:
    asked = set().union(*map(used_by, queries()))

    assert len(asked) > 20
    assert asked - exported == set()


def test_every_metric_of_ours_is_documented(exported: set[str]) -> None:
    told = set(re.findall(r"`(docusnap_\w+)`", PAGE.read_text(encoding="utf-8")))
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exported if name.startswith("docusnap_")}

    assert families == told
