#!/usr/bin/env python3
"""Reads one CSV file with our reader and its peers in turns; see Benchmarks/README.md."""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
NEEDED = ["state", "dest", "time", *(f"x{i}" for i in range(1, 7)), "ly", "l1p", "y"]


def read(tool, path, columns, threads):
    """Reads a file into columns that a program can compute with."""
    if tool == "polars":
        import polars
        # Without the whole file's types it takes 0 for an integer column and fails further down.
        return polars.read_csv(path, columns=columns, infer_schema_length=100_000).shape
    if tool == "pyarrow":
        import pyarrow
        import pyarrow.csv
        pyarrow.set_cpu_count(threads)
        options = pyarrow.csv.ConvertOptions(include_columns=columns or [])
        return pyarrow.csv.read_csv(path, convert_options=options).shape
    import duckdb
    duckdb.sql(f"SET threads = {threads}")
    chosen = ", ".join(columns) if columns else "*"
    return len(duckdb.sql(f"SELECT {chosen} FROM read_csv(?)", params=[path]).fetchnumpy())


def serve(tool, path, columns, threads):
    """Reads once for each line of standard input and says how long it took."""
    for _ in sys.stdin:
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        read(tool, path, columns, threads)
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps({
            "seconds": seconds,
            "processorSeconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "peakMegabytes": after.ru_maxrss * 1024 / 1e6,
        }), flush=True)


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/compare-readers", description=__doc__)
    parser.add_argument("--size", default="n3m5")
    parser.add_argument("--columns", choices=["all", "needed"], nargs="*", default=["all", "needed"])
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--peers", nargs="*", default=["polars", "pyarrow", "duckdb"])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--panels", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    choices = parser.parse_args()
    path = f"{choices.panels}/{choices.size}.csv"
    if choices.serve:
        columns = NEEDED if choices.columns == ["needed"] else None
        serve(choices.serve, path, columns, choices.threads[0])
        return
    if not os.path.exists(path):
        subprocess.run(
            [sys.executable, f"{FOLDER}/simulate.py", choices.panels, choices.size], check=True)
    megabytes = os.path.getsize(path) / 1e6
    print(f"{choices.size}.csv, {megabytes:.0f} MB, {choices.repetitions} repetitions in turns")
    print(f"{'columns':8} {'threads':>7} {'reader':10} {'median s':>9} {'MB/s':>6} "
          f"{'CPU s':>6} {'ratio':>6} {'peak MB':>8}")
    for columns in choices.columns:
        for threads in choices.threads:
            compare(choices, path, columns, threads, megabytes)


def compare(choices, path, columns, threads, megabytes):
    """Prints one block of the table."""
    # polars takes its number of threads from the environment alone.
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads)}
    servers = {"swingport": [
        choices.binary, path, "--read", columns, "--threads", str(threads), "--serve"]}
    for peer in choices.peers:
        servers[peer] = [
            sys.executable, f"{FOLDER}/readers.py", "--serve", peer, "--columns", columns,
            "--threads", str(threads), "--size", choices.size, "--panels", choices.panels,
            "--binary", choices.binary]
    processes = {
        tool: subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env=environment)
        for tool, command in servers.items()
    }
    results = {tool: [] for tool in servers}
    for round in range(choices.repetitions + 1):
        for tool, process in processes.items():
            process.stdin.write("read\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if round > 0 and line:
                results[tool].append(json.loads(line))
    base = None
    for tool, process in processes.items():
        process.stdin.close()
        process.wait()
        answers = results[tool]
        if not answers:
            print(f"{columns:8} {threads:7} {tool:10} failed")
            continue
        median = statistics.median(answer["seconds"] for answer in answers)
        processor = statistics.median(answer["processorSeconds"] for answer in answers)
        peak = max(answer["peakMegabytes"] for answer in answers)
        base = base or median
        print(f"{columns:8} {threads:7} {tool:10} {median:9.3f} {megabytes / median:6.0f} "
              f"{processor:6.2f} {median / base:6.2f} {peak:8.0f}", flush=True)


if __name__ == "__main__":
    main()
