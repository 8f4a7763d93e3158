"""Reference numbers for inference on further models and users' tables: `make.py DATA TREATIES COW [OUT]`.

The freight panel is that of ../analyses/panels.py, from the publishers' files; estimates are by the Newton
solver of ../analyses/solvers.py, assignments are gone through one by one on dummies, and the line through
the elections is SciPy's and statsmodels'. The table of tariffs is simulated here and written beside this
script. Nothing here reads or runs the program.
"""

import itertools
import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import statsmodels.api as sm
from scipy import stats

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "analyses"))
import panels  # noqa: E402
import solvers  # noqa: E402

GRAVITY = [("origin", "destination"), ("destination", "year"), ("origin", "year")]
# Places in the ranking of the first year, from the weakest (0) to the strongest (1) of four.
REPUTATION = {"Bush43": 1 / 3, "Obama": 1.0, "TrumpI": 0.0, "Biden": 2 / 3}
ELIGIBLE = {y: int(y <= 2004 or 2009 <= y <= 2012 or 2017 <= y <= 2023) for y in range(2001, 2029)}
DIVIDED = {y: int(y <= 2002 or y in (2007, 2008) or 2011 <= y <= 2016 or y in (2019, 2020, 2023, 2024))
           for y in range(2001, 2027)}


def codes(f, names):
    return pd.factorize(f[list(names)].astype(str).agg("|".join, axis=1))[0]


def estimate(f, terms):
    g = f[f.groupby(["origin", "destination"]).y.transform("sum") > 0]
    fe = [codes(g, e) for e in GRAVITY]
    return solvers.dense_newton(g.y.to_numpy(float), g[terms].to_numpy(float), fe, "poisson")["coef"]


def line(values, estimates):
    fit = sm.OLS(estimates, sm.add_constant(values)).fit()
    own = stats.linregress(values, estimates)
    assert abs(own.slope - fit.params[1]) < 1e-12 and abs(own.pvalue - fit.pvalues[1]) < 1e-12
    low, high = fit.conf_int()[1]
    return {"slope": fit.params[1], "slope_se": fit.bse[1], "slope_p": fit.pvalues[1],
            "slope_low": low, "slope_high": high, "intercept": fit.params[0],
            "intercept_se": fit.bse[0], "intercept_p": fit.pvalues[0]}


def exchanged(f, value_of_row, assignments, observed):
    """Two-sided p over all assignments of a score statistic studentized by origin.

    `value_of_row(assignment)` gives the moderator in each row; the hypothesis is that it matters for
    nothing, so that weights and residuals are those of the model without it.
    """
    f = f.reset_index(drop=True)
    fe = [codes(f, e) for e in GRAVITY]
    y = f.y.to_numpy(float)
    x = f[["swing*ally*window", "swing*ally"]].to_numpy(float)
    projection = solvers.DenseProjection(fe, eliminate_first=False)
    null = solvers.solve(projection, y, x, "poisson")
    mu = null["fitted"]
    projection.weigh(mu)
    z = (y - mu) / mu
    origin = codes(f, ["origin"])

    def statistic(assignment):
        v = value_of_row(f, assignment)
        columns = np.column_stack([x[:, 0] * v, x[:, 1] * v, x])
        xt = projection.residual(columns)
        bread = np.linalg.inv((xt * mu[:, None]).T @ xt)
        beta = bread @ ((xt * mu[:, None]).T @ z)
        scores = (xt @ bread[0]) * mu * (z - xt @ beta)
        return beta[0] / math.sqrt((np.bincount(origin, scores) ** 2).sum())

    # Sums in another order differ in the last digits of equal statistics.
    drawn = np.abs([statistic(a) for a in assignments])
    t = abs(statistic(observed))
    return {"assignments": len(drawn), "p": float(np.mean(drawn >= t * (1 - 1e-6))),
            "smallest": float(np.mean(drawn >= drawn.max() * (1 - 1e-6)))}


def by_cycle(table, cycles):
    """All distinct ways to hand the cycles' four values round, and the value of each row."""
    vectors = [tuple(table[c - 3 + k] for k in range(4)) for c in cycles]
    distinct = sorted(set(itertools.permutations(vectors)))

    def value(f, assignment):
        known = {c - 3 + k: v for c, own in zip(cycles, assignment) for k, v in enumerate(own)}
        return f.year.map(lambda y: known.get(y, table.get(y))).to_numpy(float)

    return value, distinct, tuple(vectors)


def freight(s):
    f = panels.bts(s)[0]
    out = {"by_election": {}}
    for election in range(2008, 2025, 4):
        own = f[(f.year > election - 4) & (f.year <= election)]
        # Swing status is the same in all years of a cycle, so that its level is absorbed.
        out["by_election"][str(election)] = float(estimate(own, ["swing*ally*window"])[0])
    bumps = np.array(list(out["by_election"].values()))
    elections = [int(e) for e in out["by_election"]]
    out["reputation_line"] = line(
        np.array([REPUTATION[panels.president(e)] for e in elections]), bumps)
    out["eligible_line"] = line(
        np.array([(ELIGIBLE[e] + ELIGIBLE[e - 1]) / 2 for e in elections]), bumps)
    ranked = f[f.president.isin(list(REPUTATION))]
    names = list(REPUTATION)
    values = tuple(REPUTATION.values())

    def of_incumbent(g, assignment):
        return g.president.map(dict(zip(names, assignment))).to_numpy(float)

    out["reputation_exchanged"] = exchanged(
        ranked, of_incumbent, list(itertools.permutations(values)), values)
    value, distinct, observed = by_cycle(ELIGIBLE, range(2004, 2029, 4))
    out["eligible_exchanged"] = exchanged(f, value, distinct, observed)
    value, distinct, observed = by_cycle(DIVIDED, range(2004, 2025, 4))
    out["divided_exchanged"] = exchanged(f, value, distinct, observed)
    return out


