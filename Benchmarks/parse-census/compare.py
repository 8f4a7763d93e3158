"""Makes a simulated Census answer and times three readers of it in turn."""
import gc
import os
import random
import statistics
import subprocess
import sys
import time

import duckdb
import numpy
import orjson

ROWS = 2_100_000
ROUNDS = 5
folder = sys.argv[1]
path = os.path.join(folder, "simulated-month.json")


def make():
    rng = random.Random(20261121)
    states = ["CA", "TX", "NY", "OH", "PA", "WI", "MI", "PR", "VI", "XX", "FL", "WA", "IL", "GA"]
    countries = [(str(1000 + 29 * i), "SIMULATED COUNTRY %d" % (i * i)) for i in range(230)]
    goods = ["%06d" % (10000 + 173 * i) for i in range(5000)]
    with open(path, "w") as out:
        out.write('[["STATE","CTY_CODE","CTY_NAME","SUMMARY_LVL","E_COMMODITY","ALL_VAL_MO",'
                  '"time","COMM_LVL"]')
        for _ in range(ROWS):
            code, name = rng.choice(countries)
            value = int(10 ** rng.uniform(3.4, 9.5))
            out.write(',\n["%s","%s","%s","DET","%s","%d","2024-12","HS6"]' % (
                rng.choice(states), code, name, rng.choice(goods), value))
        out.write("]\n")


if not os.path.exists(path):
    make()
os.sched_setaffinity(0, {0})
gc.disable()  # the collector would walk millions of new lists in vain
data = open(path, "rb").read()
ours = subprocess.Popen([os.path.join(folder, "parse-census"), path], stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE, text=True)
sums = {}


def swingport():
    ours.stdin.write("\n")
    ours.stdin.flush()
    seconds, _, total, _ = ours.stdout.readline().split()
    sums["swingport"] = int(total)
    return float(seconds)


def orjson_alone():
    start = time.perf_counter()
    rows = orjson.loads(data)
    seconds = time.perf_counter() - start
    del rows
    return seconds


def orjson_typed():
    start = time.perf_counter()
    rows = orjson.loads(data)
    columns = list(zip(*rows[1:]))
    state = numpy.array(columns[0], dtype="S2")
    country = numpy.array(columns[1], dtype="S4")
    good = numpy.array(columns[4], dtype="S6")
    value = numpy.array(columns[5], dtype="S20").astype(numpy.int64)
    seconds = time.perf_counter() - start
    sums["orjson + numpy"] = int(value.sum())
    del rows, columns, state, country, good
    return seconds


connection = duckdb.connect()
connection.execute("SET threads = 1")


def duck():
    start = time.perf_counter()
    connection.execute(
        "CREATE OR REPLACE TABLE t AS SELECT json[1] AS state, json[2] AS country, json[5] AS good,"
        " TRY_CAST(json[6] AS BIGINT) AS value FROM read_json(?, format = 'array', records = false,"
        " columns = {json: 'VARCHAR[]'}, maximum_object_size = 400000000)", [path])
    seconds = time.perf_counter() - start
    sums["DuckDB"] = int(connection.execute("SELECT sum(value) FROM t").fetchone()[0])
    return seconds


readers = {"swingport": swingport, "orjson (lists of strings)": orjson_alone,
           "orjson + numpy": orjson_typed, "DuckDB": duck}
times = {name: [] for name in readers}
for _ in range(ROUNDS):
    for name, read in readers.items():
        times[name].append(read())
assert len(set(sums.values())) == 1, sums
size = len(data) / 1e6
print("%.1f MB, %d rows, %d rounds, one core" % (size, ROWS, ROUNDS))
base = statistics.median(times["swingport"])
for name, seconds in times.items():
    middle = statistics.median(seconds)
    print("%-26s best %.3f s  middle %.3f s  %6.0f MB/s  %5.1f x" % (
        name, min(seconds), middle, size / middle, middle / base))
