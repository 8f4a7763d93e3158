#!/usr/bin/env python3
"""Builds a panel of simulated exports with swingport, DuckDB and pandas in turns; see README.md.

Every program reads the same CSV files, spans the lattice of 51 states, 236 destinations and the months,
joins codes, a swing list, an ally list, a deflator and two controls, fills absent pairs as zero, takes
a lag, and writes one CSV file. Ends with 1 if a column of the results differs anywhere."""
import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
TABLES = f"{FOLDER}/../export-data/tables"
LAST = 2025
COMMON = ["iso3c", "cown", "schedule_c", "state", "year", "month", "exports_usd", "exports_status",
          "exports_real_usd", "swing", "ally", "state_gdp", "destination_gdp", "lag"]
NUMERIC = {"year", "month", "exports_usd", "exports_real_usd", "swing", "ally", "state_gdp",
           "destination_gdp", "lag"}


def random_numbers(seed):
    """Numbers from 0 to 2**31 by a linear congruence, the same on every machine."""
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        yield state >> 33


def simulate(folder, months):
    """Draws the tables for the last so many months; nothing in them is an observation."""
    path = f"{folder}/panel-{months}"
    if os.path.exists(f"{path}/done"):
        return path
    os.makedirs(path, exist_ok=True)
    draw = random_numbers(20260301)
    with open(f"{TABLES}/census-exports-2026-03.csv", encoding="utf-8") as file:
        states = sorted({row["state"] for row in csv.DictReader(file)} - {"PR", "VI"})
    with open(f"{TABLES}/destinations.csv", encoding="utf-8") as file:
        # Former destinations have no pairs in these years, whatever becomes of absent ones.
        places = [row for row in csv.DictReader(file) if row["kind"] != "former"]
    span = [(LAST - 15 + t // 12, t % 12 + 1) for t in range(192)][-months:]
    years = sorted({year for year, _ in span})
    with open(f"{TABLES}/country-codes.csv", encoding="utf-8") as file:
        # Nor have those that came later: a panel refuses figures from before a code held.
        later = {row["code"] for row in csv.DictReader(file)
                 if row["system"] == "schedule-c" and int(row["year_from"] or 0) > years[0]}
    places = [row for row in places if row["schedule_c"] not in later]
    with open(f"{path}/exports.csv", "w", encoding="utf-8") as file:
        file.write("state,schedule_c,year,month,exports_usd\n")
        for year, month in span:
            for state in states:
                for place in places:
                    number = next(draw)
                    if number % 4:
                        file.write(f"{state},{place['schedule_c']},{year},{month},{number}\n")
    with open(f"{path}/annual.csv", "w", encoding="utf-8") as file:
        file.write("state,schedule_c,year,exports_usd\n")
        for year in years:
            for state in states:
                for place in places:
                    number = next(draw)
                    if number % 5:
                        file.write(f"{state},{place['schedule_c']},{year},{number}\n")
    with open(f"{path}/swing.csv", "w", encoding="utf-8") as file:
        file.write("year,state,swing\n")
        for year in years:
            for state in states:
                file.write(f"{year},{state},{next(draw) % 2}\n")
    codes = sorted({place["iso3c"] for place in places if place["iso3c"]})
    with open(f"{path}/ally.csv", "w", encoding="utf-8") as file:
        file.write("year,iso3c,ally\n")
        for year in years:
            for code in codes:
                file.write(f"{year},{code},{next(draw) % 2}\n")
    with open(f"{path}/deflator.csv", "w", encoding="utf-8") as file:
        file.write("year,deflator\n")
        for year in years:
            file.write(f"{year},{90 + 2.5 * (year - LAST)}\n")
    with open(f"{path}/state_gdp.csv", "w", encoding="utf-8") as file:
        file.write("state,year,value\n")
        for year in years:
            for state in states:
                file.write(f"{state},{year},{next(draw) % 10 ** 6 / 8}\n")
    with open(f"{path}/destination_gdp.csv", "w", encoding="utf-8") as file:
        file.write("iso3c,year,value\n")
        for year in years:
            for code in codes[:-20]:
                file.write(f"{code},{year},{next(draw) % 10 ** 6 / 4}\n")
    open(f"{path}/done", "w", encoding="utf-8").close()
    return path


def with_duckdb(path, out, threads):
    """The join as SQL."""
    import duckdb
    database = duckdb.connect()
    database.sql(f"SET threads = {threads}")

    def table(name, types):
        return f"read_csv('{path}/{name}.csv', header = true, columns = {types})"
    exports = table("exports", "{'state': 'VARCHAR', 'schedule_c': 'VARCHAR', 'year': 'INTEGER', "
                    "'month': 'INTEGER', 'exports_usd': 'BIGINT'}")
    database.sql(f"CREATE TABLE x AS SELECT * FROM {exports}")
    database.sql(f"""
      COPY (
        WITH lattice AS (
          FROM (SELECT DISTINCT state FROM x) s, (SELECT DISTINCT schedule_c FROM x) d,
            (SELECT DISTINCT year, month FROM x) t),
        filled AS (
          SELECT lattice.*, coalesce(x.exports_usd, 0) AS exports_usd,
            CASE WHEN x.exports_usd IS NULL THEN 'filled' WHEN x.exports_usd = 0 THEN 'zero'
              ELSE 'reported' END AS exports_status
          FROM lattice LEFT JOIN x USING (state, schedule_c, year, month))
        SELECT p.iso3c, c.cown, f.schedule_c, f.state, f.year, f.month, f.exports_usd,
          f.exports_status,
          CAST(round(f.exports_usd * (base.deflator / deflator.deflator)) AS BIGINT)
            AS exports_real_usd,
          swing.swing, ally.ally, sg.value AS state_gdp, dg.value AS destination_gdp,
          prior.exports_usd AS lag
        FROM filled f
        LEFT JOIN {table('../destinations', "{'schedule_c': 'VARCHAR', 'iso3c': 'VARCHAR'}")} p
          USING (schedule_c)
        LEFT JOIN {table('../cow', "{'schedule_c': 'VARCHAR', 'cown': 'VARCHAR', 'first': 'INTEGER', 'last': 'INTEGER'}")} c
          ON c.schedule_c = f.schedule_c AND f.year BETWEEN c.first AND c.last
        LEFT JOIN {table('swing', "{'year': 'INTEGER', 'state': 'VARCHAR', 'swing': 'INTEGER'}")} swing
          ON swing.year = f.year AND swing.state = f.state
        LEFT JOIN {table('ally', "{'year': 'INTEGER', 'iso3c': 'VARCHAR', 'ally': 'INTEGER'}")} ally
          ON ally.year = f.year AND ally.iso3c = p.iso3c
        LEFT JOIN {table('deflator', "{'year': 'INTEGER', 'deflator': 'DOUBLE'}")} deflator
          ON deflator.year = f.year
        LEFT JOIN {table('deflator', "{'year': 'INTEGER', 'deflator': 'DOUBLE'}")} base
          ON base.year = {LAST}
        LEFT JOIN {table('state_gdp', "{'state': 'VARCHAR', 'year': 'INTEGER', 'value': 'DOUBLE'}")} sg
          ON sg.year = f.year AND sg.state = f.state
        LEFT JOIN {table('destination_gdp', "{'iso3c': 'VARCHAR', 'year': 'INTEGER', 'value': 'DOUBLE'}")} dg
          ON dg.year = f.year AND dg.iso3c = p.iso3c
        LEFT JOIN filled prior ON prior.state = f.state AND prior.schedule_c = f.schedule_c
          AND prior.year * 12 + prior.month = f.year * 12 + f.month - 1
        ORDER BY f.state, f.schedule_c, f.year, f.month
      ) TO '{out}' (HEADER)""")


def with_pandas(path, out, threads):
    """The join as merges, each with its cardinality checked."""
    import numpy
    import pandas

    def table(name, **types):
        return pandas.read_csv(
            f"{path}/{name}.csv", dtype=types, keep_default_na=False, na_values=[""])
    exports = table("exports", state="str", schedule_c="str")
    months = exports[["year", "month"]].drop_duplicates()
    lattice = (
        pandas.DataFrame({"state": sorted(exports.state.unique())})
        .merge(pandas.DataFrame({"schedule_c": sorted(exports.schedule_c.unique())}), how="cross")
        .merge(months.sort_values(["year", "month"]), how="cross"))
    panel = lattice.merge(
        exports, on=["state", "schedule_c", "year", "month"], how="left", validate="1:1")
    value = panel.exports_usd
    panel["exports_status"] = numpy.where(
        value.isna(), "filled", numpy.where(value == 0, "zero", "reported"))
    panel["exports_usd"] = value.fillna(0).astype("int64")
    panel = panel.merge(
        table("../destinations", schedule_c="str", iso3c="str"), on="schedule_c", how="left",
        validate="m:1")
    spells = table("../cow", schedule_c="str", cown="str")
    cow = spells.merge(panel[["year"]].drop_duplicates(), how="cross")
    cow = cow[(cow["first"] <= cow.year) & (cow.year <= cow["last"])]
    panel = panel.merge(
        cow[["schedule_c", "year", "cown"]], on=["schedule_c", "year"], how="left",
        validate="m:1")
    panel = panel.merge(
        table("swing", state="str"), on=["year", "state"], how="left", validate="m:1")
    panel = panel.merge(
        table("ally", iso3c="str"), on=["year", "iso3c"], how="left", validate="m:1")
    deflator = table("deflator")
    panel = panel.merge(deflator, on="year", how="left", validate="m:1")
    base = deflator.deflator[deflator.year == LAST].iloc[0]
    panel["exports_real_usd"] = numpy.floor(
        panel.exports_usd * (base / panel.deflator) + 0.5).astype("int64")
    panel = panel.merge(
        table("state_gdp", state="str").rename(columns={"value": "state_gdp"}),
        on=["state", "year"], how="left", validate="m:1")
    panel = panel.merge(
        table("destination_gdp", iso3c="str").rename(columns={"value": "destination_gdp"}),
        on=["iso3c", "year"], how="left", validate="m:1")
    panel["at"] = panel.year * 12 + panel.month
    panel = panel.sort_values(["state", "schedule_c", "at"])
    groups = panel.groupby(["state", "schedule_c"], sort=False)
    gap = panel["at"] - groups["at"].shift(1)
    panel["lag"] = groups["exports_usd"].shift(1).where(gap == 1).astype("Int64")
    panel["ally"] = panel.ally.astype("Int64")
    panel[COMMON].to_csv(out, index=False)


def serve(tool, path, out, threads):
    """Builds once for each line of standard input and says how long it took."""
    build = {"duckdb": with_duckdb, "pandas": with_pandas}[tool]
    __import__(tool)
    for _ in sys.stdin:
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        build(path, out, threads)
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps({
            "seconds": seconds,
            "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "megabytes": after.ru_maxrss * 1024 / 1e6}), flush=True)


def swingport(program, path, out):
    """Builds once in a process of its own, from start to exit."""
    command = [
        program, "panel", "--source", f"{path}/exports.csv", "--period", "month", "--fill", "zero",
        "--swing", f"list:{path}/swing.csv", "--ally", f"list:{path}/ally.csv",
        "--dollars", f"real:simulated@{LAST}", "--deflator", f"simulated={path}/deflator.csv",
        "--control", f"state_gdp={path}/state_gdp.csv",
        "--control", f"destination_gdp={path}/destination_gdp.csv", "--lag", "1", "--out", out]
    return timed(command)


def timed(command):
    """Runs a process; its seconds, processor seconds and peak memory."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return {"seconds": time.perf_counter() - start, "processor": usage.ru_utime + usage.ru_stime,
            "megabytes": usage.ru_maxrss * 1024 / 1e6}


def differing(ours, theirs):
    """The columns in which two results differ, after both are ordered by their keys."""
    import duckdb
    names = {"swing": "swing_list_swing_csv", "ally": "ally_list_ally_csv", "lag": "exports_usd_lag1"}

    def values(path, name, rename):
        cell = f'"{names.get(name, name) if rename else name}"'
        cell = f"TRY_CAST({cell} AS DOUBLE)" if name in NUMERIC else cell
        return duckdb.sql(
            f"SELECT {cell} FROM read_csv('{path}', all_varchar = true, header = true) "
            "ORDER BY state, schedule_c, CAST(year AS INTEGER), CAST(month AS INTEGER)").fetchnumpy()
    import numpy
    found = []
    for name in COMMON:
        left, right = (list(values(path, name, path == ours).values())[0] for path in (ours, theirs))
        gaps = [numpy.ma.getmaskarray(side) for side in (left, right)]
        if len(left) != len(right) or (gaps[0] != gaps[1]).any() \
                or (numpy.asarray(left)[~gaps[0]] != numpy.asarray(right)[~gaps[1]]).any():
            found.append(name)
    return found


def codes(folder):
    """The tables of codes as all three read them."""
    with open(f"{TABLES}/destinations.csv", encoding="utf-8") as file, \
            open(f"{folder}/destinations.csv", "w", encoding="utf-8") as out:
        out.write("schedule_c,iso3c\n")
        for row in csv.DictReader(file):
            out.write(f"{row['schedule_c']},{row['iso3c']}\n")
    with open(f"{TABLES}/destination-cow-codes.csv", encoding="utf-8") as file, \
            open(f"{folder}/cow.csv", "w", encoding="utf-8") as out:
        out.write("schedule_c,cown,first,last\n")
        for row in csv.DictReader(file):
            out.write(f"{row['schedule_c']},{row['cown']},{row['year_from']},"
                      f"{row['year_to'] or 2999}\n")


def compare(choices, path, months):
    """Prints the lines of one size; whether all results are equal."""
    processes = {
        tool: subprocess.Popen(
            [sys.executable, f"{FOLDER}/panel_join.py", "--serve", tool, "--path", path,
             "--out", f"{path}/{tool}.csv", "--threads", str(choices.threads),
             "--panels", choices.panels, "--program", choices.program],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        for tool in choices.peers}
    results = {tool: [] for tool in ["swingport", *choices.peers]}
    for turn in range(choices.repetitions + 1):
        answer = swingport(choices.program, path, f"{path}/ours")
        if turn > 0:
            results["swingport"].append(answer)
        for tool, process in processes.items():
            process.stdin.write("build\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if turn > 0 and line:
                results[tool].append(json.loads(line))
    cells = 51 * 236 * months
    ours = statistics.median(answer["seconds"] for answer in results["swingport"])
    equal = True
    for tool, answers in results.items():
        if tool in processes:
            processes[tool].stdin.close()
            processes[tool].wait()
        if not answers:
            print(f"{months:6} {cells:9} {tool:10} failed")
            equal = False
            continue
        seconds = statistics.median(answer["seconds"] for answer in answers)
        processor = statistics.median(answer["processor"] for answer in answers)
        peak = max(answer["megabytes"] for answer in answers)
        # In a process of its own: what this one has held counts as the peak of those it starts.
        found = [] if tool == "swingport" else json.loads(subprocess.run(
            [sys.executable, f"{FOLDER}/panel_join.py", "--serve", "differing", "--path",
             f"{path}/ours/panel.csv", "--out", f"{path}/{tool}.csv", "--panels", choices.panels,
             "--program", choices.program], check=True, capture_output=True, text=True).stdout)
        equal = equal and not found
        word = "" if tool == "swingport" else "equal" if not found else f"differs: {found}"
        print(f"{months:6} {cells:9} {tool:10} {seconds:9.3f} {seconds / ours:6.2f} "
              f"{processor:6.2f} {1e9 * seconds / cells:8.0f} {peak:8.0f} {word}", flush=True)
    return equal


def from_store(choices, path):
    """Prints how long panels take from a store; see README.md for how it is made."""
    tables = ["--swing", "margin-5", "--swing", "margin-3", "--swing", "kriner-reeves-each",
              "--swing", "tipping-point-5", "--ally", "treaty", "--ally", "nato",
              "--ally", "treaty-without-americas", "--ally", "atop-defense",
              "--dollars", f"real:simulated@{LAST}",
              "--deflator", f"simulated={path}/deflator.csv",
              "--control", f"state_gdp={path}/state_gdp.csv",
              "--control", f"destination_gdp={path}/destination_gdp.csv",
              "--lag", "1", "--lead", "1", "--lag", "state_gdp:1"]
    for name, source, period in [
            ("annual", "census-statehs-annual", "year"), ("exports", "census-statehs-monthly", "month")]:
        store = f"{path}/store-{period}"
        if not os.path.exists(store):
            subprocess.run([choices.simulate_store, f"{path}/{name}.csv", store, source], check=True)
        for form in ["csv", "both"]:
            answers = [
                timed([choices.program, "panel", "--source", "census", "--store", store,
                       "--period", period, "--fill", "zero", "--format", form, *tables,
                       "--out", f"{path}/stored-{period}"])
                for _ in range(choices.repetitions + 1)][1:]
            seconds = statistics.median(answer["seconds"] for answer in answers)
            processor = statistics.median(answer["processor"] for answer in answers)
            print(f"from the store by {period:5} {form:4} {seconds:7.3f} s, {processor:6.2f} s at work, "
                  f"{max(answer['megabytes'] for answer in answers):5.0f} MB", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/compare-panel", description=__doc__)
    parser.add_argument("--months", type=int, nargs="*", default=[24, 48, 96, 192])
    parser.add_argument("--peers", nargs="*", default=["duckdb", "pandas"])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument(
        "--simulate-store", help="the program simulate-store; measures panels from a store too")
    parser.add_argument("--panels", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--path", help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    choices = parser.parse_args()
    if choices.serve == "differing":
        print(json.dumps(differing(choices.path, choices.out)))
        return
    if choices.serve:
        serve(choices.serve, choices.path, choices.out, choices.threads)
        return
    codes(choices.panels)
    print(f"51 states x 236 destinations x months, {choices.repetitions} repetitions in turns, "
          f"{choices.threads} threads")
    print(f"{'months':>6} {'cells':>9} {'program':10} {'median s':>9} {'ratio':>6} {'CPU s':>6} "
          f"{'ns/cell':>8} {'peak MB':>8}")
    equal = True
    for months in choices.months:
        path = simulate(choices.panels, months)
        equal = compare(choices, path, months) and equal
        if choices.simulate_store and months == max(choices.months):
            from_store(choices, path)
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
