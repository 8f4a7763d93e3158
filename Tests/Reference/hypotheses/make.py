"""Reference numbers for the event studies and the further models: `make.py DATA TREATIES COW [OUT]`.

The panels are those of ../analyses/panels.py, from the publishers' files; the models are fitted by
pyfixest and by the Newton solver written out in NumPy (../analyses/solvers.py). Nothing here reads or
runs the program.
"""

import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest
from pyfixest.demeaners import MapDemeaner

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "analyses"))
import panels  # noqa: E402
import solvers  # noqa: E402

warnings.simplefilter("ignore")
TOLERANCE = 1e-13
EFFECTS = {"origin^destination": ("origin", "destination"),
           "destination^year": ("destination", "year"), "origin^year": ("origin", "year"),
           "origin": ("origin",), "destination": ("destination",)}
GRAVITY = ["origin^destination", "destination^year", "origin^year"]
# Whether the incumbent may be elected again and is a candidate: election years as of election day,
# other years as of 31 December. In 2024 the incumbent had withdrawn by election day; that of 2025 has
# been elected twice. Every year of the panels has an entry, so that no row is lost for want of one:
# a table that ends with the election of 2024 would leave the rows of 2025 out.
ELIGIBLE = {**{y: 1 for y in range(2001, 2005)}, **{y: 0 for y in range(2005, 2009)},
            **{y: 1 for y in range(2009, 2013)}, **{y: 0 for y in range(2013, 2017)},
            **{y: 1 for y in range(2017, 2021)}, **{y: 1 for y in range(2021, 2024)},
            **{y: 0 for y in (2024, 2025)}}
PARTY = {"Bush43": "R", "Obama": "D", "TrumpI": "R", "Biden": "D", "TrumpII": "R"}


def codes(frame, name):
    columns = [frame[c].astype(str) for c in EFFECTS[name]]
    key = columns[0] if len(columns) == 1 else columns[0] + "|" + columns[1]
    return pd.factorize(key)[0]


def prune(frame, effects):
    f = frame.copy()
    while True:
        before = len(f)
        for test in (lambda g: np.bincount(g, f.y) > 0, lambda g: np.bincount(g) > 1):
            keep = np.ones(len(f), bool)
            for e in effects:
                g = codes(f, e)
                keep &= test(g)[g]
            f = f[keep]
        if len(f) == before:
            return f.reset_index(drop=True)


def nested(inner, outer):
    pairs = np.unique(inner.astype(np.int64) * (int(outer.max()) + 1) + outer)
    return len(pairs) == int(inner.max()) + 1


def factor(n, k, fe, clusters):
    """fixest's ssc(adj = TRUE, fixef.K = "nested", cluster.adj = TRUE, cluster.df = "min")."""
    sizes = [int(e.max()) + 1 for e in fe]
    count = k + sum(sizes) - (len(sizes) - 1)
    count += sum(1 - s for s, e in zip(sizes, fe) if any(nested(e, c) for c in clusters))
    g = min(int(c.max()) + 1 for c in clusters)
    return (n - 1) / (n - count) * g / (g - 1)


def fit(frame, terms, clusterings):
    f = prune(frame, GRAVITY)
    x, y = f[terms].to_numpy(float), f.y.to_numpy(float)
    fe = [codes(f, e) for e in GRAVITY]
    own = solvers.newton(y, x, fe, "poisson")
    d = pd.DataFrame({"y": y})
    names = [f"x{i}" for i in range(len(terms))]
    d[names] = x
    for i, c in enumerate(fe):
        d[f"fe{i}"] = c
    labels = []
    for i, ways in enumerate(clusterings):
        for j, c in enumerate(ways):
            d[f"cl{i}{j}"] = codes(f, c)
        labels.append("+".join(f"cl{i}{j}" for j in range(len(ways))))
    m = pyfixest.fepois(
        f"y ~ {' + '.join(names)} | fe0 + fe1 + fe2", d, iwls_tol=TOLERANCE, iwls_maxiter=500,
        separation_check=[], vcov="iid", fixef_rm="none",
        demeaner=MapDemeaner(fixef_tol=TOLERANCE, fixef_maxiter=1_000_000))
    assert int(m._N) == len(d) and len(m._beta_hat) == len(names)
    coef = np.array(m._beta_hat, float)
    out = {"terms": terms, "coef": list(coef), "n": len(f), "clusterings": {},
           "newton_relative_difference": float(np.max(np.abs(own["coef"] / coef - 1)))}
    for label, ways in zip(labels, clusterings):
        m._ssc_dict = pyfixest.ssc(k_adj=False, G_adj=False)
        m.vcov({"CRV1": label})
        cl = [codes(f, w) for w in ways]
        scale = factor(len(f), len(terms), fe, cl)
        v = np.array(m._vcov, float) * scale
        # A variance of several ways can be negative: no standard error then.
        out["clusterings"]["+".join(ways)] = {
            "se": [math.sqrt(v[i, i]) if v[i, i] > 0 else None for i in range(len(terms))], "covariance": v.tolist()}
    return out


