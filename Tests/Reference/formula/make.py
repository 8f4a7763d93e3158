"""Estimates of formulas by pyfixest on a simulated panel, for the tests of the formula language.

Writes panel_simulated.csv and expected.json beside this file. Lags are made here by a look-up of unit
and year, not by row, so that they are missing across the panel's gaps. Run: python make.py
"""

import json
import pathlib

import numpy as np
import pandas as pd
import pyfixest as pf

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)


def panel():
    rows = []
    for unit in range(24):
        level = rng.normal()
        for year in range(2008, 2016):
            if (unit * 7 + year) % 11 == 0:
                continue  # a gap
            x, z = rng.normal(size=2)
            treat = int(unit % 3 == 0)
            region = ["North", "South", "West"][unit % 4 % 3]
            size = int(1 + (unit * 5 + year) % 4)
            mean = np.exp(0.8 + 0.3 * level + 0.3 * x - 0.2 * z + 0.25 * treat * (year >= 2012))
            rows.append((f"u{unit:02d}", year, region, size, treat, x, z, rng.poisson(mean)))
    data = pd.DataFrame(
        rows, columns=["unit", "year", "region", "size", "treat", "x", "z", "y"])
    data["x"] = data.x.round(4)
    data["z"] = data.z.round(4)
    data["a"] = (data.x > 0).astype(int)
    data["b"] = (data.z > 0.3).astype(int)
    data["w"] = rng.integers(1, 5, len(data))
    data.loc[[5, 40], "z"] = np.nan
    data = data.sample(frac=1, random_state=3).reset_index(drop=True)  # rows in no order
    return data


data = panel()
data.to_csv(HERE / "panel_simulated.csv", index=False)

lookup = {(u, t): (x, y) for u, t, x, y in zip(data.unit, data.year, data.x, data.y)}
nothing = (np.nan, np.nan)
work = data.copy()
for name, shift in [("x_l1", -1), ("x_l2", -2), ("x_f1", 1)]:
    work[name] = [lookup.get((u, t + shift), nothing)[0] for u, t in zip(work.unit, work.year)]
work["x_d1"] = work.x - work.x_l1
work["y_l1"] = [lookup.get((u, t - 1), nothing)[1] for u, t in zip(work.unit, work.year)]
work["logy1"] = np.log(work.y + 1)
for name in ["unit", "year"]:
    work[f"{name}_cluster"] = work[name]  # pyfixest counts a nested effect of the same name otherwise
work["xx"] = work.x**2
work["pos"] = np.where(work.y > 0, work.y, np.nan)
work["logy"] = np.log(work.pos)
for names in [("a", "b"), ("a", "treat"), ("b", "treat"), ("a", "x"), ("b", "x"), ("treat", "x"),
              ("a", "b", "treat"), ("a", "b", "x"), ("a", "treat", "x"), ("b", "treat", "x"),
              ("a", "b", "treat", "x"), ("x", "z")]:
    work["_".join(names)] = work[list(names)].prod(axis=1, skipna=False)
for year in sorted(work.year.unique()):
    work[f"year_{year}"] = (work.year == year) * 1.0
    work[f"year_{year}_treat"] = (work.year == year) * work.treat
for region in ["North", "South", "West"]:
    work[f"region_{region}"] = (work.region == region) * 1.0
    for size in [1, 2, 3, 4]:
        work[f"region_{region}_size_{size}"] = (work.region == region) * (work["size"] == size) * 1.0
years = sorted(int(year) for year in work.year.unique())

CASES = []


