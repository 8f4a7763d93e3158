"""Reduces simulated records beside DuckDB, pandas and Spark, in one run, and prints a table.

    python reduce.py PROGRAM FOLDER... [--engines swingport,duckdb,pandas,spark] [--rounds 1]

Every engine makes the same cells (chapters 87, 88 and 93 by month), which are compared to the dollar. Each
runs in a process of its own; time is from its start to its end, memory the largest of it and its children,
processor seconds those of all of them. `load` is the machine's when the engine ended.
Engines take turns within a round, so that a slow minute of the machine falls on all of them.
"""

import argparse
import hashlib
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

SERIES = ["87", "88", "93"]
HERE = pathlib.Path(__file__).resolve()


def statements(program, folder, engine):
    """The prelude and the reduction as the program prints them for Spark, or made for DuckDB."""
    plan = subprocess.run(
        [program, "panel", "--records", folder, "--engine", "spark", "--master", "local[2]",
         "--commodities", ",".join(SERIES), "--period", "month", "--fill", "drop", "--dry-run"],
        check=True, capture_output=True, text=True).stdout
    blocks = plan.split("\n\n")
    prelude = [line for line in blocks[0].splitlines()[1:]]
    reduction = blocks[1].split("\n", 1)[1].rstrip().rstrip(";")
    return [line.rstrip(";") for line in prelude], reduction


def run_duckdb(program, folder, out):
    import duckdb
    prelude, reduction = statements(program, folder, "duckdb")
    connection = duckdb.connect()
    connection.sql("SET memory_limit = '8GB'")
    types = "{'state': 'VARCHAR', 'destination': 'VARCHAR', 'commodity': 'VARCHAR', 'reason': 'VARCHAR', 'dollars': 'BIGINT'}"
    connection.sql(
        "CREATE TEMPORARY VIEW records AS SELECT state, destination, commodity, COALESCE(reason, '') AS reason, "
        "dollars, CAST(year AS INT) AS year, CAST(month AS INT) AS month FROM read_csv("
        f"'{folder}/year=*/month=*/*.csv', header = true, delim = ',', auto_detect = false, "
        f"hive_partitioning = true, hive_types_autocast = false, columns = {types})")
    for line in prelude:
        if "VIEW commodity_series" in line or "VIEW choices" in line:
            connection.sql(line)
    rows = connection.sql(reduction).fetchall()
    write(out, (row[:6] for row in rows))


def run_pandas(program, folder, out):
    import pandas
    parts = []
    for path in sorted(pathlib.Path(folder).glob("year=*/month=*/*.csv")):
        table = pandas.read_csv(
            path, keep_default_na=False,
            dtype={"state": "str", "destination": "str", "commodity": "str", "reason": "str", "dollars": "int64"})
        table = table.astype({name: "category" for name in ("state", "destination", "commodity", "reason")})
        country = table["destination"].cat.categories.str.fullmatch("[1-9][0-9]{3}")
        keep = (table["reason"] == "") & ~table["state"].isin(["", "-"])
        keep &= table["destination"].isin(table["destination"].cat.categories[country])
        names, chapters = pandas.factorize(table["commodity"].cat.categories.str[:2])
        table["series"] = pandas.Categorical.from_codes(names[table["commodity"].cat.codes], chapters)
        keep &= table["series"].isin(SERIES)
        sums = table[keep].groupby(["series", "state", "destination"], observed=True)["dollars"].sum()
        year, month = (int(part.split("=")[1]) for part in path.parts[-3:-1])
        for (one, state, destination), dollars in sums.items():
            parts.append((state, destination, year, month, one, int(dollars)))
    parts.sort(key=lambda cell: (cell[4], cell[2], cell[3], cell[0], cell[1]))
    write(out, parts)


def run_program(engine, program, folder, out):
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(
            [program, "panel", "--records", folder, "--engine", engine, "--commodities",
             ",".join(SERIES), "--period", "month", "--fill", "drop", "--on-unmatched", "drop", "--out", work]
            + (["--master", "local[2]", "--conf", "spark.driver.memory=4g"] if engine == "spark" else []),
            check=True, stdout=subprocess.DEVNULL)
        os.replace(pathlib.Path(work) / "cells.csv", out)


def write(out, rows):
    with open(out, "w", encoding="utf-8", newline="") as file:
        file.write("state,schedule_c,year,month,commodity,exports_usd\n")
        for row in rows:
            file.write(",".join(map(str, row)) + "\n")


def child(engine, program, folder, out):
    if engine == "duckdb":
        run_duckdb(program, folder, out)
    elif engine == "pandas":
        run_pandas(program, folder, out)
    else:
        run_program({"swingport": "native"}.get(engine, engine), program, folder, out)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(max(one.ru_maxrss for one in usage), sum(one.ru_utime + one.ru_stime for one in usage))


def main():
    if len(sys.argv) == 6 and sys.argv[1] == "--child":
        return child(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--engines", default="swingport,duckdb,pandas,spark")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    print("| simulated records | engine | elapsed s | processor s | records a second | processor µs a record | "
          "peak memory | load |\n|---|---|---|---|---|---|---|---|")
    for folder in options.folders:
        rows = json.loads((pathlib.Path(folder) / "_manifest.json").read_text())["rows"]
        seen, best = {}, {}
        for _ in range(options.rounds):
            for engine in options.engines.split(","):
                out = tempfile.NamedTemporaryFile(suffix=".csv", delete=False).name
                start = time.monotonic()
                ended = subprocess.run(
                    [sys.executable, str(HERE), "--child", engine, options.program, folder, out],
                    capture_output=True, text=True)
                took = time.monotonic() - start
                if ended.returncode != 0:
                    print(f"| {rows:,} | {engine} | failed: {(ended.stderr.strip().splitlines() or ['?'])[-1][:80]} | | | | | |")
                    continue
                data = pathlib.Path(out).read_bytes()
                os.unlink(out)
                seen[engine] = hashlib.sha256(data).hexdigest()
                memory, processor = (float(word) for word in ended.stdout.split()[-2:])
                print(f"{engine}: {took:.1f} s", file=sys.stderr, flush=True)
                if engine not in best or took < best[engine][0]:
                    best[engine] = (took, processor, memory / 1e6, os.getloadavg()[0])
        for engine, (took, processor, memory, load) in best.items():
            print(f"| {rows:,} | {engine} | {took:.1f} | {processor:.1f} | {rows / took:,.0f} | "
                  f"{1e6 * processor / rows:.3f} | {memory:.2f} GB | {load:.1f} |", flush=True)
        print(f"\n{rows:,} records: {'all engines agree to the dollar' if len(set(seen.values())) == 1 else seen}\n", flush=True)


main()
