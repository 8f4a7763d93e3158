"""Estimates a simulated panel over blocks beside the fit in memory and hdfe-stream, in one run.

    python estimate.py PROGRAM FOLDER WHOLE.parquet [--tools blocks,memory,hdfe-stream] [--family gaussian]

FOLDER and WHOLE.parquet are those of simulate_panel.py. Every tool starts from files and ends with
coefficients and errors clustered by state and destination. The fit in memory reads one CSV of all blocks,
which is put together beforehand.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
EFFECTS = "state^dest^hs6 + dest^year^hs6 + state^year^hs6"


def model(family):
    outcome = "y" if family == "poisson" else "ly"
    return [
        "--formula", f"{outcome} ~ swing_ally + tariff | {EFFECTS}", "--family", family,
        "--vcov", "cluster:state+dest", "--json"]


def child(tool, program, source, family):
    if tool == "hdfe-stream":
        import hdfe_stream
        outcome = "y" if family == "poisson" else "ly"
        make = hdfe_stream.fepois_stream if family == "poisson" else hdfe_stream.feols_stream
        with tempfile.TemporaryDirectory(dir=pathlib.Path(source).parent) as work:
            fit = make(
                f"{outcome} ~ swing_ally + tariff | {EFFECTS}", source, workdir=work,
                vcov={"CRV1": "state+dest"})
            table = fit.tidy()
        print(" / ".join(str(table).splitlines()[:8]))
    else:
        command = (
            [program, "fit-blocks", source, "--block", "hs6"] if tool == "blocks" else [program, "fit", source])
        ended = subprocess.run(command + model(family), check=True, capture_output=True)
        found = [
            {key: row[key] for key in ("term", "estimate", "std_error")}
            for row in json.loads(ended.stdout)["coefficients"]]
        print(json.dumps(found))
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(max(one.ru_maxrss for one in usage), sum(one.ru_utime + one.ru_stime for one in usage))


def main():
    if len(sys.argv) == 6 and sys.argv[1] == "--child":
        return child(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("whole")
    parser.add_argument("--tools", default="blocks,memory,hdfe-stream")
    parser.add_argument("--family", default="gaussian")
    parser.add_argument("--limit", type=float, default=1200, help="seconds after which a tool is given up")
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.csv"))
    together = options.folder.parent / (options.folder.name + "-whole.csv")
    rows = 0
    # The fit in memory alone reads one file; at large sizes there is no room for a second copy.
    with open(together if "memory" in options.tools.split(",") else os.devnull, "wb") as out:
        for number, path in enumerate(files):
            data = path.read_bytes()
            rows += data.count(b"\n") - 1
            out.write(data if number == 0 else data[data.index(b"\n") + 1:])
    print(f"{rows:,} simulated rows in {len(files)} blocks, {options.family}")
    print("| tool | elapsed s | processor s | rows a second | processor µs a row | peak memory | load | "
          "coefficients and errors |\n|---|---|---|---|---|---|---|---|")
    for tool in options.tools.split(","):
        source = {"blocks": str(options.folder), "memory": str(together)}.get(tool, options.whole)
        start = time.monotonic()
        try:
            ended = subprocess.run(
                [sys.executable, str(HERE), "--child", tool, options.program, source, options.family],
                capture_output=True, text=True, timeout=options.limit)
        except subprocess.TimeoutExpired:
            print(f"| {tool} | not done in {options.limit:.0f} | | | | | | |", flush=True)
            continue
        took = time.monotonic() - start
        if ended.returncode != 0:
            print(f"| {tool} | failed: {(ended.stderr.strip().splitlines() or ['?'])[-1][:100]} | | | | | | |", flush=True)
            continue
        *text, last = ended.stdout.strip().splitlines()
        memory, processor = (float(word) for word in last.split())
        print(f"| {tool} | {took:.1f} | {processor:.1f} | {rows / took:,.0f} | {1e6 * processor / rows:.2f} | "
              f"{memory / 1e6:.2f} GB | {os.getloadavg()[0]:.1f} | {' '.join(text)[:400]} |", flush=True)
    together.unlink(missing_ok=True)


main()
