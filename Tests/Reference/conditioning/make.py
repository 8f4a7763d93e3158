"""Least squares and Poisson with regressors that are hard to tell apart or far from zero, in 60 digits.

Writes near.csv and near-expected.csv beside this file. Needs mpmath. Every number in near.csv is
the shortest decimal of a double, so that whoever reads it has the same data.
"""

import csv
import random
from pathlib import Path

from mpmath import mp, mpf, matrix, lu_solve, inverse, exp, sqrt, log

mp.dps = 60
here = Path(__file__).parent
random.seed(20)
N, G, T = 240, 20, 12
rows = []
for i in range(N):
    g, t = i // T, i % T
    x1 = random.uniform(-1, 1) + 0.1 * g
    near7 = x1 * (1 + 1e-7 * random.uniform(-1, 1))
    near8 = x1 + 1e-8 * random.uniform(-1, 1)
    far5 = 1e5 + random.uniform(-1, 1)
    far7 = 1e7 + random.uniform(-1, 1)
    # All but a unit effect plus a time effect.
    thin = 3.0 * ((g * 7) % 5) + 0.5 * ((t * 5) % 7) + 1e-6 * random.uniform(-1, 1)
    y = 1.5 + x1 - 0.5 * (far5 - 1e5) + 0.2 * g - 0.1 * t + random.gauss(0, 1)
    count = int(random.expovariate(1.0 / (2.718281828 ** (0.3 * x1 + 0.4 * (far5 - 1e5) + 0.5))))
    rows.append([g, t, x1, near7, near8, far5, far7, thin, y, count])
names = ["g", "t", "x", "near7", "near8", "far5", "far7", "thin", "y", "count"]
with open(here / "near.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([repr(value) for value in row])


def column(name):
    return [mpf(row[names.index(name)]) for row in rows]


def dummies(name, reference):
    levels = sorted({row[names.index(name)] for row in rows})
    return [[mpf(row[names.index(name)] == level) for row in rows] for level in levels[reference:]]


def solve(columns, y, w):
    k = len(columns)
    gram = matrix(k, k)
    right = matrix(k, 1)
    for i in range(k):
        right[i] = sum(a * b * c for a, b, c in zip(columns[i], w, y))
        for j in range(i + 1):
            gram[i, j] = gram[j, i] = sum(a * b * c for a, b, c in zip(columns[i], w, columns[j]))
    bread = inverse(gram)
    return bread * right, bread


def sandwich(bread, columns, residuals, groups):
    """iid factors are left to the reader: hetero and clustered meats without any factor."""
    k = len(columns)
    result = []
    for codes in groups:
        sums = {}
        for row, code in enumerate(codes):
            total = sums.setdefault(code, [mpf(0)] * k)
            for i in range(k):
                total[i] += columns[i][row] * residuals[row]
        meat = matrix(k, k)
        for total in sums.values():
            for i in range(k):
                for j in range(k):
                    meat[i, j] += total[i] * total[j]
        result.append(bread * meat * bread)
    return result


ones = [mpf(1)] * N
cases = {
    "pair7": ("gaussian", ["x", "near7"], True),
    "pair8": ("gaussian", ["x", "near8"], True),
    "thin": ("gaussian", ["thin", "x"], True),
    "pair8-plain": ("gaussian", ["x", "near8"], False),
    "far5": ("gaussian", ["far5", "x"], False),
    "far7": ("gaussian", ["far7", "x"], False),
    "far5-poisson": ("poisson", ["far5", "x"], False),
    "pair7-poisson": ("poisson", ["x", "near7"], True),
}
with open(here / "near-expected.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["case", "family", "effects", "term", "estimate", "hc0", "cr0"])
    for case, (family, terms, effects) in cases.items():
        columns = [column(term) for term in terms]
        others = dummies("g", 0) + dummies("t", 1) if effects else [ones]
        everything = columns + others
        y = column("y" if family == "gaussian" else "count")
        if family == "poisson" and effects:
            y = [max(value, mpf(1)) for value in y]  # no level of zeros
        if family == "gaussian":
            beta, bread = solve(everything, y, ones)
            residuals = [y[r] - sum(beta[i] * everything[i][r] for i in range(len(everything)))
                         for r in range(N)]
        else:
            eta = [log((value + 1) / 1) for value in y]
            for step in range(200):
                mu = [exp(value) for value in eta]
                z = [e + (value - m) / m for e, value, m in zip(eta, y, mu)]
                beta, bread = solve(everything, z, mu)
                new = [sum(beta[i] * everything[i][r] for i in range(len(everything)))
                       for r in range(N)]
                change = max(abs(a - b) for a, b in zip(new, eta))
                eta = new
                if change < mpf(10) ** -40:
                    break
            mu = [exp(value) for value in eta]
            beta, bread = solve(everything, [e + (v - m) / m for e, v, m in zip(eta, y, mu)], mu)
            residuals = [value - m for value, m in zip(y, mu)]
        hc, cr = sandwich(bread, everything, residuals, [range(N), [row[0] for row in rows]])
        for i, term in enumerate(terms):
            writer.writerow([case, family, int(effects), term, mp.nstr(beta[i], 20),
                             mp.nstr(sqrt(hc[i, i]), 20), mp.nstr(sqrt(cr[i, i]), 20)])
