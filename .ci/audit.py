"""Asks whether anything that requirements.lock pins has a known vulnerability; ends with 1 where one is known.

The answer is on the network: what could not be asked is said aloud, and is a failure with `--required` only.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE = 90
"""Seconds for all of it."""
LOCK = Path(__file__).parents[1] / "requirements.lock"
COMMAND = [
    "--requirement",
    str(LOCK),
    "--disable-pip",
    "--progress-spinner",
    "off",
    "--timeout",
    "5",
    "--format",
    "json",
]


def asked() -> list[dict[str, Any]] | None:
    """What is known of each package, or None where nobody answered."""
    command = [sys.executable, "-m", "pip_audit", *COMMAND]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False).stdout
        found: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return found


def main() -> int:
    """Tell it; the exit code."""
    required = "--required" in sys.argv[1:]
    packages = asked()
    if packages is None:
        print("NOT AUDITED: the service that knows of vulnerabilities did not answer")
        return int(required)
    unknown = [p["name"] for p in packages if "vulns" not in p]
    if unknown:
        print(
            f"NOT AUDITED: {len(unknown)} of {len(packages)} packages, which the service does not know: {unknown[0]}, …"
        )
    known = [(p, fault) for p in packages for fault in p.get("vulns", ())]
    for package, fault in known:
        fixed = ", ".join(fault["fix_versions"]) or "no version"
        print(f"{package['name']} {package['version']}: {fault['id']} {' '.join(fault['aliases'])}; fixed in {fixed}")
    return int(bool(known) or (required and bool(unknown)))


if __name__ == "__main__":
    sys.exit(main())
