"""Tests, predictions and marginal effects of the simulated panel by other people's software.

Reads ../three-way-panel/panel_simulated.csv and writes expected_peers.json beside this script. Needs
pyfixest, statsmodels, SciPy and pandas, in the versions written into the result.
"""
import json
import pathlib
import warnings

import numpy as np
import pandas as pd
import pyfixest as pf
import scipy
import scipy.stats
import statsmodels
import statsmodels.api as sm

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
table = pd.read_csv(here.parent / "three-way-panel" / "panel_simulated.csv")
table["ly"] = np.log(table.y.where(table.y > 0))
result = dict(versions=dict(
    pyfixest=pf.__version__, statsmodels=statsmodels.__version__, scipy=scipy.__version__))

result["tails"] = dict(
    f=[[x, a, b, float(scipy.stats.f.sf(x, a, b))]
       for x in (0.01, 0.7, 1.0, 3.5, 40.0) for a in (1, 2, 7) for b in (3, 11, 240, 187_000)],
    chi_squared=[[x, a, float(scipy.stats.chi2.sf(x, a))]
                 for x in (0.001, 0.5, 3.0, 12.0, 80.0, 900.0) for a in (1, 2, 5, 60)])

R, q = np.array([[1.0, -1, 0], [0, 1, 2.0]]), np.array([0.1, 0.0])
for name, fit in (
    ("gaussian", pf.feols("ly ~ x1 + x2 + x3 | state + dest", table, vcov={"CRV1": "state"},
                          fixef_tol=1e-12)),
    ("poisson", pf.fepois("y ~ x1 + x2 + x3 | state + dest", table, vcov={"CRV1": "state"},
                          fixef_tol=1e-12, iwls_tol=1e-12)),
):
    joint = fit.wald_test(R=np.eye(3), distribution="F")
    combined = fit.wald_test(R=R, q=q, distribution="chi2")
    data = fit._data
    predictor = np.asarray(fit.predict(type="link"))
    dummies = np.hstack([np.equal.outer(table.state.to_numpy(), np.unique(table.state)),
                         np.equal.outer(table.dest.to_numpy(), np.unique(table.dest))])
    used = dummies[data.index.to_numpy()].astype(float)
    x = table.loc[data.index, ["x1", "x2", "x3"]].to_numpy()
    effects = np.linalg.lstsq(used, predictor - x @ fit.coef().to_numpy(), rcond=1e-12)[0]
    states, dests = effects[:7], effects[7:]
    result[name] = dict(
        coefficients=fit.coef().tolist(), covariance=fit._vcov.tolist(),
        f=float(joint["statistic"]), f_p=float(joint["pvalue"]),
        chi_squared=float(combined["statistic"]), chi_squared_p=float(combined["pvalue"]),
        rows=data.index.tolist(), predictor=predictor.tolist(),
        # The first level of the second fixed effect is zero.
        state=(states + dests[0]).tolist(), dest=(dests - dests[0]).tolist())

# Average marginal effects of a Poisson model with one fixed effect as dummies (delta method).
design = np.hstack([
    table[["x1", "x2", "x3"]].to_numpy(),
    np.equal.outer(table.state.to_numpy(), np.unique(table.state)).astype(float)])
glm = sm.GLM(table.y, design, family=sm.families.Poisson()).fit(tol=1e-14, maxiter=200)
frame = sm.Poisson(table.y, design).fit(start_params=glm.params, disp=0, tol=1e-14, method="newton")
margins = frame.get_margeff(at="overall", method="dydx")
result["margins"] = dict(
    effects=margins.margeff[:3].tolist(), errors=margins.margeff_se[:3].tolist(),
    pearson=np.asarray(glm.resid_pearson).tolist(),
    deviance=np.asarray(glm.resid_deviance).tolist(),
    working=np.asarray(glm.resid_working).tolist())
with open(here / "expected_peers.json", "w") as out:
    json.dump(result, out, indent=1, sort_keys=True)
    out.write("\n")
