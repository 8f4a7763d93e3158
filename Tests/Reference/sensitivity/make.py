"""Numbers that the tests of Sensitivity/ are held to, from SciPy and statsmodels.

    python make.py > expected.json

The normal rectangle is integrated by quadrature along a Markov chain, or by SciPy's code of Genz;
everything else is written out from the formulas, or estimated by statsmodels with dense dummies on ../three-way-panel/panel_simulated.csv.
"""
import itertools
import json
import os

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, stats

here = os.path.dirname(os.path.abspath(__file__))
out = {}


def covariance(errors, correlation):
    n = len(errors)
    return np.array(
        [[errors[i] * errors[j] * correlation ** abs(i - j) for j in range(n)] for i in range(n)]
    )


def inside(bound, correlation, mean=None):
    n = len(correlation)
    if n == 1:
        m = 0 if mean is None else mean[0]
        return stats.norm.cdf(bound - m) - stats.norm.cdf(-bound - m)
    return stats.multivariate_normal.cdf(
        [bound] * n, mean=mean, cov=correlation, lower_limit=[-bound] * n,
        maxpts=4_000_000, abseps=1e-8, releps=1e-8, rng=1)


def scaled(matrix):
    d = np.sqrt(np.diag(matrix))
    return matrix / np.outer(d, d)


def inside_chain(bound, n, rho):
    """The same where correlations are powers of rho: a Markov chain, one integral at a time."""
    x, w = np.polynomial.legendre.leggauss(200)
    x, w = x * bound, w * bound
    density, spread = stats.norm.pdf(x), np.sqrt(1 - rho**2)
    kernel = stats.norm.pdf((x[:, None] - rho * x[None, :]) / spread) / spread
    for _ in range(n - 1):
        density = kernel @ (w * density)
    return w @ density


# Sup-t critical values: correlation patterns of several sizes, exact to 1e-12.
bands = []
for n, rho in [(1, 0.0), (2, 0.5), (4, 0.3), (7, 0.8), (10, 0.6), (14, 0.7)]:
    value = optimize.brentq(lambda c: inside_chain(c, n, rho) - 0.95, 1.9, 3.2, xtol=1e-13)
    bands.append({"size": n, "correlation": rho, "critical": value})
out["bands"] = bands

# Pre-trends: six coefficients before the reference.
errors = [0.10, 0.08, 0.09, 0.07, 0.06, 0.05]
sigma = covariance(errors, 0.6)
before = np.array([0.05, -0.11, 0.04, 0.09, -0.02, 0.08])
wald = float(before @ np.linalg.solve(sigma, before))
line = np.arange(-6, 0)
form = float(line @ np.linalg.solve(sigma, line))
critical = stats.chi2.isf(0.05, 6)
slopes = {}
for power in (0.5, 0.8):
    nc = optimize.brentq(lambda v: stats.ncx2.sf(critical, 6, v) - power, 1e-6, 100, xtol=1e-13)
    slopes[str(power)] = float(np.sqrt(nc / form))
z = stats.norm.isf(0.025)
se = np.sqrt(np.diag(sigma))


def any_significant(slope):
    return 1 - inside(z, scaled(sigma), slope * line / se)


individual = {
    str(power): optimize.brentq(lambda s: any_significant(s) - power, 1e-4, 1, xtol=1e-7)
    for power in (0.5, 0.8)
}
out["pretrend"] = {
    "errors": errors, "correlation": 0.6, "estimates": before.tolist(), "wald": wald,
    "chi2_p": float(stats.chi2.sf(wald, 6)), "f_p": float(stats.f.sf(wald / 6, 6, 11)),
    "slopes": slopes, "individual": individual}
out["ncx2"] = [
    [x, k, nc, float(stats.ncx2.sf(x, k, nc))]
    for x, k, nc in [(3.84, 1, 2.5), (12.6, 6, 9.0), (50, 4, 20), (300, 10, 250), (0.5, 3, 1e-8)]]

# Step-down p-values from a table of draws.
rng = np.random.default_rng(7)
observed = np.array([2.4, -0.7, 3.1, 1.9, -2.2])
draws = np.round(rng.standard_normal((199, 5)) @ np.linalg.cholesky(covariance([1] * 5, 0.5)).T, 6)
order = np.argsort(-np.abs(observed))
adjusted, running = np.zeros(5), 0.0
for step in range(5):
    rest = order[step:]
    count = np.sum(np.max(np.abs(draws[:, rest]), axis=1) >= abs(observed[order[step]]))
    running = max(running, (count + 1) / 200)
    adjusted[order[step]] = running
