"""Reference numbers for the main analyses: `make.py DATA TREATIES [OUT] [--only ID,...]`.

DATA is the folder of publishers' files, TREATIES the dated treaty table (columns partner_iso3,
treaty, in_force_from, in_force_to). Writes OUT (default expected.json beside this file).
"""

import argparse
import hashlib
import json
import math
import platform
import sys
import warnings
from pathlib import Path

import fereg
import numpy as np
import pandas as pd
import pyfixest
import scipy
from pyfixest.demeaners import MapDemeaner

import panels
import solvers

warnings.simplefilter("ignore")
HERE = Path(__file__).resolve().parent
TOLERANCE = 1e-13
EFFECTS = {"origin^destination": ("origin", "destination"),
           "destination^year": ("destination", "year"), "origin^year": ("origin", "year"),
           "destination": ("destination",), "year": ("year",), "origin": ("origin",)}
GRAVITY = ["origin^destination", "destination^year", "origin^year"]
TWO_WAY, PAIR = ["origin", "destination"], ["origin^destination"]


def codes(frame, name):
    columns = [frame[c].astype(str) for c in EFFECTS[name]]
    key = columns[0] if len(columns) == 1 else columns[0] + "|" + columns[1]
    return pd.factorize(key)[0]


def prune(frame, effects, family):
    """Drop groups without a positive value (Poisson), then singletons, until nothing changes."""
    f = frame.copy()
    zero = single = rounds = 0
    while True:
        before = len(f)
        rounds += 1
        keep = np.ones(len(f), bool)
        if family == "poisson":
            for e in effects:
                g = codes(f, e)
                keep &= np.bincount(g, f.y)[g] > 0
        zero += int((~keep).sum())
        f = f[keep]
        keep = np.ones(len(f), bool)
        for e in effects:
            g = codes(f, e)
            keep &= np.bincount(g)[g] > 1
        single += int((~keep).sum())
        f = f[keep]
        if len(f) == before:
            return f.reset_index(drop=True), dict(all_zero_group=zero, singleton=single,
                                                  rounds=rounds - 1)


def nested(inner, outer):
    """Every level of `inner` lies in one level of `outer`."""
    pairs = np.unique(inner.astype(np.int64) * (int(outer.max()) + 1) + outer)
    return len(pairs) == int(inner.max()) + 1


def small_sample(n, k, fe, clusters):
    """fixest 0.12, ssc(adj = TRUE, fixef.K = "nested", cluster.adj = TRUE, cluster.df = "min")."""
    inside = [any(nested(e, c) for c in clusters) for e in fe]
    sizes = [int(e.max()) + 1 for e in fe]
    count = k + sum(sizes) - (len(sizes) - 1)
    count += sum(1 - s for s, i in zip(sizes, inside) if i)
    g = min(int(c.max()) + 1 for c in clusters)
    return count, (n - 1) / (n - count) * g / (g - 1), inside


