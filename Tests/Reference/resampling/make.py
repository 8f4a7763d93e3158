"""Bootstraps, randomisation and post-estimation on the simulated panel by brute force.

Reads ../three-way-panel/panel_simulated.csv and writes expected.json beside this script. Needs NumPy
only. Fixed effects are explicit dummies; the model is estimated anew for each draw. Nothing here is
observed data.
"""
import csv
import itertools
import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
with open(here.parent / "three-way-panel" / "panel_simulated.csv") as file:
    table = list(csv.DictReader(file))


def codes(values):
    return np.unique(values, return_inverse=True)[1]


state = codes([row["state"] for row in table])
dest = codes([row["dest"] for row in table])
time = codes([int(row["time"]) for row in table])
x = np.array([[float(row[name]) for name in ("x1", "x2", "x3")] for row in table])
y = np.array([float(row["y"]) for row in table])
n_all = len(y)
prior = 0.5 + (np.arange(n_all) % 7) / 5
sd, dt, st = codes(state * 100 + dest), codes(dest * 100 + time), codes(state * 100 + time)
effects = [sd, dt, st]
rng = np.random.default_rng(90210)
result = {}


def prune(rows, poisson):
    while True:
        keep = np.ones(len(rows), bool)
        for group in (effect[rows] for effect in effects):
            keep &= np.bincount(group)[group] > 1
            if poisson:
                keep &= np.bincount(group, weights=y[rows])[group] > 0
        if keep.all():
            return rows
        rows = rows[keep]


def dummies(rows):
    return np.hstack(
        [np.equal.outer(e[rows], np.unique(e[rows])).astype(float) for e in effects])


def basis_of(matrix):
    left, values, _ = np.linalg.svd(matrix, full_matrices=False)
    return left[:, values > values[0] * 1e-10]


def group_sums(values, cluster):
    return np.array([values[cluster == level].sum(0) for level in np.unique(cluster)])


def webb(shape):
    values = np.sqrt([0.5, 1, 1.5])
    return rng.choice(np.concatenate([-values, values]), size=shape)


# ---- least squares: every bootstrap sample is estimated with all dummies
def wild(rows, weights, restriction, value, error_clusters, boot, draws, null):
    """t of the sample and of each draw; variances without small-sample factors, None if <= 0."""
    root = np.sqrt(weights)[:, None]
    full = np.hstack([x[rows], dummies(rows)]) * root
    outcome = np.log(y[rows])
    k = 3
    pseudo = np.linalg.pinv(full, rcond=1e-10)
    basis = basis_of(dummies(rows) * root)
    within = x[rows] * root
    within = within - basis @ (basis.T @ within)
    bread = np.linalg.inv(within.T @ within)
    R = np.array(restriction)

    def t_of(z, about):
        beta = (pseudo @ (z * root[:, 0]))[:k]
        residual = z * root[:, 0] - full @ (pseudo @ (z * root[:, 0]))
        variance = 0
        for sign, cluster in error_clusters:
            sums = group_sums((within * residual[:, None]) @ bread @ R, cluster)
            variance += sign * (sums**2).sum()
        return (R @ beta - about) / np.sqrt(variance) if variance > 0 else None

    solution = pseudo @ (outcome * root[:, 0])
    beta = solution[:k]
    residual = outcome - full @ solution / root[:, 0]
    fitted = outcome - residual
    about = R @ beta
    if null:
        # Restricted least squares: minimum-norm solution of the constrained problem.
        shift = bread @ R / (R @ bread @ R) * (R @ beta - value)
        restricted = beta - shift
        rest = (outcome - x[rows] @ restricted) * root[:, 0]
        residual = (rest - basis @ (basis.T @ rest)) / root[:, 0]
        fitted = outcome - residual
        about = value
    levels = codes(boot)
    return t_of(outcome, value), [t_of(fitted + residual * v[levels], about) for v in draws]


