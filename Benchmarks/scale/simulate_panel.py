"""Writes a simulated panel by state, destination, commodity and year, one file a commodity.

    python simulate_panel.py ROWS FOLDER [--whole FILE.parquet] [--seed 1]

The folder's name must begin with `simulated`. A block is 50 states, 230 destinations and 8 years of which
a tenth of the cells is missing, 83,000 rows; exports are counts around a mean of fixed effects and two terms.
"""

import argparse
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

STATES, DESTINATIONS, YEARS = 50, 230, 8


def block(random, number):
    state, destination, year = np.unravel_index(
        np.flatnonzero(random.random(STATES * DESTINATIONS * YEARS) < 0.9), (STATES, DESTINATIONS, YEARS))
    size = len(state)
    swing = (random.random((STATES, YEARS)) < 0.3)[state, year].astype(np.int8)
    ally = (random.random(DESTINATIONS) < 0.25)[destination].astype(np.int8)
    tariff = random.normal(size=size).round(4)
    mean = (
        random.normal(0, 0.8, STATES)[state] + random.normal(0, 0.8, DESTINATIONS)[destination]
        + random.normal(0, 0.2, (DESTINATIONS, YEARS))[destination, year]
        + random.normal(0, 0.2, (STATES, YEARS))[state, year] + 0.05 * swing * ally - 0.1 * tariff)
    y = random.poisson(3 * np.exp(mean))
    texts = lambda codes, names: pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), names).cast(pa.string())
    return pa.table({
        "state": texts(state, [f"S{i:02d}" for i in range(STATES)]),
        "dest": texts(destination, [f"{1000 + 7 * i}" for i in range(DESTINATIONS)]),
        "year": pa.array((2016 + year).astype(np.int32)),
        "hs6": pa.array([f"{10000 + number:06d}"] * size),
        "swing_ally": pa.array(swing * ally), "tariff": pa.array(tariff), "y": pa.array(y),
        "ly": pa.array(np.log1p(y).round(9)),
    })


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--whole", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.folder.name.startswith("simulated"):
        parser.error("the folder's name must begin with 'simulated'")
    options.folder.mkdir(parents=True)
    random, rows, number, whole = np.random.default_rng(options.seed), 0, 0, None
    while rows < options.rows:
        table = block(random, number)
        pa.csv.write_csv(
            table, options.folder / f"hs6={10000 + number:06d}.csv", pa.csv.WriteOptions(quoting_style="none"))
        if options.whole:
            whole = whole or pa.parquet.ParquetWriter(options.whole, table.schema)
            whole.write_table(table)
        rows += len(table)
        number += 1
    if whole:
        whole.close()
    print(f"{rows} simulated rows in {number} blocks")


main()