def further(f):
    """The columns of the further models."""
    f["position"] = f.year.map(lambda y: (y + 3) // 4 * 4 - y)
    for k in (0, 1, 3):
        f[f"swing*ally*position-{k}"] = f.swing * f.ally * (f.position == k)
    f["cycle"] = (f.year + 3) // 4 * 4
    for c in sorted(f.cycle.unique()):
        f[f"swing*ally*cycle-{c}"] = f.swing * f.ally * (f.cycle == c)
    return f


def add_margins(f, s):
    p = panels.text(s.data / "elections/presidential_two_party_by_state_1976-2024.csv")
    margin = {}
    for r in p.itertuples():
        d, v = int(r.dem_votes), int(r.rep_votes)
        if (int(r.year), r.state_po) == (1992, "SC"):
            d = 479514  # the file's 525,514 is a misprint: election-data/tables/returns-corrections.csv
        margin[int(r.year), r.state_po] = 100 * (d - v) / (d + v)
    safe, core = {}, {}
    for o in f.origin.unique():
        for y in f.year.unique():
            last = (y - 1) // 4 * 4
            safe[o, y] = int(abs(margin[last, o]) >= 15)
            mean = sum(margin[last - 4 * k, o] for k in range(3)) / 3
            party = PARTY[panels.president(y)]
            core[o, y] = int((mean if party == "D" else -mean) >= 10)
    keys = list(zip(f.origin, f.year))
    for name, flags in (("safe", safe), ("core", core)):
        f[name] = [flags[k] for k in keys] * (1 - f.swing)
        f[f"{name}*ally"] = f[name] * f.ally
        f[f"{name}*ally*window"] = f[f"{name}*ally"] * f.window


def models(f, s, clusterings):
    f = further(f)
    add_margins(f, s)
    out = {}
    positions = [f"swing*ally*position-{k}" for k in (3, 1, 0)]
    out["event-study"] = fit(f, positions + ["swing*ally"], clusterings)
    cycles = [c for c in f.columns if c.startswith("swing*ally*cycle-")]
    if len(cycles) > 1:
        out["event-study-by-cycle"] = fit(f, positions + cycles, clusterings)
    for name in ("core", "safe"):
        out[f"{name}-states"] = fit(
            f, ["swing*ally*window", f"{name}*ally*window", "swing*ally", f"{name}*ally"],
            clusterings)
    assert f.year.isin(ELIGIBLE).all()
    g = f.copy()
    e = g.year.map(ELIGIBLE)
    g["swing*ally*window*eligible"] = g["swing*ally*window"] * e
    g["swing*ally*eligible"] = g["swing*ally"] * e
    out["eligibility"] = fit(
        g, ["swing*ally*window*eligible", "swing*ally*window", "swing*ally*eligible", "swing*ally"],
        clusterings)
    return out


def main():
    data, treaties, cow = sys.argv[1:4]
    out = Path(sys.argv[4]) if len(sys.argv) > 4 else HERE / "expected.json"
    s = panels.Sources(data, treaties, cow)
    result = {"versions": {"pyfixest": pyfixest.__version__, "numpy": np.__version__}}
    two_way = [["origin", "destination"], ["origin^destination"]]
    result["bts-canada-mexico"] = models(panels.bts(s)[0], s, [["origin"]])
    result["ten-states-2012"] = models(panels.ten_states(s)[0], s, two_way)
    result["swing-states"] = models(panels.swing_states(s, "treaty")[0], s, two_way)
    for panel in result.values():
        for model in panel.values():
            if isinstance(model, dict):
                assert model["newton_relative_difference"] < 1e-6, model
    out.write_text(json.dumps(result, indent=1) + "\n")


main()