def case(formula, outcome, terms, effects, family="gaussian", vcov="hetero", where=None,
         weights=None, panel=False, level=None):
    """terms: pairs of our name and the column made here; dropped ones are left out."""
    sample = work if where is None else work.query(where[1])
    right = " + ".join(column for _, column in terms)
    text = f"{outcome} ~ {right}" + (f" | {effects}" if effects else "")
    arguments = dict(fml=text, data=sample, fixef_rm="singleton",
                     vcov={"CRV1": vcov[8:] + "_cluster"} if vcov.startswith("cluster:") else vcov)
    if family == "poisson":
        fit = pf.fepois(**arguments, iwls_tol=1e-12, fixef_tol=1e-12)
    else:
        fit = pf.feols(**arguments, weights=weights, fixef_tol=1e-12)
    coefficients, errors = fit.coef(), fit.se()
    names = ([("(Intercept)", "Intercept")] if not effects else []) + terms
    CASES.append({
        "formula": formula, "family": family, "vcov": vcov, "where": where[0] if where else None,
        "weights": weights, "panel": panel, "nobs": int(fit._N),
        "coefficients": [
            {"term": ours, "estimate": float(coefficients[theirs]),
             "std_error": float(errors[theirs])}
            for ours, theirs in names if theirs in coefficients.index],
    })


X = ("x", "x")
Z = ("z", "z")
case("y ~ x + z", "y", [X, Z], "")
case("y ~ x + z | unit + year", "y", [X, Z], "unit + year", "poisson", "cluster:unit")
case("y ~ x*z | unit", "y", [X, Z, ("x:z", "x_z")], "unit", "poisson", "cluster:unit")
case("log(y + 1) ~ x + x^2 | unit", "logy1", [X, ("I(x^2)", "xx")], "unit")
case("log(y) ~ x + z | unit + year", "logy", [X, Z], "unit + year", where=("y > 0", "y > 0"))
case("y ~ i(year, treat, ref=2011) + x | unit + year", "y",
     [(f"year::{t}:treat", f"year_{t}_treat") for t in years if t != 2011] + [X], "unit + year",
     "poisson", "cluster:unit")
case("y ~ i(year) + x | unit", "y",
     [(f"year::{t}", f"year_{t}") for t in years if t != 2008] + [X], "unit", "poisson",
     "cluster:unit")
case("y ~ i(region, i.size, ref = \"North\", ref2 = 1) + x", "y",
     [(f"region::{r}:size::{s}", f"region_{r}_size_{s}")
      for r in ["South", "West"] for s in [2, 3, 4]] + [X], "")
four = [("a", "a"), ("b", "b"), ("treat", "treat"), X, ("a:b", "a_b"), ("a:treat", "a_treat"),
        ("a:x", "a_x"), ("b:treat", "b_treat"), ("b:x", "b_x"), ("treat:x", "treat_x"),
        ("a:b:treat", "a_b_treat"), ("a:b:x", "a_b_x"), ("a:treat:x", "a_treat_x"),
        ("b:treat:x", "b_treat_x"), ("a:b:treat:x", "a_b_treat_x")]
case("y ~ a*b*treat*x", "y", four, "")
case("y ~ a*b*treat*x | year", "y", four, "year", "poisson", "cluster:year")
case("y ~ l(x, 0:2) + f(x) | unit", "y",
     [X, ("l(x, 1)", "x_l1"), ("l(x, 2)", "x_l2"), ("f(x, 1)", "x_f1")], "unit", panel=True)
case("y ~ d(x) + l(y) | year", "y", [("d(x, 1)", "x_d1"), ("l(y, 1)", "y_l1")], "year", "poisson",
     panel=True)
case("y ~ x + z | region^year + unit", "y", [X, Z], "region^year + unit", "poisson",
     "cluster:unit")
case("y ~ x + z | unit", "y", [X, Z], "unit", weights="w")
case("y ~ x | unit", "y", [X], "unit", "poisson", "hetero",
     where=("year >= 2010 & region != 'West' | treat == 1",
            "year >= 2010 and region != 'West' or treat == 1"))
# csw(x, z, a): one case a model
for count in [1, 2, 3]:
    terms = [X, Z, ("a", "a")][:count]
    case("y ~ " + " + ".join(name for name, _ in terms) + " | unit", "y", terms, "unit", "poisson")

(HERE / "expected.json").write_text(json.dumps(
    {"pyfixest": pf.__version__, "numpy": np.__version__, "cases": CASES}, indent=1) + "\n")
