"""Checks `swingport fit` on all 18 published separation sets (Correia, Guimaraes and Zylkin 2019).

Nine of them are read by ConformanceSeparationTests. All 18 travel with the source distribution of
pyfixest 0.28.0 (MIT licence; first published with ppmlhdfe), which pip downloads from the package
registry; nothing of it is kept here. The column `separated` of each set is the truth.

    python Tests/Reference/separation/published.py .build/release/swingport

Needs Python 3.10 or later with pip and a network; exits 1 unless every set is right.
"""

import csv
import hashlib
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile

VERSION = "0.28.0"
SHA256 = "048e54fc910f93dde65bff28d71c9a378cdb8b95d0401079643ce2bae0b32898"
FOLDER = "/tests/data/ppmlhdfe_separation_examples/"


def published_sets(folder):
    """Downloads the distribution into `folder` and yields (name, text) for each set in order."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:",
         "-d", str(folder), f"pyfixest=={VERSION}"], check=True)
    archive = folder / f"pyfixest-{VERSION}.tar.gz"
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        sys.exit("the distribution is not the one that was checked before; compare it by hand")
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda entry: entry.name):
            if FOLDER in member.name and member.name.endswith(".csv"):
                yield pathlib.PurePosixPath(member.name).name, files.extractfile(member).read().decode()


def main(swingport):
    wrong, names = [], []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for name, text in published_sets(scratch):
            names.append(name)
            (scratch / name).write_text(text)
            rows = list(csv.DictReader(io.StringIO(text)))
            terms = [column for column in rows[0] if column.startswith("x")] or ["1"]
            effects = [column for column in rows[0] if column.startswith("id")]
            formula = "y ~ " + " + ".join(terms) + (" | " + " + ".join(effects) if effects else "")
            run = subprocess.run(
                [swingport, "fit", name, "--family", "poisson", "--vcov", "iid", "--ssc", "exact-rank",
                 "--formula", formula, "--fitted", "fitted.csv"],
                cwd=scratch, capture_output=True, text=True)
            truth = [index + 1 for index, row in enumerate(rows) if row["separated"].strip() == "1"]
            if run.returncode:
                print(f"{name}  {formula}  exit {run.returncode}: {run.stderr.strip()}")
                wrong.append(name)
                continue
            with open(scratch / "fitted.csv") as file:
                found = [int(row["row"]) for row in csv.DictReader(file) if row["status"] == "separated"]
            print(f"{name}  {formula}  {len(found)} of {len(rows)} rows separated"
                  + ("" if found == truth else f"; the truth is {truth}, found {found}"))
            if found != truth:
                wrong.append(name)
    print(f"{len(names) - len(wrong)} of {len(names)} sets are right")
    sys.exit(1 if wrong or len(names) != 18 else 0)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(str(pathlib.Path(sys.argv[1]).resolve()))
