"""The demo on a fleet: PostgreSQL, Valkey and S3 on this machine, 2 `docusnap serve` and 3 `docusnap worker` over them.

    python benchmarks/fleet_demo.py [--out FOLDER]

DOCUSNAP_BROKER says what wakes the workers: threads (the database itself), streams or celery. Ends with 0 only if every
result is right.
"""

import argparse
import logging
import os
import re
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from fleet import BROKERS, Fleet
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from demo import show

_ENDED = re.compile(r"job \S+ \((\w+)\): completed")


def main(out: Path, broker: str) -> int:
    """Run it; the exit code."""
    console = Console()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # of the S3 server
    console.print("starting PostgreSQL, Valkey, S3, 2 servers and 3 workers")
    settings = {"DOCUSNAP_OCR_ENGINE": "rapid", "DOCUSNAP_OPERATIONS": ""}
    with (
        TemporaryDirectory(prefix="docusnap-") as folder,
        Fleet(Path(folder), broker, serves=2, workers=3, threads=2, **settings) as fleet,
    ):
        fleet.start()
        addresses = [process.address for process in fleet.serves]
        console.print(f"workers are woken by {broker}; sending to the servers in turn: {', '.join(addresses)}\n")
        code = show(addresses, out, console)
        done = {process.log.stem: Counter(_ENDED.findall(process.log.read_text())) for process in fleet.workers}
        for name, jobs in done.items():
            console.print(f"{name}: {', '.join(f'{count} {of}' for of, count in jobs.items()) or 'nothing'}")
        stopped = [process.stop() for process in (*fleet.serves, *fleet.workers)]
    console.print("all processes stopped" if not any(stopped) else f"exit codes: {stopped}")
    return code or max(stopped)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the pictures")
    chosen = os.environ.get("DOCUSNAP_BROKER") or "threads"
    if chosen not in BROKERS:
        parser.error(f"DOCUSNAP_BROKER is {chosen}; it can be {', '.join(BROKERS)}")
    sys.exit(main(parser.parse_args().out, chosen))
