"""Does the correction remove the bias? Simulated trade between N countries over T periods.

    python3 monte_carlo.py DESIGN N T repetitions

Multiplicative log-normal errors, correlated over time within pairs; the regressor depends on all
fixed effects and on its own past; the coefficient is one. Designs: `constant`, the outcome's variance
is one (the first design of Weidner and Zylkin 2021); `rising`, the variance of the errors rises with
the regressor. Prints means over the repetitions. Needs NumPy only.
"""
import sys

import numpy as np

from incidental import correction


def demean(columns, w):
    """Weighted projection off origin-time, destination-time and pair effects, by turns."""
    sums = [w.sum(axis, keepdims=True) for axis in (1, 0, 2)]
    sums = [np.where(total > 0, total, 1.0) for total in sums]
    for _ in range(10000):
        change = 0.0
        for axis, total in zip((1, 0, 2), sums):
            mean = (columns * w).sum(axis + 1, keepdims=True) / total
            columns = columns - mean
            change = max(change, np.abs(mean).max())
        if change < 1e-11:
            break
    return columns


def estimate(y, x, w):
    mu = np.where(w > 0, (y + y.sum() / w.sum()) / 2, 1.0)
    eta, last = np.log(mu), 0.0
    for _ in range(100):
        columns = demean(np.stack([x, eta + (y - mu) / mu]), mu * w)
        weight = mu * w
        beta = (weight * columns[0] * columns[1]).sum() / (weight * columns[0] ** 2).sum()
        eta = eta + (y - mu) / mu - (columns[1] - beta * columns[0])
        mu = np.exp(eta)
        if abs(beta - last) < 1e-10:
            break
        last = beta
    return beta, mu, columns[0]


def main(design, N, T, repetitions):
    rng = np.random.default_rng(20210607)
    w = np.repeat((1 - np.eye(N))[:, :, None], T, axis=2)
    use = w > 0
    o, d, t = (a[use] for a in np.indices((N, N, T)))
    rows = []
    for _ in range(repetitions):
        alpha, gamma = rng.normal(0, 0.25, (N, 1, T)), rng.normal(0, 0.25, (1, N, T))
        pair = rng.normal(0, 0.25, (N, N, 1))
        x = np.zeros((N, N, T))
        past = pair[:, :, 0] + rng.normal(0, 0.5, (N, N))
        for s in range(T):
            x[:, :, s] = 0.5 * past + alpha[:, :, s] + gamma[:, :, s] + rng.normal(0, 0.5, (N, N))
            past = x[:, :, s]
        noise = rng.normal(size=(N, N, T))
        for s in range(1, T):
            noise[:, :, s] = 0.3 * noise[:, :, s - 1] + np.sqrt(1 - 0.09) * noise[:, :, s]
        mean = np.exp(alpha + gamma + pair + x)
        spread = mean ** -2 if design == "constant" else np.exp(x)
        sigma = np.sqrt(np.log(1 + spread))
        y = mean * np.exp(sigma * noise - sigma ** 2 / 2) * w
        beta, mu, within = estimate(y, x, w)
        bias, variance, plain = correction(y[use], mu[use], within[use][:, None], o, d, t)
        rows.append((beta, beta - bias[0], plain[0, 0] ** 0.5, variance[0, 0] ** 0.5))
    raw, fixed, plain, robust = np.array(rows).T
    error = raw.std(ddof=1) / np.sqrt(len(raw))
    print("%s, N %d, T %d, %d repetitions" % (design, N, T, repetitions))
    print("mean bias of the estimate %.4f, corrected %.4f (simulation error %.4f)"
          % (raw.mean() - 1, fixed.mean() - 1, error))
    print("standard deviation %.4f; mean standard error %.4f, corrected %.4f"
          % (fixed.std(ddof=1), plain.mean(), robust.mean()))
    print("coverage of 95 %% intervals %.3f, corrected %.3f"
          % ((np.abs(raw - 1) < 1.959964 * plain).mean(),
             (np.abs(fixed - 1) < 1.959964 * robust).mean()))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