rows = prune(np.flatnonzero(y > 0), False)
ones = np.ones(len(rows))
two_way = [(1, state[rows]), (1, dest[rows]), (-1, sd[rows])]
cases = {
    "one_way_webb": (ones, [0, 1, 0], 0.1, [(1, state[rows])], state[rows], webb((30, 7)), True),
    "two_way": (ones, [0, 0, 1], 0.0, two_way, dest[rows], rng.choice([-1.0, 1], (30, 8)), True),
    "subcluster": (
        ones, [1, 0, 0], 0.0, [(1, state[rows])], sd[rows],
        rng.choice([-1.0, 1], (30, len(np.unique(sd[rows])))), True),
    "unrestricted": (
        ones, [1, 0, -2], 0.3, [(1, state[rows])], state[rows], webb((30, 7)), False),
    "weighted": (
        prior[rows], [1, 0, -2], 0.3, [(1, state[rows])], state[rows], webb((30, 7)), True),
}
result["wild"] = {}
for name, (weights, restriction, value, errors, boot, draws, null) in cases.items():
    t, drawn = wild(rows, weights, restriction, value, errors, boot, draws, null)
    result["wild"][name] = dict(t=t, draws=drawn, weights=draws.tolist())


# ---- Poisson with dense dummies
def poisson(rows, terms, weights, offset):
    """Coefficients, linear predictor and means by iteratively reweighted least squares."""
    full = np.hstack([terms, dummies(rows)])
    z = y[rows]
    eta = np.log((z + z.mean()) / 2)
    for _ in range(200):
        mean = np.exp(eta)
        root = np.sqrt(mean * weights)
        target = eta - offset + (z - mean) / mean
        solution = np.linalg.lstsq(full * root[:, None], target * root, rcond=1e-13)[0]
        change = np.abs(full @ solution + offset - eta).max()
        eta = full @ solution + offset
        if change < 1e-12:
            break
    return solution[: terms.shape[1]], eta, np.exp(eta)


def within_of(columns, rows, weights, extra=None):
    root = np.sqrt(weights)[:, None]
    space = dummies(rows) if extra is None else np.hstack([extra, dummies(rows)])
    basis = basis_of(space * root)
    scaled = columns * root
    return (scaled - basis @ (basis.T @ scaled)) / root


rows = prune(np.arange(n_all), True)
result["score"] = {}
for name, index, value, weights in (
    ("plain", 2, 0.1, np.ones(len(rows))), ("weighted", 0, 0.3, prior[rows])
):
    others = [k for k in range(3) if k != index]
    _, _, mean = poisson(rows, x[rows][:, others], weights, value * x[rows][:, index])
    w = weights * mean
    part = within_of(x[rows][:, [index]], rows, w, extra=x[rows][:, others])[:, 0]
    q = part / (w * part * part).sum()
    score = group_sums(q * weights * (y[rows] - mean), state[rows])
    draws = webb((30, 7))
    all_draws = np.vstack([np.ones(7), draws])
    statistics = []
    for v in all_draws:
        s = v * score
        statistics.append(s.sum() / np.sqrt(((s - s.mean()) ** 2).sum()))
    # One Newton step: the weighted regression of the multiplied working residual on everything.
    root = np.sqrt(w)
    full = np.hstack([x[rows], dummies(rows)]) * root[:, None]
    pseudo = np.linalg.pinv(full, rcond=1e-10)
    steps = []
    for v in all_draws:
        z = (y[rows] - mean) / mean * v[state[rows]] * root
        solution = pseudo @ z
        residual = (z - full @ solution) / root
        sums = group_sums(q * w * residual, state[rows])
        steps.append(solution[index] / np.sqrt((sums**2).sum()))
    result["score"][name] = dict(
        weights=draws.tolist(), score=score.tolist(), t=statistics[0], draws=statistics[1:],
        one_step_t=steps[0], one_step=steps[1:])

