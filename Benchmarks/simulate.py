#!/usr/bin/env python3
"""Writes simulated gravity panels: state x destination x time, some with products.

    simulate.py FOLDER [NAME ...]        NAME is one of n290k, n1m, n3m5, n10m

Nothing in them is an observation. Each panel is drawn from one fixed seed, so that the figures of
two machines are about the same numbers, and is written three times:

    NAME.csv        what a user has: a header, one row a cell, numbers in their shortest form
    NAME.parquet    the same, for readers that are quick with it
    NAME.columns    the same as raw columns, so that no reader is part of what is timed

The true coefficients of x1..x6 are 0.10, 0.05, -0.03, 0.08, -0.50, 0.20. Outcomes: y, counts with
29-37 % zeros; ly, its logarithm, empty where y is 0; l1p = log(1 + y).

A .columns file is: the eight bytes SWPCOLS1; the number of rows and of columns as 64-bit integers;
for each column a name of 24 bytes padded with NUL and its kind as a 64-bit integer (0: 64-bit
floating point, 1: 32-bit integer); then the columns in that order, each starting at a multiple of
64 bytes. Integers are little-endian, a missing number is NaN.
"""
import struct
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

SEED = 20240607
COEFFICIENTS = np.array([0.10, 0.05, -0.03, 0.08, -0.50, 0.20])
# states, destinations, periods, products, periods in a year
SIZES = {
    "n290k": (50, 230, 25, 1, 1),
    "n1m": (50, 230, 87, 1, 12),
    "n3m5": (50, 230, 300, 1, 12),
    "n10m": (50, 230, 25, 35, 1),
}


def panel(name):
    """The columns of a panel by name, rows ordered by product, state, destination and period."""
    states, destinations, periods, products, frequency = SIZES[name]
    draw = np.random.default_rng(SEED)
    period = np.arange(periods)
    year, month = 1998 + period // frequency, period % frequency
    cycle = (year - 1996 + 3) // 4
    if frequency == 1:
        before = (year % 4 == 0).astype(float)
    else:
        before = (
            ((year % 4 == 0) & (month <= 9)) | ((year % 4 == 3) & (month >= 10))
        ).astype(float)
    terms_won = [(inauguration - 1) // 4 for inauguration in (2001, 2005, 2017)]
    reputation = np.isin((year - 1) // 4, terms_won).astype(float)
    lean = draw.normal(size=states)
    margin = lean[:, None] * 1.2 + draw.normal(size=(states, cycle.max() + 1)) * 0.6
    swing = (np.abs(margin) < 0.45).astype(float)[:, cycle]
    affinity = draw.normal(size=destinations)
    drift = np.cumsum(
        draw.normal(size=(destinations, periods)) * 0.05 / np.sqrt(frequency), 1)
    ally = 1 / (1 + np.exp(-(affinity[:, None] + drift)))
    state_size = draw.normal(size=states) * 1.0
    destination_size = draw.normal(size=destinations) * 2.0
    port_share = draw.beta(2, 5, size=states)
    agreement_start = draw.integers(-periods, 2 * periods, size=destinations)
    agreement = (period[None, :] >= agreement_start[:, None]).astype(float)
    shape = (states, destinations, periods)
    parts = []
    for product in range(products):
        pair = (
            draw.normal(size=(states, destinations)) * 1.0
            + state_size[:, None] + destination_size[None, :]
            + (draw.normal() if products > 1 else 0)
        )
        destination_time = np.cumsum(
            draw.normal(size=(destinations, periods)) * 0.15 / np.sqrt(frequency), 1)
        state_time = np.cumsum(
            draw.normal(size=(states, periods)) * 0.08 / np.sqrt(frequency), 1)
        tariff = draw.normal(size=(states, destinations))[:, :, None] * 0.3 + np.cumsum(
            draw.normal(size=shape) * 0.1 / np.sqrt(frequency), 2)
        x1 = swing[:, None, :] * ally[None]
        x2, x3 = x1 * before, x1 * reputation
        x6 = agreement[None] * port_share[:, None, None] + 0.05 * draw.normal(size=shape)
        terms = np.stack([x1, x2, x3, x2 * reputation, tariff, x6], -1).reshape(-1, 6)
        predictor = (
            (pair[:, :, None] + destination_time[None] + state_time[:, None, :]).ravel()
            + terms @ COEFFICIENTS + 1.0
        )
        predictor = np.clip(predictor, -20, 14)
        mean = np.exp(predictor) * draw.gamma(2.0, 0.5, size=predictor.size)
        y = draw.poisson(mean).astype(float)
        s, d, t = (index.ravel() for index in np.indices(shape, dtype=np.int32))
        part = {"state": s, "dest": d, "time": t, "prod": np.full(s.size, product, np.int32)}
        part["sd"] = product * states * destinations + s * destinations + d
        part["dt"] = product * destinations * periods + d * periods + t
        part["st"] = product * states * periods + s * periods + t
        part["swing"] = np.repeat(swing[:, None, :], destinations, 1).ravel()
        part["ally"] = np.repeat(ally[None], states, 0).ravel()
        part["pre"] = np.tile(before, states * destinations)
        part["rep"] = np.tile(reputation, states * destinations)
        for index in range(6):
            part[f"x{index + 1}"] = np.ascontiguousarray(terms[:, index])
        part["y"] = y
        with np.errstate(divide="ignore"):
            part["ly"] = np.where(y > 0, np.log(np.where(y > 0, y, 1)), np.nan)
        part["l1p"] = np.log1p(y)
        parts.append(part)
    integers = {"state", "dest", "time", "prod", "sd", "dt", "st"}
    return {
        column: np.concatenate([part[column] for part in parts]).astype(
            np.int32 if column in integers else np.float64, copy=False)
        for column in parts[0]
    }


def write_columns(path, columns):
    """Writes the raw columns described at the top of this file."""
    rows = len(next(iter(columns.values())))
    with open(path, "wb") as file:
        file.write(b"SWPCOLS1" + struct.pack("<qq", rows, len(columns)))
        for name, values in columns.items():
            kind = 1 if values.dtype == np.int32 else 0
            file.write(name.encode().ljust(24, b"\0") + struct.pack("<q", kind))
        for values in columns.values():
            file.write(b"\0" * (-file.tell() % 64))
            values.tofile(file)


def write(folder, name):
    """Writes one panel in its three forms and says what it is."""
    columns = panel(name)
    write_columns(f"{folder}/{name}.columns", columns)
    table = pa.table({
        column: pa.array(values, mask=np.isnan(values) if column == "ly" else None)
        for column, values in columns.items()
    })
    pa.parquet.write_table(table, f"{folder}/{name}.parquet", compression="snappy")
    plain = pa.csv.WriteOptions(quoting_style="none")
    pa.csv.write_csv(table, f"{folder}/{name}.csv", plain)
    y = columns["y"]
    print(f"{name}: {y.size} rows, {np.mean(y == 0):.4f} zero", file=sys.stderr, flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2 or any(name not in SIZES for name in sys.argv[2:]):
        sys.exit(__doc__)
    for name in sys.argv[2:] or list(SIZES)[:3]:
        write(sys.argv[1], name)