out["romano_wolf"] = {
    "observed": observed.tolist(), "draws": draws.tolist(), "adjusted": adjusted.tolist()}

# Few groups.
groups = [0.31, -0.05, 0.22, 0.18, 0.40, 0.02]
control = [0.05, -0.10, 0.03, 0.12]
one = stats.ttest_1samp(groups, 0)
two = stats.ttest_ind(groups, control, equal_var=False)
signs = np.array(list(itertools.product([1, -1], repeat=6)))
sums = np.abs(signs @ np.array(groups))
half = stats.t.isf(0.025, 5) * np.std(groups, ddof=1) / np.sqrt(6)
out["groups"] = {
    "estimates": groups, "control": control, "t": float(one.statistic), "p": float(one.pvalue),
    "lower": float(np.mean(groups) - half), "upper": float(np.mean(groups) + half),
    "t2": float(two.statistic), "p2": float(2 * stats.t.sf(abs(two.statistic), 3)),
    "sign_p": float(np.mean(sums >= abs(sum(groups)) - 1e-12))}

# Models with dense dummies.
panel = pd.read_csv(os.path.join(here, "../three-way-panel/panel_simulated.csv"))
dummies = pd.get_dummies(panel[["state", "dest"]].astype(str), drop_first=True).astype(float)
x = sm.add_constant(pd.concat([panel[["x1", "x2", "x3"]], dummies], axis=1)).astype(float)


def poisson(y, x):
    return sm.GLM(y, x, family=sm.families.Poisson()).fit(
        cov_type="HC0", tol=1e-14, maxiter=200)


first = poisson(panel["y"], x)
eta = np.log(first.fittedvalues)
second = poisson(panel["y"], x.assign(square=(eta - eta.mean()) ** 2))
mean = first.fittedvalues
park_x = pd.DataFrame({"constant": 1.0, "logs": np.log(mean)})
park = poisson((panel["y"] - mean) ** 2 / np.mean((panel["y"] - mean) ** 2), park_x)
positive = panel["y"] > 0
ly = np.log(panel["y"][positive])
ols = sm.OLS(ly, x[positive]).fit(cov_type="HC0")
reset_ols = sm.OLS(ly, x[positive].assign(square=ols.fittedvalues ** 2)).fit(cov_type="HC0")
out["reset"] = {
    "poisson": [second.params["square"], second.bse["square"]],
    "ols": [reset_ols.params["square"], reset_ols.bse["square"]]}
out["park"] = [park.params["logs"], park.bse["logs"]]

# Omitted confounder: x3 as the confounder left out, whose strength is then known exactly.
long = sm.OLS(ly, x[positive]).fit()
short = sm.OLS(ly, x[positive].drop(columns="x3")).fit()
aux = sm.OLS(panel["x1"][positive], x[positive].drop(columns="x1")).fit()
t = long.tvalues["x3"]
ta = aux.tvalues["x3"]
tb = short.tvalues["x2"]
ab = sm.OLS(panel["x1"][positive], x[positive].drop(columns=["x1", "x3"])).fit().tvalues["x2"]
out["confounder"] = {
    "estimate": short.params["x1"], "error": short.bse["x1"], "df": short.df_resid,
    "outcome_r2": t * t / (t * t + long.df_resid),
    "regressor_r2": ta * ta / (ta * ta + aux.df_resid),
    "long_estimate": long.params["x1"], "long_error": long.bse["x1"],
    "benchmark_outcome": tb * tb / (tb * tb + short.df_resid),
    "benchmark_regressor": ab * ab / (ab * ab + short.df_resid + 1)}

# Gaps of a folded normal quantile.
out["folded"] = [
    [m, a, optimize.brentq(
        lambda c: stats.norm.sf(c - m) + stats.norm.sf(c + m) - a, 0, m + 10, xtol=1e-14)]
    for m, a in [(0, 0.05), (0.4, 0.05), (2.5, 0.05), (1, 0.1)]]

print(json.dumps(out, indent=1, default=float))
