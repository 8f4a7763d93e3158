"""Variances of the simulated three-way panel by fereg 0.4.1 and pyfixest 0.60.0.

Reads ../three-way-panel/panel_simulated.csv (simulated) and writes expected_peers.json: least squares
of log y on the terms with the three interactions as fixed effects, without small-sample corrections
but for those that a peer always makes.
"""
import json
import pathlib

import fereg
import numpy as np
import pandas as pd
import pyfixest

here = pathlib.Path(__file__).parent
data = pd.read_csv(here.parent / "three-way-panel" / "panel_simulated.csv")
data = data[data.y > 0].copy()
data["ly"] = np.log(data.y)
data["sd"], data["dt"] = data.state + data.dest, data.dest + data.time.astype(str)
data["st"] = data.state + data.time.astype(str)
while True:
    keep = np.logical_and.reduce([data.groupby(c)[c].transform("size") > 1 for c in ("sd", "dt", "st")])
    if keep.all():
        break
    data = data[keep]
data["pair"] = data.sd.astype("category").cat.codes.astype(int)
data["lat"] = 30 + 2.5 * data.dest.str[1:].astype(int)
data["lon"] = -120 + 7.0 * data.state.str[1:].astype(int)
formula = "ly ~ x1 + x2 + x3 | sd + dt + st"
result = {"rows": len(data)}
none = fereg.ssc(False, "none", False, "min")


def record(name, fit):
    result[name] = [float(fit.se()[c]) for c in ("x1", "x2", "x3")]


for kind in ("HC2", "HC3"):
    record("fereg_" + kind, fereg.feols(formula, data, vcov=kind, ssc=none, fixef_tol=1e-12))
for cluster in ("state", "dest"):
    fit = fereg.feols(formula, data, vcov={"CRV3": cluster}, ssc=none, fixef_tol=1e-12)
    record("fereg_CRV3_" + cluster, fit)
    fit = pyfixest.feols(
        formula, data, vcov={"CRV3": cluster}, ssc=pyfixest.ssc(False, "none", False, "min"),
        fixef_tol=1e-12)
    record("pyfixest_CRV3_" + cluster, fit)
for kind in ("NW", "DK"):
    kwargs = dict(lag=2, time_id="time", panel_id="pair")
    for name, module in (("fereg", fereg), ("pyfixest", pyfixest)):
        fit = module.feols(
            formula, data, vcov=kind, vcov_kwargs=kwargs, fixef_tol=1e-12,
            ssc=module.ssc(False, "none", False, "min"))
        record(name + "_" + kind, fit)
kwargs = dict(lat="lat", lon="lon", cutoff=900, distance="spherical")
record("fereg_conley",
       fereg.feols(formula, data, vcov="conley", vcov_kwargs=kwargs, ssc=none, fixef_tol=1e-12))
for name, module in (("fereg", fereg), ("pyfixest", pyfixest)):
    for cluster in ("state", "state + dest"):
        fit = module.feols(formula, data, vcov={"CRV1": cluster}, fixef_tol=1e-12)
        record(name + "_default_" + cluster.replace(" ", ""), fit)
    record(name + "_default_hetero", module.feols(formula, data, vcov="hetero", fixef_tol=1e-12))
with open(here / "expected_peers.json", "w") as out:
    json.dump(result, out, indent=1, sort_keys=True)
    out.write("\n")
