"""Third opinions on the packages: two Newton solvers written out in NumPy.

`newton` projects on the fixed effects with a direct solve: the first fixed effect is eliminated
exactly, the rest by a Cholesky factor of the Schur complement, with iterative refinement.
`dense_newton` builds the dummies and uses a QR factor. Neither uses a demeaning tolerance.
Log-linear models are the case with unit weights and one step.
"""

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp


def indicator(codes):
    n = len(codes)
    return sp.csr_matrix((np.ones(n), (np.arange(n), codes)), shape=(n, int(codes.max()) + 1))


def independent_columns(gram):
    """Columns of a basis, from a pivoted Cholesky factor of an (integer) Gram matrix."""
    scale = 1 / np.sqrt(np.maximum(np.diag(gram), 1e-300))
    _, pivots, rank, _ = la.lapack.dpstrf(gram * np.outer(scale, scale), tol=1e-10, lower=1)
    return np.sort(pivots[:rank] - 1)


class DirectProjection:
    """Residuals from weighted regression on two or three sets of dummies."""

    def __init__(self, codes):
        self.first = indicator(codes[0])
        self.rest = sp.hstack([indicator(c) for c in codes[1:]]).tocsr()
        one = np.ones(self.first.shape[0])
        keep = independent_columns(self._schur(one)[0])
        self.rank = self.first.shape[1] + len(keep)
        self.rest = self.rest[:, keep].tocsr()

    def _schur(self, w):
        d1 = np.asarray(self.first.T @ w).ravel()
        wr = self.rest.multiply(w[:, None]).tocsr()
        b = (self.first.T @ wr).tocsr()
        schur = (self.rest.T @ wr - b.T @ b.multiply((1 / d1)[:, None]).tocsr()).toarray()
        return schur, d1, b

    def weigh(self, w):
        schur, self.d1, self.b = self._schur(w)
        self.scale = 1 / np.sqrt(np.diag(schur))
        self.factor = la.cho_factor(schur * np.outer(self.scale, self.scale), lower=True)
        self.w = w

    def residual(self, v, refinements=4):
        r = v.copy()
        for _ in range(refinements):
            wr = r * self.w[:, None]
            g1, g2 = self.first.T @ wr, self.rest.T @ wr
            rhs = (g2 - self.b.T @ (g1 / self.d1[:, None])) * self.scale[:, None]
            c2 = la.cho_solve(self.factor, rhs) * self.scale[:, None]
            c1 = (g1 - self.b @ c2) / self.d1[:, None]
            r = r - self.first @ c1 - self.rest @ c2
        return r


class DenseProjection:
    """The same by a QR factor of the dummies themselves; `eliminate_first` demeans by the first
    fixed effect exactly beforehand, which keeps the matrix small enough for the larger panels."""

    def __init__(self, codes, eliminate_first):
        self.eliminate = codes[0] if eliminate_first else None
        sets = codes[1:] if eliminate_first else codes
        dummies = np.hstack([indicator(c).toarray() for c in sets])
        if eliminate_first:
            self.count = np.bincount(codes[0]).astype(float)
            centred = self._demean(dummies, np.ones(len(codes[0])))
            keep = independent_columns(centred.T @ centred)
            self.rank = len(self.count) + len(keep)
        else:
            keep = independent_columns(dummies.T @ dummies)
            self.rank = len(keep)
        self.dummies = np.ascontiguousarray(dummies[:, keep])

    def _demean(self, v, w):
        total = np.bincount(self.eliminate, w)
        f = indicator(self.eliminate)
        return v - (f @ ((f.T @ (v * w[:, None])) / total[:, None]))

    def weigh(self, w):
        self.w, self.root = w, np.sqrt(w)[:, None]
        d = self.dummies if self.eliminate is None else self._demean(self.dummies, w)
        d = d * self.root
        self.q = la.qr(d / np.sqrt((d * d).sum(0)), mode="economic", overwrite_a=True)[0]

    def residual(self, v):
        r = v
        for _ in range(2):
            if self.eliminate is not None:
                r = self._demean(r, self.w)
            s = r * self.root
            r = (s - self.q @ (self.q.T @ s)) / self.root
        return r


def solve(projection, y, x, family, maximum=80, tolerance=1e-13):
    """Coefficients, scores by row, inverse Hessian, objective; `step` is the last change of eta."""
    if family == "gaussian":
        projection.weigh(np.ones(len(y)))
        r = projection.residual(np.column_stack([y, x]))
        yt, xt = r[:, 0], r[:, 1:]
        bread = np.linalg.inv(xt.T @ xt)
        beta = np.linalg.solve(xt.T @ xt, xt.T @ yt)
        e = yt - xt @ beta
        beta = beta + np.linalg.solve(xt.T @ xt, xt.T @ e)
        e = yt - xt @ beta
        return dict(coef=beta, bread=bread, scores=xt * e[:, None], objective=float(e @ e),
                    steps=1, step=0.0, fitted=y - e)
    mu = (y + y.mean()) / 2
    eta, beta = np.log(mu), np.zeros(x.shape[1])
    for it in range(maximum):
        z = eta + (y - mu) / mu
        projection.weigh(mu)
        r = projection.residual(np.column_stack([z, x]))
        zt, xt = r[:, 0], r[:, 1:]
        h = (xt * mu[:, None]).T @ xt
        new = np.linalg.solve(h, (xt * mu[:, None]).T @ zt)
        new_eta = z - (zt - xt @ new)
        step = float(np.abs(new_eta - eta).max())
        moved = float(np.abs(new - beta).max())
        eta, beta = new_eta, new
        mu = np.exp(eta)
        if step < 1e-9 and moved < tolerance:
            break
    projection.weigh(mu)
    xt = projection.residual(x)
    h = (xt * mu[:, None]).T @ xt
    pos = y > 0
    deviance = 2 * (np.sum(y[pos] * np.log(y[pos] / mu[pos])) - np.sum(y - mu))
    return dict(coef=beta, bread=np.linalg.inv(h), scores=xt * (y - mu)[:, None],
                objective=float(deviance), steps=it + 1, step=step, moved=moved, fitted=mu)


def newton(y, x, codes, family):
    p = DirectProjection(codes)
    return dict(solve(p, y, x, family), rank=p.rank)


def dense_newton(y, x, codes, family):
    columns = sum(int(c.max()) + 1 for c in codes)
    p = DenseProjection(codes, eliminate_first=len(y) * columns > 2e7)
    return dict(solve(p, y, x, family), rank=p.rank)


def crv0(bread, scores, clusters):
    """Sandwich without any small-sample factor; two clusterings are added and their
    intersection subtracted (Cameron, Gelbach & Miller 2011, eq. 2.13)."""

    def meat(codes):
        s = indicator(codes).T @ scores
        return s.T @ s

    if len(clusters) == 1:
        m = meat(clusters[0])
    else:
        a, b = clusters
        both = np.unique(a.astype(np.int64) * (int(b.max()) + 1) + b, return_inverse=True)[1]
        m = meat(a) + meat(b) - meat(both)
    return bread @ m @ bread
