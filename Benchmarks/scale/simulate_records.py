"""Writes simulated records of exports in the layout of `swingport records`.

    python simulate_records.py ROWS FOLDER [--seed 1]
    python simulate_records.py ROWS FOLDER --first-of OTHER     whole months of another folder, linked

The folder's name must begin with `simulated`. A month holds at most 2.1 million records, as one month
of the archive by state, destination and commodity of six digits does; figures are drawn, and are nobody's.
"""

import argparse
import csv
import hashlib
import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.csv

STATES = (
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH "
    "NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY XX"
).split()
PER_MONTH = 2_100_000
FIELDS = [
    ("state", "VARCHAR(8)"), ("destination", "VARCHAR(8)"), ("commodity", "VARCHAR(16)"),
    ("reason", "VARCHAR(32)"), ("dollars", "BIGINT"), ("year", "INT"), ("month", "INT"),
]


def codes():
    table = pathlib.Path(__file__).parents[2] / "export-data" / "tables" / "destinations.csv"
    with open(table, encoding="utf-8", newline="") as file:
        destinations = sorted(row["schedule_c"] for row in csv.DictReader(file))
    chapters = [f"{chapter:02d}" for chapter in range(1, 98) if chapter != 77]
    commodities = sorted({f"{chapters[i % 96]}{4 * (i // 96):04d}" for i in range(5_000)})
    return destinations, commodities


def write_manifest(manifest, folder):
    """Sums the parts up, seals what the manifest says as `swingport records` does, and writes it."""
    parts = manifest["parts"]
    manifest.update(rows=sum(part["rows"] for part in parts), dollars=sum(part["dollars"] for part in parts))
    lines = [manifest["schema"], manifest["source"], manifest["vintage"], ",".join(manifest["commodities"])]
    lines += [" ".join(str(part[key]) for key in ("path", "rows", "dollars", "bytes", "sha256")) for part in parts]
    manifest["seal"] = hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()
    (folder / "_manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def link(options):
    manifest = json.loads((options.first_of / "_manifest.json").read_text())
    parts, rows = [], 0
    for part in sorted(manifest["parts"], key=lambda part: part["path"]):
        if rows >= options.rows:
            break
        path = options.folder / part["path"]
        path.parent.mkdir(parents=True)
        path.hardlink_to(options.first_of / part["path"])
        parts.append(part)
        rows += part["rows"]
    manifest.update(parts=parts, vintage=manifest["vintage"] + ", first months")
    write_manifest(manifest, options.folder)
    print(f"{rows} simulated records, {len(parts)} months of {options.first_of}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first-of", type=pathlib.Path)
    options = parser.parse_args()
    if not options.folder.name.startswith("simulated"):
        parser.error("the folder's name must begin with 'simulated'")
    if options.first_of:
        return link(options)
    destinations, commodities = codes()
    groups = ["-", "0003", "4XXX"]
    places = destinations + groups
    cells = len(STATES) * len(places) * len(commodities)
    parts, left, number = [], options.rows, 0
    options.folder.mkdir(parents=True)
    while left > 0:
        year, month = 2010 + number // 12, 1 + number % 12
        count = min(PER_MONTH, left)
        random = np.random.default_rng([options.seed, number])
        # Distinct cells of a month, skewed to large states and partners.
        drawn = np.unique((cells * random.random(int(count * 1.2)) ** 1.15).astype(np.int64))
        drawn = np.sort(random.permutation(drawn)[:count])
        count = len(drawn)
        commodity, rest = np.divmod(drawn, len(STATES) * len(places))
        state, place = np.divmod(rest, len(places))
        value = np.exp(random.normal(10, 2, count)).astype(np.int64)
        is_group = place >= len(destinations)
        reason = np.where(is_group & (drawn % 2 == 0), 1, 0)

        def coded(index, texts):
            return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(texts)).cast(pa.string())

        table = pa.table({
            "state": coded(state, STATES), "destination": coded(place, places),
            "commodity": coded(commodity, commodities),
            "reason": coded(reason, ["", "country-group"]), "dollars": pa.array(value),
        })
        name = f"year={year}/month={month:02d}/part-0001.csv"
        path = options.folder / name
        path.parent.mkdir(parents=True)
        with open(path, "wb") as file:
            file.write(b"state,destination,commodity,reason,dollars\n")
            pa.csv.write_csv(
                table, file,
                pa.csv.WriteOptions(include_header=False, quoting_style="none", batch_size=65536))
        data = path.read_bytes()
        parts.append({
            "path": name, "rows": count, "dollars": int(value[reason == 0].sum()), "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest()})
        left -= count
        number += 1
    manifest = {
        "schema": "swingport.records/2", "source": "simulated", "vintage": f"seed {options.seed}",
        "fields": [{"name": name, "type": kind} for name, kind in FIELDS],
        "commodities": commodities, "parts": parts,
    }
    write_manifest(manifest, options.folder)
    print(f"{manifest['rows']} simulated records, {sum(p['bytes'] for p in parts) / 1e9:.2f} GB, {len(parts)} months")


main()
