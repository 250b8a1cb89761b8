"""The writers, and the places in which each of them can put something."""

import importlib.metadata
import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from secret import WORD, Secret


@dataclass
class Case:
    """One place of one writer: a file with the secret in it, and one without."""

    writer: "Writer"
    format: str
    place: str
    secret: Secret
    make: object
    # Nobody can look into it, as conf/rules.md says: sealed, whatever it holds.
    opaque: bool = False
    # Nothing is hidden in it: it must not be sealed.
    honest: bool = False
    # A conversion may leave it out: then nothing is said of it.
    dropped_by_some: bool = False
    # What opens it, for the referee.
    password: str = ""

    def name(self, twin):
        words = f"{self.writer.name} {self.place}{' twin' if twin else ''}"
        # Letters of other scripts, and signs, would say in the name what is in the file.
        return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") + "." + self.format

    def key(self):
        return (self.format, self.writer.name, self.place)


@dataclass
class Writer:
    """A program or library that writes files."""

    name: str
    # Of its Python package, or what a command prints.
    package: str = ""
    command: tuple = ()
    # Takes all its work at once: a command that reads lines of JSON, or a function.
    batch: object = None
    # `make test` uses it too.
    short: bool = False
    cases: list = field(default_factory=list)

    def add(self, format, place, make, secret=WORD, **more):
        self.cases.append(Case(self, format, place, secret, make, **more))

    def place(self, format, place, secret=WORD, **more):
        """Registers a function of a path and a value; where it stands says how it is made."""

        def register(make):
            self.add(format, place, make, secret, **more)
            return make

        return register

    def version(self):
        if self.package:
            return importlib.metadata.version(self.package)
        done = subprocess.run(self.command, capture_output=True, text=True, check=False)
        found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
        return found[0] if found else "?"

    def write(self, folder):
        """Makes each file, and returns what could not be made, with the reason."""
        jobs, failed = [], []
        for case in self.cases:
            for twin in [True] if case.honest else [False, True]:
                path = folder / case.format / case.name(twin)
                path.parent.mkdir(parents=True, exist_ok=True)
                value = case.secret.ordinary if twin else case.secret.value
                if self.batch:
                    jobs.append((case, path, value))
                    continue
                try:
                    case.make(str(path), value)
                except Exception as error:  # any library's own
                    failed.append((case, f"{type(error).__name__}: {error}"))
                else:
                    failed += [] if path.exists() else [(case, "no file")]
        if jobs:
            failed.extend(self.batch(self, jobs, folder))
        return failed


def script(*command):
    """A batch by a program that reads lines of JSON: format, place, path and value."""

    def run(writer, jobs, folder):
        lines = "".join(
            json.dumps(
                {"format": case.format, "place": case.place, "path": str(path), "value": value}
            )
            + "\n"
            for case, path, value in jobs
        )
        done = subprocess.run(command, input=lines, text=True, capture_output=True, check=False)
        missing = [case for case, path, _ in jobs if not Path(path).exists()]
        why = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        return [(case, why[0]) for case in missing]

    return run
