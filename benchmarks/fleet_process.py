"""`docusnap` with a shorter lease, so that what the dead left is taken over sooner: fleet_process.py SECONDS serve …"""

import sys

from docusnap.cli import main
from docusnap.wiring import record, workers


def run() -> None:
    """The command that follows the lease."""
    record.LEASE_SECONDS = float(sys.argv.pop(1))
    workers.RENEW_SECONDS = record.LEASE_SECONDS / 6
    workers.RESCUE_SECONDS = record.LEASE_SECONDS / 3
    main()


if __name__ == "__main__":
    run()
