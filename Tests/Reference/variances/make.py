"""Variances of the simulated three-way panel by dense brute force.

Reads ../three-way-panel/panel_simulated.csv (simulated) and writes expected_variances.json. Every
number is computed from its definition with matrices as large as the sample: hat matrices, pairs of
rows, and estimates without each cluster. Needs NumPy only. Nothing here is observed data.
"""
import csv
import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
with open(here.parent / "three-way-panel" / "panel_simulated.csv") as file:
    table = list(csv.DictReader(file))
state = np.array([int(r["state"][1:]) for r in table])
dest = np.array([int(r["dest"][1:]) for r in table])
time = np.array([int(r["time"]) for r in table])
terms = np.array([[float(r[c]) for c in ("x1", "x2", "x3")] for r in table])
y = np.array([float(r["y"]) for r in table])
D, T = dest.max() + 1, time.max() + 1
sd, dt, st = state * D + dest, dest * T + time, state * T + time
prior = 0.5 + np.abs(terms[:, 2])
latitude, longitude = 30 + 2.5 * dest, -120 + 7.0 * state
clusters = dict(state=state, dest=dest, time=time, pair=sd)


def prune(rows, effects, poisson):
    while True:
        keep = np.ones(len(rows), bool)
        for codes in effects:
            group = codes[rows]
            keep &= np.bincount(group)[group] > 1
            if poisson:
                keep &= np.bincount(group, weights=y[rows])[group] > 0
        if keep.all():
            return rows
        rows = rows[keep]


def dummies(rows, effects):
    if not effects:
        return np.zeros((len(rows), 0))
    return np.hstack([np.equal.outer(c[rows], np.unique(c[rows])).astype(float) for c in effects])


def basis_of(matrix):
    if matrix.shape[1] == 0:
        return matrix
    left, values, _ = np.linalg.svd(matrix, full_matrices=False)
    return left[:, values > values[0] * 1e-10]


def least_squares(rows, effects, z, weights):
    """The coefficients by dense weighted least squares on terms and dummies."""
    root = np.sqrt(weights)[:, None]
    basis = basis_of(dummies(rows, effects) * root)
    x, v = terms[rows] * root, z * root[:, 0]
    x, v = x - basis @ (basis.T @ x), v - basis @ (basis.T @ v)
    return np.linalg.lstsq(x, v, rcond=1e-12)[0]


def poisson(rows, effects):
    """Iteratively reweighted least squares on terms and dummies."""
    z = y[rows]
    full = np.hstack([terms[rows], dummies(rows, effects)])
    eta = np.log((z + z.mean()) / 2)
    for _ in range(200):
        mu = np.exp(eta)
        root = np.sqrt(mu)
        solution = np.linalg.lstsq(
            full * root[:, None], (eta + (z - mu) / mu) * root, rcond=1e-13)[0]
        change = np.abs(full @ solution - eta).max()
        eta = full @ solution
        if change < 1e-12:
            break
    return solution[:3], np.exp(eta)


def spread(values):
    return [values.min(), values.mean(), values.max(), values.std() / abs(values.mean())]


