"""Simulates a small unbalanced panel and estimates it with dense dummies.

Writes panel_simulated.csv and expected_simulated.json beside this script. Needs NumPy only.
Nothing here is observed data.
"""
import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20121)
S, D, T = 7, 8, 6
state, dest, time = [a.ravel() for a in np.meshgrid(*map(np.arange, (S, D, T)), indexing="ij")]
swing = (rng.random((S, T)) < 0.5).astype(float)[state, time]
ally = rng.random((D, T))[dest, time].round(3)
window = (time % 3 == 0).astype(float)
x1 = swing * ally
x2 = x1 * window
x3 = rng.normal(size=state.size).round(3)
effect = (
    rng.normal(size=(S, D))[state, dest]
    + 0.3 * rng.normal(size=(D, T))[dest, time]
    + 0.3 * rng.normal(size=(S, T))[state, time]
)
mean = np.exp(1.5 + effect + 0.4 * x1 - 0.2 * x3)
y = rng.poisson(mean * rng.gamma(2, 0.5, size=mean.size)).astype(float)
keep = rng.random(state.size) > 0.1
state, dest, time, x1, x2, x3, y = (a[keep] for a in (state, dest, time, x1, x2, x3, y))
with open(here / "panel_simulated.csv", "w") as out:
    out.write("state,dest,time,x1,x2,x3,y\n")
    for row in zip(state, dest, time, x1, x2, x3, y):
        out.write("S%d,D%d,%d,%s,%s,%s,%d\n" % (row[0], row[1], row[2], *map(float, row[3:6]), row[6]))

effects = [state * D + dest, dest * T + time, state * T + time]


def prune(rows, poisson):
    while True:
        keep = np.ones(len(rows), bool)
        for codes in effects:
            group = codes[rows]
            size = np.bincount(group)
            keep &= size[group] > 1
            if poisson:
                keep &= np.bincount(group, weights=y[rows])[group] > 0
        if keep.all():
            return rows
        rows = rows[keep]


def dummies(rows):
    blocks = [np.equal.outer(codes[rows], np.unique(codes[rows])).astype(float) for codes in effects]
    return np.hstack(blocks)


def sandwich(bread, scores, codes):
    sums = np.array([scores[codes == level].sum(0) for level in np.unique(codes)])
    return bread @ sums.T @ sums @ bread


def variances(bread, scores, rows):
    one = sandwich(bread, scores, state[rows])
    two = sandwich(bread, scores, dest[rows])
    both = sandwich(bread, scores, effects[0][rows])
    return dict(
        bread=bread.tolist(),
        hc0=(bread @ scores.T @ scores @ bread).tolist(),
        state=one.tolist(),
        two_way=(one + two - both).tolist(),
    )


def residual(columns, basis):
    return columns - basis @ (basis.T @ columns)


def basis_of(matrix):
    left, values, _ = np.linalg.svd(matrix, full_matrices=False)
    return left[:, values > values[0] * 1e-10]


terms = np.column_stack([x1, x2, x3])
result = {}

rows = prune(np.flatnonzero(y > 0), False)
basis = basis_of(dummies(rows))
x, z = residual(terms[rows], basis), residual(np.log(y[rows]), basis)
bread = np.linalg.inv(x.T @ x)
beta = bread @ x.T @ z
e = z - x @ beta
result["gaussian"] = dict(
    rows=len(rows), rank=basis.shape[1], coefficients=beta.tolist(), deviance=float(e @ e),
    **variances(bread, x * e[:, None], rows))

rows = prune(np.arange(len(y)), True)
matrix, x, z = dummies(rows), terms[rows], y[rows]
eta = np.log((z + z.mean()) / 2)
for _ in range(100):
    mu = np.exp(eta)
    root = np.sqrt(mu)[:, None]
    full = np.hstack([x, matrix])
    target = (eta + (z - mu) / mu) * root[:, 0]
    # The minimum-norm solution need not be unique in the dummies; the fit is.
    solution = np.linalg.lstsq(full * root, target, rcond=1e-13)[0]
    change = np.abs(full @ solution - eta).max()
    eta = full @ solution
    if change < 1e-12:
        break
mu = np.exp(eta)
root = np.sqrt(mu)[:, None]
basis = basis_of(matrix * root)
x = residual(x * root, basis) / root
bread = np.linalg.inv((x * mu[:, None]).T @ x)
logs = np.where(z > 0, z * np.log(np.where(z > 0, z, 1) / mu), 0)
result["poisson"] = dict(
    rows=len(rows), rank=basis.shape[1], coefficients=solution[:3].tolist(),
    deviance=float(2 * (logs - (z - mu)).sum()), **variances(bread, x * (z - mu)[:, None], rows))
with open(here / "expected_simulated.json", "w") as out:
    json.dump(result, out, indent=1, sort_keys=True)
    out.write("\n")
print({k: (v["rows"], v["rank"], v["coefficients"]) for k, v in result.items()})