# ---- average marginal effects with the fixed effects' uncertainty: the delta method on all
# parameters, gradients by central differences of the fit's own formula
beta, eta, mean = poisson(rows, x[rows], np.ones(len(rows)), np.zeros(len(rows)))
full = np.hstack([x[rows], dummies(rows)])
hessian = full.T @ (full * mean[:, None])
inverse = np.linalg.pinv(hessian, rcond=1e-11, hermitian=True)
solution = np.concatenate([beta, np.linalg.lstsq(dummies(rows), eta - x[rows] @ beta, rcond=1e-12)[0]])
marginal = {}
for label, chosen in (("all", np.ones(len(rows), bool)), ("treated", x[rows][:, 0] > 0)):
    for index in range(3):
        def effect(parameters):
            return parameters[index] * np.exp(full @ parameters)[chosen].mean()

        gradient = np.array([
            (effect(solution + step) - effect(solution - step)) / 2e-5
            for step in np.eye(len(solution)) * 1e-5])
        variances = {}
        for kind, cluster in (("hc0", np.arange(len(rows))), ("state", state[rows])):
            sums = group_sums((full * (y[rows] - mean)[:, None]) @ inverse @ gradient, cluster)
            variances[kind] = float((sums**2).sum())
        variances["iid"] = float(gradient @ inverse @ gradient)
        marginal["%s_%d" % (label, index)] = dict(effect=effect(solution), **variances)
result["marginal"] = marginal
result["fitted"] = dict(rows=rows.tolist(), mean=mean.tolist(), predictor=eta.tolist())

# ---- randomization: swing status over states and cycles of two periods, all distinct assignments
swing = np.array([[float((s * 5 + c * 3) % 7 < 3) for c in range(3)] for s in range(7)])
ally = ((dest * 7 + time * 3) % 11) / 10
window = (time % 3 == 0).astype(float)


def rebuilt(of_state_time):
    column = of_state_time[state, time] * ally
    return np.column_stack([column, column * window, x[:, 2]])


def by_time(of_cycle):
    return np.repeat(of_cycle, 2, axis=1)


rows = prune(np.flatnonzero(y > 0), False)
basis = basis_of(dummies(rows))


def least_squares(terms, outcome, tested):
    within = terms[rows] - basis @ (basis.T @ terms[rows])
    outcome = outcome - basis @ (basis.T @ outcome)
    bread = np.linalg.inv(within.T @ within)
    beta = bread @ within.T @ outcome
    residual = outcome - within @ beta
    sums = group_sums((within * residual[:, None]) @ bread[tested], state[rows])
    return beta[tested], beta[tested] / np.sqrt((sums**2).sum())


observed_terms = rebuilt(by_time(swing))
result["randomization"] = {}
for value in (0.0, 0.2):
    outcome = np.log(y[rows]) - value * observed_terms[rows, 0]
    statistics = []
    for order in sorted({tuple(map(tuple, p)) for p in itertools.permutations(swing.tolist())}):
        statistics.append(least_squares(rebuilt(by_time(np.array(order))), outcome, 0))
    result["randomization"]["gaussian_%.1f" % value] = dict(
        observed=least_squares(observed_terms, outcome, 0),
        coefficient=sorted(a for a, _ in statistics), t=sorted(b for _, b in statistics))

rows = prune(np.arange(n_all), True)
ones = np.ones(len(rows))
zeros = np.zeros(len(rows))
_, _, mean = poisson(rows, x[rows][:, [2]], ones, zeros)
score, refit = [], []
for shift in range(6):
    turned = np.roll(by_time(swing), -shift, axis=1)
    terms = rebuilt(turned)[rows]
    within = within_of(terms, rows, mean)
    bread = np.linalg.inv((within * mean[:, None]).T @ within)
    working = (y[rows] - mean) / mean
    slopes = bread @ (within * mean[:, None]).T @ working
    left = working - within @ slopes
    # Working residuals are orthogonal to the fixed effects already: the score equations.
    sums = group_sums((within * (mean * left)[:, None]) @ bread[1], state[rows])
    score.append([slopes[1], slopes[1] / np.sqrt((sums**2).sum())])
    beta, _, fitted = poisson(rows, terms, ones, zeros)
    within = within_of(terms, rows, fitted)
    bread = np.linalg.inv((within * fitted[:, None]).T @ within)
    sums = group_sums((within * (y[rows] - fitted)[:, None]) @ bread[1], state[rows])
    refit.append([beta[1], beta[1] / np.sqrt((sums**2).sum())])
result["randomization"]["score"] = score
result["randomization"]["refit"] = refit

with open(here / "expected.json", "w") as out:
    json.dump(result, out, indent=1, sort_keys=True)
    out.write("\n")
