"""Files as real programs write them, with a secret in each place: does a rule see it?

Each file has a twin without the secret. A referee proves that the secret is there; `postseal
explain` says what a rule makes of it. The result is docs/writers.md, and an exit code of 1 where
something slips by, or where more than 2 of 100 twins are sealed.

    make writers         all writers, and writes docs/writers.md
    make test            those that pip installs in a moment, held against docs/writers.md
"""

import argparse
import os
import re
import shutil
import sys
from pathlib import Path

import table
from made_by import all_writers
from referee import Office, seeks, who_reads
from verdict import Judge

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def main():
    parser = argparse.ArgumentParser(prog="tests/writers")
    parser.add_argument("--postseal", default="postseal", help="the program")
    parser.add_argument("--folder", type=Path, required=True, help="where the files are made")
    parser.add_argument("--short", action="store_true", help="compares, and writes nothing")
    parser.add_argument("--only", default="", help="writers whose names have this, separated by |")
    parser.add_argument("--kept", action="store_true", help="writes the table of what was kept")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    os.environ["POSTSEAL_NPM"] = str(folder / "npm")
    # Caches and settings of the programs.
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        os.environ[name] = str(folder / "home")
    (folder / "home").mkdir(parents=True, exist_ok=True)
    (folder / "home").chmod(0o700)
    document = REPOSITORY / "docs/writers.md"

    if asked.kept:
        document.write_text(table.document(*table.kept(folder / "rows")), "utf-8")
        return 0
    shutil.rmtree(folder / "files", ignore_errors=True)
    writers = [w for w in all_writers(asked.short) if re.search(asked.only, w.name, re.I)]
    rows, broken, dropped = [], [], []
    for writer in writers:
        failed = writer.write(folder / "files")
        broken.extend(f"{case.key()}: not made: {why}" for case, why in failed)
        gone = {case.key() for case, _ in failed}
        writer.cases = [case for case in writer.cases if case.key() not in gone]

    def path(case, twin):
        return folder / "files" / case.format / case.name(twin)

    cases = [case for writer in writers for case in writer.cases]
    names = [path(case, False) for case in cases]
    broken.extend(f"{name}: twice" for name in sorted({n for n in names if names.count(n) > 1}))
    secret = [path(case, False) for case in cases if not case.honest]
    said = Judge(asked.postseal, folder / "judge").judge_all(
        secret + [path(case, True) for case in cases]
    )
    wanted = {path(case, False): seeks(case.secret) for case in cases if not case.honest}
    office = Office({} if asked.short else wanted, folder / "exports")
    for case in cases:
        row = table.Row.of(case)
        row.twin, row.twin_why = said[path(case, True)]
        if not case.honest:
            row.result, row.why = said[path(case, False)]
            row.referee = who_reads(case, path(case, False), office)
            # Without LibreOffice not all can be read; the whole run has proved it.
            if row.referee is None and not asked.short:
                if case.dropped_by_some:
                    dropped.append(case)
                else:
                    broken.append(f"{case.key()}: no referee reads the secret in it")
                continue
        rows.append(row)

    broken.extend(table.faults(rows))
    if asked.short:
        broken.extend(table.compare(rows, document.read_text("utf-8")))
    else:
        kept = folder / "rows"
        if not asked.only:
            shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(exist_ok=True)
        for writer in writers:
            own = [row for row in rows if row.writer == writer.name]
            table.keep(own, writer, kept / f"{writer.name}.json")
        document.write_text(table.document(*table.kept(kept)), "utf-8")
    print(table.summary(rows))
    for case in dropped:
        print("not in the file:", *case.key())
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


sys.exit(main())