ALLIES = ["DEU", "GBR", "JPN"]
OTHERS = ["CHE", "IND", "ZAF"]


def tariffs():
    random = np.random.default_rng(20261121)
    partners = sorted(ALLIES + OTHERS)
    level = dict(zip(partners, [2.5, 4.0, 3.0, 12.0, 5.0, 7.5]))
    rows = []
    for p in partners:
        for y in range(2001, 2021):
            bump = -0.6 if p in ALLIES and y % 4 in (0, 3) else 0.0
            rows.append((p, y, round(level[p] + 0.05 * (y - 2001) + bump + random.normal(0, 0.5), 3)))
    f = pd.DataFrame(rows, columns=["iso3c", "year", "tariff"])
    f.to_csv(HERE / "tariffs.csv", index=False, lineterminator="\n")
    f["ally"] = f.iso3c.isin(ALLIES).astype(float)
    f["window"] = f.year.isin([y for y in f.year if y % 4 in (0, 3)]).astype(float)
    f["y"] = f.tariff
    cluster = codes(f, ["iso3c"])

    def dummies(g):
        d = np.hstack([pd.get_dummies(g.iso3c).to_numpy(float), pd.get_dummies(g.year).to_numpy(float)])
        q, r = np.linalg.qr(d)
        u, sv, _ = np.linalg.svd(d, full_matrices=False)
        return u[:, sv > 1e-9]

    def without(v, q):
        return v - q @ (q.T @ v)

    q = dummies(f)

    def slope(y, x, q, groups):
        xt, yt = without(x, q), without(y, q)
        b = (xt @ yt) / (xt @ xt)
        e = yt - b * xt
        sums = np.bincount(groups, xt * e)
        return b, math.sqrt((sums ** 2).sum()) / (xt @ xt)

    x = (f.ally * f.window).to_numpy()
    y = f.y.to_numpy()
    b, raw = slope(y, x, q, cluster)
    n, g, k = len(f), 6, 1 + 6 + 20 - 1 + (1 - 6)
    se = raw * math.sqrt((n - 1) / (n - k) * g / (g - 1))
    t = b / raw
    # The wild bootstrap under the hypothesis, over all 64 assignments of signs.
    restricted = without(y, q)
    fitted = y - restricted
    extreme = 0
    for signs in itertools.product([-1, 1], repeat=6):
        bs, rs = slope(fitted + restricted * np.array(signs)[cluster], x, q, cluster)
        extreme += abs(bs / rs) >= abs(t) * (1 - 1e-9)
    left = []
    for c in range(6):
        keep = cluster != c
        left.append(slope(y[keep], x[keep], dummies(f[keep]), cluster[keep])[0])
    elections = []
    for e in range(2004, 2021, 4):
        keep = ((f.year > e - 4) & (f.year <= e)).to_numpy()
        elections.append(slope(y[keep], x[keep], dummies(f[keep]), cluster[keep])[0])
    test = stats.ttest_1samp(elections, 0)
    signs = [abs(np.dot(s, elections)) for s in itertools.product([-1, 1], repeat=5)]
    phases = []
    for shift in range(4):
        moved = f.year.map(lambda v: float((v + shift) % 4 in (0, 3))).to_numpy()
        bs, rs = slope(y, f.ally.to_numpy() * moved, q, cluster)
        phases.append(abs(bs / rs))
    allies = []
    for chosen in itertools.combinations(sorted(f.iso3c.unique()), 3):
        bs, rs = slope(y, f.iso3c.isin(chosen).to_numpy(float) * f.window.to_numpy(), q, cluster)
        allies.append(abs(bs / rs))
    return {"estimate": b, "se": se, "jackknife_se": math.sqrt(5 / 6 * sum((v - b) ** 2 for v in left)),
            "bootstrap_p": extreme / 64, "by_election": elections, "mean": float(np.mean(elections)),
            "t_p": float(test.pvalue),
            "sign_p": float(np.mean(np.array(signs) >= abs(sum(elections)) - 1e-12)),
            "calendar_p": float(np.mean(np.array(phases) >= phases[0] * (1 - 1e-6))),
            "calendar_smallest": float(np.mean(np.array(phases) >= max(phases) * (1 - 1e-6))),
            "allies_p": float(np.mean(np.array(allies) >= abs(t) * (1 - 1e-6))),
            "allies_smallest": float(np.mean(np.array(allies) >= max(allies) * (1 - 1e-6)))}


def main():
    data, treaties, cow = sys.argv[1:4]
    out = Path(sys.argv[4]) if len(sys.argv) > 4 else HERE / "expected.json"
    s = panels.Sources(data, treaties, cow)
    result = {"versions": {"numpy": np.__version__, "scipy": scipy.__version__},
              "freight": freight(s), "tariffs": tariffs()}
    out.write_text(json.dumps(result, indent=1) + "\n")


main()