def case(effects, family, weighted=False):
    if family == "gaussian":
        rows = prune(np.flatnonzero(y > 0), effects, False)
        w = prior[rows] if weighted else np.ones(len(rows))
        z = np.log(y[rows])
        beta = least_squares(rows, effects, z, w)
        working = z
    else:
        rows = prune(np.arange(len(y)), effects, True)
        beta, w = poisson(rows, effects)
        working = np.log(w) + (y[rows] - w) / w
    root = np.sqrt(w)
    basis = basis_of(dummies(rows, effects) * root[:, None])
    xs = terms[rows] * root[:, None]
    xs = xs - basis @ (basis.T @ xs)
    ys = working * root
    ys = ys - basis @ (basis.T @ ys)
    bread = np.linalg.inv(xs.T @ xs)
    e = ys - xs @ (bread @ (xs.T @ ys))
    hat = basis @ basis.T + xs @ bread @ xs.T
    maker = np.eye(len(rows)) - hat
    scores = xs * e[:, None]
    out = dict(rows=len(rows), coefficients=beta)

    def sandwich(weight):
        return bread @ scores.T @ weight @ scores @ bread

    rest = np.diag(maker)
    for name, power in (("hc2", 1), ("hc3", 2)):
        factor = np.where(rest > 1e-10, 1 / np.maximum(rest, 1e-10) ** power, 0)
        out[name] = sandwich(np.diag(factor))
    for name, codes in clusters.items():
        group = codes[rows]
        levels = np.unique(group)
        if name != "pair":
            left = []
            for level in levels:
                part = group != level
                if family == "gaussian":
                    left.append(least_squares(rows[part], effects, z[part], w[part]))
                else:
                    left.append(poisson(prune(rows[part], effects, True), effects)[0])
            left = np.array(left)
            G = len(levels)
            out["left_" + name] = left
            out["crv3_" + name] = (G - 1) / G * (left - beta).T @ (left - beta)
            mean = left - left.mean(0)
            out["crv3j_" + name] = (G - 1) / G * mean.T @ mean
            if family == "poisson":
                left = np.array(
                    [least_squares(rows[group != g], effects, working[group != g], w[group != g])
                     for g in levels])
                out["onestep_" + name] = (G - 1) / G * (left - beta).T @ (left - beta)
        # CR2: the root of the generalised inverse of each block, and the degrees of freedom.
        influence, vectors = [], []
        for level in levels:
            inside = group == level
            values, sides = np.linalg.eigh(maker[np.ix_(inside, inside)])
            factor = np.where(values > 1e-9, 1 / np.sqrt(np.maximum(values, 1e-9)), 0)
            adjust = (sides * factor) @ sides.T
            u = np.zeros((len(rows), 3))
            u[inside] = adjust @ xs[inside] @ bread
            vectors.append(u)
            influence.append(u.T @ e)
        influence = np.array(influence)
        out["cr2_" + name] = influence.T @ influence
        freedom = []
        for k in range(3):
            u = np.array([v[:, k] for v in vectors])
            forms = u @ maker @ u.T
            freedom.append(np.trace(forms) ** 2 / (forms ** 2).sum())
        out["cr2df_" + name] = freedom
        # Leverage of clusters, of the terms given the fixed effects.
        part = xs @ bread
        lever = np.array([np.trace(xs[group == g] @ bread @ xs[group == g].T) for g in levels])
        share = np.array(
            [(part[group == g] ** 2).sum(0) / np.diag(bread) for g in levels])
        out["leverage_" + name] = spread(lever)
        out["partial_" + name] = [spread(share[:, k]) for k in range(3)]
        out["effective_" + name] = [
            len(levels) / (1 + (share[:, k].std() / share[:, k].mean()) ** 2) for k in range(3)]
    t = time[rows]
    gap = np.abs(t[:, None] - t[None, :])
    for lag in (0, 1, 2, 4):
        bartlett = np.maximum(0, 1 - gap / (lag + 1))
        out["dk_%d" % lag] = sandwich(bartlett)
        out["nw_%d" % lag] = sandwich(bartlett * np.equal.outer(sd[rows], sd[rows]))
    # Every pair of rows that shares a node, states and destinations being nodes 0, 1, 2, ... alike.
    a, b = state[rows], dest[rows]
    share = (np.equal.outer(a, a) | np.equal.outer(a, b) | np.equal.outer(b, a)
             | np.equal.outer(b, b))
    out["dyad"] = sandwich(share.astype(float))
    two = np.equal.outer(a, a) | np.equal.outer(b, b)
    out["bipartite"] = sandwich(two.astype(float))
    lat, lon = np.radians(latitude[rows]), np.radians(longitude[rows])
    half = (np.sin((lat[:, None] - lat) / 2) ** 2
            + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2)
    distance = 2 * 6371 * np.arcsin(np.minimum(1, np.sqrt(half)))
    out["conley_uniform"] = sandwich((distance <= 900).astype(float))
    bartlett = np.maximum(0, 1 - distance / 900)
    out["conley_bartlett"] = sandwich(bartlett)
    out["conley_within"] = sandwich(bartlett * np.equal.outer(t, t))
    return {k: np.asarray(v).tolist() for k, v in out.items()}


result = {
    "gaussian": case([sd, dt, st], "gaussian"),
    "weighted": case([sd, dt, st], "gaussian", weighted=True),
    "gaussian_one": case([sd], "gaussian"),
    "gaussian_none": case([], "gaussian"),
    "poisson": case([sd, dt, st], "poisson"),
}


def rounded(value):
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float("%.15g" % value)


with open(here / "expected_variances.json", "w") as out:
    out.write("{\n")
    for i, (name, numbers) in enumerate(sorted(result.items())):
        out.write(' "%s": {\n' % name)
        entries = ['  "%s": %s' % (k, json.dumps(rounded(v))) for k, v in sorted(numbers.items())]
        out.write(",\n".join(entries) + "\n }" + ("," if i + 1 < len(result) else "") + "\n")
    out.write("}\n")
