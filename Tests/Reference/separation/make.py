#!/usr/bin/env python3
"""Simulated samples with separated observations, and which those are by linear programming.

An observation with y = 0 is separated if some combination z = Xb + fixed effects is zero wherever
y > 0, nowhere negative where y = 0, and positive at that observation (Correia, Guimaraes & Zylkin
2019, proposition 1). The set of all of them is found by maximizing sum(z) with 0 <= z <= 1 until no
further observation gets a positive value. Needs NumPy and SciPy; writes to standard output.
usage: make.py > simulated-cases.csv
"""
import sys

import numpy as np
from scipy.optimize import linprog


def dummies(codes):
    return (codes[:, None] == np.unique(codes)[None, :]).astype(float)


def separated(y, design):
    """The exact set, by repeated linear programs over z = design @ b."""
    zero = y == 0
    found = np.zeros(len(y), bool)
    while True:
        rest = zero & ~found
        if not rest.any():
            return found
        # Maximize the sum of min(z, 1) over observations that are not found yet.
        n, k = rest.sum(), design.shape[1]
        cost = np.concatenate([np.zeros(k), -np.ones(n)])
        upper = np.hstack([-design[rest], np.eye(n)])  # s <= z
        others = np.hstack([-design[zero], np.zeros((zero.sum(), n))])  # z >= 0
        equal = np.hstack([design[~zero], np.zeros((~zero).sum() * n).reshape(-1, n)])
        result = linprog(
            cost, A_ub=np.vstack([upper, others]), b_ub=np.zeros(n + zero.sum()),
            A_eq=equal, b_eq=np.zeros((~zero).sum()),
            bounds=[(-1e4, 1e4)] * k + [(0, 1)] * n, method="highs")
        assert result.status == 0, result.message
        new = np.zeros(len(y), bool)
        new[np.flatnonzero(rest)[result.x[k:] > 1e-7]] = True
        if not new.any():
            return found
        found |= new


def main():
    rng = np.random.default_rng(20241105)
    print("case,terms,effects,y,x1,x2,x3,f1,f2,f3,separated")
    kept = {True: 0, False: 0}
    case = 0
    while case < 120:
        n = int(rng.integers(14, 46))
        terms, effects = int(rng.integers(1, 4)), int(rng.integers(0, 4))
        kind = rng.integers(3)
        x = (rng.integers(0, 2, (n, 3)) if kind == 0 else
             rng.integers(-1, 3, (n, 3)) if kind == 1 else
             np.where(rng.random((n, 3)) < 0.6, 0, rng.integers(1, 9, (n, 3)))).astype(float)
        f = np.stack([rng.integers(0, m, n) for m in (4, 5, 3)], 1)
        y = rng.poisson(0.4 + 2 * rng.random(n) * (rng.random(n) < 0.6))
        if rng.random() < 0.5:  # make one regressor nonzero only where y is zero
            x[y > 0, 0] = 0
        parts = [x[:, :terms]] + [dummies(f[:, j]) for j in range(effects)]
        if effects == 0:
            parts.append(np.ones((n, 1)))
        if (y > 0).sum() < terms + 3:
            continue
        truth = separated(y, np.hstack(parts))
        if kept[bool(truth.any())] >= 60:
            continue
        # What is left must still have something to estimate.
        left = ~truth
        rank = np.linalg.matrix_rank(np.hstack([p[left] for p in parts]))
        without = np.linalg.matrix_rank(np.hstack([np.zeros((left.sum(), 1))] +
                                                  [p[left] for p in parts[1:]]))
        if rank >= left.sum() - 1 or rank == without:
            continue
        kept[bool(truth.any())] += 1
        case += 1
        for i in range(n):
            print(",".join(map(str, [
                case, terms, effects, y[i], *(f"{v:g}" for v in x[i]), *f[i], int(truth[i])])))
    print(kept, file=sys.stderr)


main()
