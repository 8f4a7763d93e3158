"""Incidental-parameter bias of three-way PPML by dense brute force, on the simulated panel.

Writes expected_incidental.json. The bias terms and the variance of Weidner and Zylkin (2021) are
evaluated from the definitions: second and third derivatives of the log likelihood with the pair
effects concentrated out as full arrays, Moore-Penrose inverses, and the origin-time and
destination-time effects as dense dummies. The factors N / (N - 1) are those of the authors' Stata
package. Needs NumPy only. Nothing here is observed data.
"""
import csv
import json
import pathlib

import numpy as np


def fit(y, x, o, d, t, start=None):
    """Three-way PPML on rows that all stay; returns coefficients, means and orthogonal terms."""
    def dummies(a, b):
        code = a * (b.max() + 1) + b
        return np.equal.outer(code, np.unique(code)).astype(float)

    matrix = np.hstack([dummies(o, d), dummies(d, t), dummies(o, t)])
    full = np.hstack([x, matrix])
    eta = np.log((y + y.mean()) / 2)
    for _ in range(200):
        mu = np.exp(eta)
        root = np.sqrt(mu)
        solution = np.linalg.lstsq(
            full * root[:, None], (eta + (y - mu) / mu) * root, rcond=1e-13)[0]
        change = np.abs(full @ solution - eta).max()
        eta = full @ solution
        if change < 1e-12:
            break
    mu = np.exp(eta)
    root = np.sqrt(mu)[:, None]
    left, values, _ = np.linalg.svd(matrix * root, full_matrices=False)
    left = left[:, values > values[0] * 1e-10]
    within = x * root
    return solution[: x.shape[1]], mu, (within - left @ (left.T @ within)) / root


def correction(y, mu, x, o, d, t):
    """Bias and corrected variance, from the arrays of each pair."""
    T, K = t.max() + 1, x.shape[1]
    pairs = sorted(set(zip(o, d)))
    e = y - mu
    S, H, G, X = {}, {}, {}, {}
    for pair in pairs:
        rows = np.flatnonzero((o == pair[0]) & (d == pair[1]))
        lam, S[pair], X[pair] = np.zeros(T), np.zeros(T), np.zeros((T, K))
        lam[t[rows]], S[pair][t[rows]], X[pair][t[rows]] = mu[rows], e[rows], x[rows]
        total, theta = lam.sum(), lam / lam.sum()
        eye = np.eye(T)
        H[pair] = total * (np.diag(theta) - np.outer(theta, theta))
        # The third derivative of sum y log(mean share), with its sign: minus the third cumulant.
        third = np.einsum("rs,st,r->rst", eye, eye, theta)
        for a in ("rs,r,t->rst", "rt,r,s->rst", "st,s,r->rst"):
            third = third - np.einsum(a, eye, theta, theta)
        third = third + 2 * np.einsum("r,s,t->rst", theta, theta, theta)
        G[pair] = -total * third
    bread = np.linalg.inv((x * mu[:, None]).T @ x)
    total = np.zeros(K)
    for side in (0, 1):
        nodes = sorted({p[side] for p in pairs})
        sums = np.zeros(K)
        for node in nodes:
            own = [p for p in pairs if p[side] == node]
            inverse = np.linalg.pinv(sum(H[p] for p in own), rcond=1e-11)
            square = sum(np.outer(S[p], S[p]) for p in own)
            for k in range(K):
                first = sum(np.outer(H[p] @ X[p][:, k], S[p]) for p in own)
                second = sum(np.einsum("rst,r->st", G[p], X[p][:, k]) for p in own)
                sums[k] += -np.trace(inverse @ first)
                sums[k] += 0.5 * np.trace(second @ inverse @ square @ inverse)
        total += len(nodes) / (len(nodes) - 1) * sums
    bias = bread @ total
    # The variance: pair by pair the noise of the other effects and the slopes is taken off.
    ot, dt = o * T + t, d * T + t
    dummies = {p: np.zeros((T, (o.max() + d.max() + 2) * T)) for p in pairs}
    for p in pairs:
        for s in range(T):
            dummies[p][s, p[0] * T + s] = 1
            dummies[p][s, (o.max() + 1 + p[1]) * T + s] = 1
    inner = np.linalg.pinv(sum(dummies[p].T @ H[p] @ dummies[p] for p in pairs), rcond=1e-11)
    meat, plain = np.zeros((K, K)), np.zeros((K, K))
    for p in pairs:
        noise = X[p] @ bread @ X[p].T + dummies[p] @ inner @ dummies[p].T
        adjusted = np.linalg.inv(np.eye(T) - H[p] @ noise) @ S[p]
        meat += np.outer(X[p].T @ adjusted, X[p].T @ S[p])
        plain += np.outer(X[p].T @ S[p], X[p].T @ S[p])
    n = len(pairs)
    variance = n / (n - 1) * bread @ meat @ bread
    return bias, (variance + variance.T) / 2, n / (n - 1) * bread @ plain @ bread


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    with open(here.parent / "three-way-panel" / "panel_simulated.csv") as file:
        table = list(csv.DictReader(file))
    o = np.array([int(r["state"][1:]) for r in table])
    d = np.array([int(r["dest"][1:]) for r in table])
    t = np.array([int(r["time"]) for r in table])
    x = np.array([[float(r[c]) for c in ("x1", "x2", "x3")] for r in table])
    y = np.array([float(r["y"]) for r in table])
    while True:
        keep = np.ones(len(y), bool)
        for a, b in ((o, d), (d, t), (o, t)):
            code = a * 100 + b
            keep &= np.bincount(code)[code] > 1
            keep &= np.bincount(code, weights=y)[code] > 0
        if keep.all():
            break
        o, d, t, x, y = (v[keep] for v in (o, d, t, x, y))
    beta, mu, within = fit(y, x, o, d, t)
    bias, variance, plain = correction(y, mu, within, o, d, t)
    result = dict(rows=len(y), coefficients=beta, bias=bias, corrected=beta - bias,
                  variance=variance, uncorrected=plain)
    with open(here / "expected_incidental.json", "w") as out:
        json.dump({k: np.round(v, 15).tolist() for k, v in result.items()}, out, indent=1,
                  sort_keys=True)
        out.write("\n")
    print(result)
