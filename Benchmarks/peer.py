#!/usr/bin/env python3
"""Fits the tasks of the benchmark with another program; the counterpart of `benchmark`.

    peer.py TOOL PANEL.parquet --serve     tasks on standard input, one a line, a line of JSON each
    peer.py TOOL PANEL.csv TASK            one fit from text to printed results

TOOL is fereg, pyfixest or hdfe-stream. Every tool runs with its own defaults. Columns are in memory
before a task is timed, in the data frame that the tool takes; rows with y = 0 are gone from the
unbalanced task before that.
"""
import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")

TERMS = [f"x{index}" for index in range(1, 7)]
KEYS = ["state", "dest", "time"]
EFFECTS = "state^dest + dest^time + state^time"
OUTCOMES = {"ols_unb": "ly", "ols_bal": "l1p", "ppml": "y"}
ERRORS = {"CRV1": "state+dest"}


def read(path, columns, tool):
    """A panel's columns by the fastest reader there is for the tool."""
    if path.endswith(".parquet"):
        import pyarrow.parquet
        table = pyarrow.parquet.read_table(path, columns=columns)
    else:
        import pyarrow.csv
        table = pyarrow.csv.read_csv(
            path, convert_options=pyarrow.csv.ConvertOptions(include_columns=columns))
    if tool == "hdfe-stream":
        import polars
        return polars.from_arrow(table)
    return table.to_pandas(self_destruct=True, split_blocks=True)


def fit(tool, task, data):
    """Coefficients, standard errors and observations."""
    formula = f"{OUTCOMES[task]} ~ {' + '.join(TERMS)} | {EFFECTS}"
    if tool == "hdfe-stream":
        import hdfe_stream
        estimate = hdfe_stream.fepois_stream if task == "ppml" else hdfe_stream.feols_stream
        result = estimate(formula, data, vcov=ERRORS)
        coefficients = dict(zip(result.coefnames, result.beta))
        errors = dict(zip(result.coefnames, result.se))
        observations = result.n_obs
    else:
        module = __import__(tool)
        estimate = module.fepois if task == "ppml" else module.feols
        result = estimate(formula, data=data, vcov=ERRORS)
        coefficients, errors = result.coef().to_dict(), result.se().to_dict()
        observations = result._N
    return {
        "coefficients": [float(coefficients[term]) for term in TERMS],
        "standardErrors": [float(errors[term]) for term in TERMS],
        "observations": int(observations),
    }


def measured(tool, task, data):
    """A fit with its time and the largest memory of the process so far."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    result = fit(tool, task, data)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "task": task,
        "seconds": seconds,
        "processorSeconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peakMegabytes": after.ru_maxrss * 1024 / 1e6,
        **result,
    }


def positive(data, tool):
    """The rows with a logarithm."""
    if tool == "hdfe-stream":
        return data.filter(data["ly"].is_not_null())
    return data[data["ly"].notna()].reset_index(drop=True)


def main():
    tool, path, word = sys.argv[1:4]
    if word != "--serve":
        data = read(path, KEYS + TERMS + [OUTCOMES[word]], tool)
        if word == "ols_unb":
            data = positive(data, tool)
        print(json.dumps(measured(tool, word, data)), flush=True)
        return
    data = read(path, KEYS + TERMS + list(OUTCOMES.values()), tool)
    frames = {"ols_bal": data, "ppml": data}
    for line in sys.stdin:
        task = line.strip()
        if task == "ols_unb" and task not in frames:
            frames[task] = positive(data, tool)
        print(json.dumps(measured(tool, task, frames[task])), flush=True)


if __name__ == "__main__":
    main()
