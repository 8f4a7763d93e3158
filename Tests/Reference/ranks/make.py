"""Simulated designs of fixed effects and the rank of their dummies by dense SVD (NumPy).

Writes designs.csv (design, effect codes f1..f4, -1 where a design has fewer effects) and
expected.json (design -> rank). Run in this folder: python make.py
"""
import csv
import json

import numpy as np

rng = np.random.default_rng(20261121)


def three_way(states, dests, times, share):
    s, d, t = (a.ravel() for a in np.meshgrid(
        np.arange(states), np.arange(dests), np.arange(times), indexing="ij"))
    keep = rng.random(s.size) < share
    s, d, t = s[keep], d[keep], t[keep]
    return s, d, t


def recode(values):
    return np.unique(values, return_inverse=True)[1]


def effects(s, d, t):
    return [recode(s * 1000 + d), recode(d * 1000 + t), recode(s * 1000 + t)]


designs = {}
designs["full"] = effects(*three_way(5, 6, 4, 1.0))
designs["holes"] = effects(*three_way(6, 8, 7, 0.7))
designs["sparse"] = effects(*three_way(7, 9, 8, 0.35))
designs["very sparse"] = effects(*three_way(7, 9, 8, 0.22))
s, d, t = three_way(8, 10, 6, 0.6)
keep = (s < 4) == (d < 5)
designs["two worlds"] = effects(s[keep], d[keep], t[keep])
s, d, t = three_way(8, 10, 8, 0.7)
keep = (s < 4) == (t < 4)
designs["two halves in time"] = effects(s[keep], d[keep], t[keep])
s, d, t = three_way(4, 5, 6, 0.9)
p = rng.integers(0, 3, s.size)
designs["products"] = [recode(p * 10**6 + s * 1000 + d), recode(p * 10**6 + d * 1000 + t),
                       recode(p * 10**6 + s * 1000 + t)]
s, d, t = three_way(5, 6, 5, 0.8)
designs["nested"] = [recode(s * 1000 + d), recode(s), recode(t)]
designs["four"] = [recode(s * 1000 + d), recode(d * 1000 + t), recode(s * 1000 + t), recode(t)]
designs["four apart"] = [recode(s), recode(d), recode(t), rng.integers(0, 3, s.size)]
designs["one by one"] = [recode(s), recode(d)]

ranks = {}
rows = []
for name, factors in designs.items():
    dummies = np.hstack([np.eye(f.max() + 1)[f] for f in factors])
    ranks[name] = int(np.linalg.matrix_rank(dummies))
    for row in range(len(factors[0])):
        codes = [int(f[row]) for f in factors] + [-1] * (4 - len(factors))
        rows.append([name] + codes)
with open("designs.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["design", "f1", "f2", "f3", "f4"])
    writer.writerows(rows)
with open("expected.json", "w") as out:
    json.dump(ranks, out, indent=1, sort_keys=True)
    out.write("\n")