def relative(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    return float(np.max(np.abs(a - b) / np.abs(b)))


def pair_of_packages(f, x, fe, family, k_clusters):
    """pyfixest and fereg on the same rows: coefficients, objective, and for each clustering the
    standard errors without and with each package's own correction."""
    d = pd.DataFrame({"y": f.y.astype(float) if family == "poisson" else np.log(f.y)})
    names = [f"x{i}" for i in range(x.shape[1])]
    d[names] = x
    effects = [f"fe{i}" for i in range(len(fe))]
    for n, c in zip(effects, fe):
        d[n] = c
    # Columns of their own: pyfixest 0.60.0 miscounts when a cluster has a fixed effect's name.
    labels = []
    for i, cs in enumerate(k_clusters):
        label = [f"cl{i}{j}" for j in range(len(cs))]
        for n, c in zip(label, cs):
            d[n] = c
        labels.append("+".join(label))
    formula = f"y ~ {' + '.join(names)} | {' + '.join(effects)}"
    out = {}
    for package in (pyfixest, fereg):
        options = dict(vcov="iid", fixef_rm="none")
        if package is pyfixest:
            options["demeaner"] = MapDemeaner(fixef_tol=TOLERANCE, fixef_maxiter=1_000_000)
        else:
            options.update(fixef_tol=TOLERANCE, fixef_maxiter=1_000_000)
        if family == "poisson":
            m = package.fepois(formula, d, iwls_tol=TOLERANCE, iwls_maxiter=500,
                               separation_check=[], **options)
        else:
            m = package.feols(formula, d, **options)
        assert int(m._N) == len(d) and len(m._beta_hat) == len(names)
        plain = package.ssc(k_adj=False, G_adj=False)
        full = package.ssc(k_adj=True, k_fixef="nonnested", G_adj=True, G_df="min")
        se0, se1, count = [], [], []
        for label in labels:
            m._ssc_dict = plain
            m.vcov({"CRV1": label})
            se0.append(np.array(m._se, float))
            m._ssc_dict = full
            m.vcov({"CRV1": label})
            se1.append(np.array(m._se, float))
            count.append(int(m._df_k))
        if family == "poisson":
            objective = float(m.deviance)
        else:
            u = m.resid()
            objective = float(np.dot(u, u))
        out[package.__name__] = dict(coef=np.array(m._beta_hat, float), se0=se0, se1=se1,
                                     k=count, objective=objective)
    return out["pyfixest"], out["fereg"]


def fit(frame, terms, effects, family, clusterings, dense, omitted=()):
    f = frame if family == "poisson" else frame[frame.y > 0]
    not_positive = len(frame) - len(f)
    f, dropped = prune(f, effects, family)
    x = f[terms].to_numpy(float)
    y = f.y.to_numpy(float) if family == "poisson" else np.log(f.y.to_numpy(float))
    fe = [codes(f, e) for e in effects]
    clusters = [[codes(f, c) for c in cs] for cs in clusterings]
    own = solvers.newton(y, x, fe, family)
    assert own["step"] < 1e-8, own["step"]
    one, two = pair_of_packages(f, x, fe, family, clusters)
    full = solvers.dense_newton(y, x, fe, family) if dense else None

    n, k = len(f), len(terms)
    model = {"family": family, "fixed_effects": {e: int(c.max()) + 1
                                                 for e, c in zip(effects, fe)},
             "fixed_effects_rank": own["rank"], "n": n, "rows_given": len(frame),
             "zeros_used": int((f.y == 0).sum()),
             "dropped": {"not_positive": not_positive, **dropped},
             "terms": terms, "omitted": list(omitted),
             "coef": [float(b) for b in one["coef"]]}
    key = "deviance" if family == "poisson" else "ssr"
    model[key] = one["objective"]
    if family == "poisson":
        model["y_sum_used"] = int(f.y.sum())
    agreement = {
        "pyfixest_fereg_coef": relative(two["coef"], one["coef"]),
        "pyfixest_own_newton_coef": relative(own["coef"], one["coef"]),
        f"pyfixest_fereg_{key}": relative(two["objective"], one["objective"]),
        f"pyfixest_own_newton_{key}": relative(own["objective"], one["objective"]),
        "own_newton_last_step_of_eta": own["step"], "own_newton_steps": own["steps"]}
    if family == "poisson":
        agreement["smallest_fitted_value"] = float(own["fitted"].min())
    if full:
        agreement["pyfixest_dense_coef"] = relative(full["coef"], one["coef"])
        agreement[f"pyfixest_dense_{key}"] = relative(full["objective"], one["objective"])
        assert full["rank"] == own["rank"]
    model["clusterings"] = {}
    worst = {}
    for i, (names, cs) in enumerate(zip(clusterings, clusters)):
        count, factor, inside = small_sample(n, k, fe, cs)
        v = solvers.crv0(own["bread"], own["scores"], cs)
        by_hand = np.sqrt(np.diag(v))
        se0, se1 = one["se0"][i], one["se1"][i]
        pairs = {"pyfixest_fereg_crv0": relative(two["se0"][i], se0),
                 "pyfixest_own_newton_crv0": relative(by_hand, se0),
                 "pyfixest_formula_fixest_ssc": relative(se0 * math.sqrt(factor), se1),
                 "pyfixest_fereg_fixest_ssc": relative(two["se1"][i], se1)}
        if full:
            dense_v = solvers.crv0(full["bread"], full["scores"], cs)
            pairs["pyfixest_dense_crv0"] = relative(np.sqrt(np.diag(dense_v)), se0)
        for name, value in pairs.items():
            worst[name] = max(worst.get(name, 0), value)
        model["clusterings"]["+".join(names)] = {
            "clusters": {c: int(g.max()) + 1 for c, g in zip(names, cs)},
            "se_crv0": [float(s) for s in se0],
            "se_fixest": [float(s) for s in se1],
            "k_fixest": count, "k_pyfixest": one["k"][i], "k_fereg": two["k"][i],
            "variance_factor_fixest": factor,
            "fixed_effects_nested": [e for e, t in zip(effects, inside) if t],
            "smallest_eigenvalue_of_crv0": float(np.linalg.eigvalsh((v + v.T) / 2).min())}
        if np.linalg.eigvalsh((v + v.T) / 2).min() < 0:
            values, vectors = np.linalg.eigh((v + v.T) / 2)
            repaired = np.sqrt(np.diag(vectors * np.maximum(values, 0) @ vectors.T))
            model["clusterings"]["+".join(names)]["se_crv0_repaired"] = [
                float(s) for s in repaired]
            model["clusterings"]["+".join(names)]["se_fixest_repaired"] = [
                float(s) for s in repaired * math.sqrt(factor)]
    model["agreement_max_relative_difference"] = {**agreement, **worst}
    return model


def exact(values):
    """Sum as an exact integer when every value is one, else correctly rounded."""
    v = values.tolist()
    if all(isinstance(a, int) or float(a).is_integer() for a in v):
        return sum(int(a) for a in v)
    return math.fsum(v)


def checksums(f, terms):
    out = {"cells": len(f), "sum_y": exact(f.y)}
    for t in terms:
        integral = f[t].dtype.kind in "iu"
        both = [int(a) * b for a, b in zip(f.y, f[t].tolist())]
        out[t] = {"sum": exact(f[t]),
                  "sum_y_times_term": sum(both) if integral else math.fsum(both)}
    return out


def listing(frame, flag, what):
    on = frame[frame[flag] == 1]
    return {str(y): " ".join(sorted(g[what].unique())) for y, g in on.groupby("year")}


def panel_checks(f, extra):
    out = dict(extra)
    years = sorted(f.year.unique())
    out["cells"] = len(f)
    out["destinations"] = int(f.destination.nunique())
    out["years"] = f"{years[0]}-{years[-1]}"
    out["zeros"] = int((f.y == 0).sum())
    out["dollars_by_year"] = {str(y): int(v) for y, v in f.groupby("year").y.sum().items()}
    out["cells_by_year"] = {str(y): int(v) for y, v in f.groupby("year").size().items()}
    out["allies_by_year"] = {str(y): int(v) for y, v in
                             f[f.ally == 1].groupby("year").destination.nunique().items()}
    out["ally_schedule_c_by_year"] = listing(f, "ally", "destination")
    out["window_years"] = [int(y) for y in years if panels.window(int(y))]
    out["president_by_year"] = {str(y): panels.president(int(y)) for y in years}
    if "swing" in f:
        out["origins"] = int(f.origin.nunique())
        out["swing_origins_by_year"] = {
            str(y): int(f[(f.swing == 1) & (f.year == y)].origin.nunique()) for y in years}
        out["swing_origin_names_by_year"] = listing(f, "swing", "origin")
    return out


def no_window(president_name):
    return {"term": f"swing*ally*window*{president_name}",
            "why": "no window year of this administration in the panel: all zeros"}


def build(sources, only):
    analyses = {}

    def wanted(name):
        return only is None or name in only

    absorbed = {"swing": "origin^year", "swing*window": "origin^year", "ally": "destination^year",
                "ally*window": "destination^year", "window": "destination^year"}
    pooled = ["swing*ally*window", "swing*ally"]
    for rule in ("treaty", "nato"):
        if not wanted("swing-states"):
            break
        f, extra, iso = panels.swing_states(sources, rule)
        terms = panels.administration_terms(["Obama", "TrumpI", "Biden"],
                                            ["Obama", "TrumpI", "Biden", "TrumpII"])
        a = analyses.setdefault("swing-states", {"checks": {}, "panel-checksums": {},
                                                 "absorbed": absorbed, "models": {}})
        a["checks"][rule] = panel_checks(f, extra)
        a["panel-checksums"][rule] = checksums(f, pooled + terms)
        for family, suffix in (("poisson", "ppml"), ("gaussian", "log-ols")):
            for name, ts, omitted in (("pooled", pooled, []),
                                      ("administrations", terms, [no_window("TrumpII")])):
                label = f"{name}.{rule}.{suffix}"
                a["models"][label] = fit(f, ts, GRAVITY, family, [TWO_WAY, PAIR], False, omitted)
                report("swing-states", label, a["models"][label])
    if wanted("ten-states-2012"):
        f, extra = panels.ten_states(sources)
        a = analyses["ten-states-2012"] = {
            "checks": panel_checks(f, extra), "panel-checksums": checksums(f, pooled),
            "absorbed": absorbed, "models": {}}
        for family, suffix in (("poisson", "ppml"), ("gaussian", "log-ols")):
            label = f"pooled.atop-defense.{suffix}"
            a["models"][label] = fit(f, pooled, GRAVITY, family, [TWO_WAY, PAIR], True)
            report("ten-states-2012", label, a["models"][label])
    if wanted("bts-canada-mexico"):
        f, extra = panels.bts(sources)
        who = ["Bush43", "Obama", "TrumpI", "Biden"]
        terms = panels.administration_terms(who, who + ["TrumpII"])
        a = analyses["bts-canada-mexico"] = {
            "checks": panel_checks(f, extra), "panel-checksums": checksums(f, pooled + terms),
            "absorbed": absorbed, "models": {}}
        for name, ts, omitted in (
                ("pooled", pooled, []), ("administrations", terms, [no_window("TrumpII")]),
                ("administrations-with-one-lower-order", terms[:4] + ["swing*ally"],
                 [{"term": t, "why": "one swing*ally in their place, for contrast"}
                  for t in terms[4:]]),
                ("administrations-without-lower-order", terms[:4],
                 [{"term": t, "why": "left out on purpose, for contrast"} for t in terms[4:]])):
            label = f"{name}.treaty.ppml"
            a["models"][label] = fit(f, ts, GRAVITY, "poisson", [["origin"]], True, omitted)
            report("bts-canada-mexico", label, a["models"][label])
    if wanted("national-concessions"):
        f, extra = panels.national(sources)
        terms = ["ally", "ally*window", "R", "R*window"]
        a = analyses["national-concessions"] = {
            "checks": panel_checks(f, extra), "panel-checksums": checksums(f, terms),
            "absorbed": {"window": "year"}, "models": {}}
        label = "statements.atop-defense.ppml"
        a["models"][label] = fit(f, terms, ["destination", "year"], "poisson",
                                 [["destination"]], True)
        report("national-concessions", label, a["models"][label])
    return analyses


def report(analysis, label, m):
    print(analysis, label, "n", m["n"], m["dropped"], file=sys.stderr)
    for i, t in enumerate(m["terms"]):
        ses = "  ".join(f"{c} {v['se_fixest'][i]:.6f}" for c, v in m["clusterings"].items())
        print(f"  {t:32s} {m['coef'][i]: .10f}  {ses}", file=sys.stderr)
    worst = {k: v for k, v in m["agreement_max_relative_difference"].items()}
    print("  " + " ".join(f"{k}={v:.1e}" for k, v in worst.items()), file=sys.stderr, flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data")
    arguments.add_argument("treaties")
    arguments.add_argument("cow_codes")
    arguments.add_argument("out", nargs="?", default=str(HERE / "expected.json"))
    arguments.add_argument("--only")
    a = arguments.parse_args()
    sources = panels.Sources(a.data, a.treaties, a.cow_codes)
    result = {
        "analyses": build(sources, a.only.split(",") if a.only else None),
        "conventions": {
            "se_fixest": "sqrt(variance_factor_fixest) times se_crv0",
            "variance_factor_fixest": "(n - 1) / (n - k_fixest) * g / (g - 1), g the smallest"
            " number of clusters",
            "k_fixest": "terms, plus levels of every fixed effect less (fixed effects - 1), less"
            " (levels - 1) for each fixed effect nested in a cluster"},
        "elections": {"returns_compared": sources.returns_compared,
                      "returns_differing_from_source": sources.return_differences},
        "cow_codes_sha256": hashlib.sha256(Path(a.cow_codes).read_bytes()).hexdigest(),
        "treaties_sha256": hashlib.sha256(Path(a.treaties).read_bytes()).hexdigest()}
    Path(a.out).write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    versions = {"python": platform.python_version(), "pyfixest": pyfixest.__version__,
                "fereg": fereg.__version__, "numpy": np.__version__, "pandas": pd.__version__,
                "scipy": scipy.__version__}
    (HERE / "VERSIONS").write_text("".join(f"{k} {v}\n" for k, v in versions.items()))


if __name__ == "__main__":
    main()
