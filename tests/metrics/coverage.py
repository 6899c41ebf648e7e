#!/usr/bin/env python3
"""Simulated coverage of the 95 % intervals: how often they hold the truth they were made for.

    python3 tests/metrics/coverage.py [--samples 20000] [--only durations]

The formulas are those that check.py compares with the product to 1e-9, written for many samples at once.
A figure of few discrete answers covers a little more or less than 95 % for every single mix of answers, so
every sample is drawn from a business of its own: its mix of answers comes at random from a range of
ordinary ones. Seeded, so the table is the same every time. Bootstrap intervals are simulated with fewer
samples: a tenth of the number for impacts, an eighth for drivers.
"""

import argparse
import itertools

import numpy as np
from scipy import special, stats

Z = stats.norm.ppf(0.975)
SIZES = [10, 20, 30, 36, 50, 100, 400, 1000]


def mixes(rng, count, points, worst, best):
    """Shares of the answers of many businesses: a normal distribution over the points of the scale, its
    mean between `worst` and `best` of the scale, its spread between 15 and 35 % of it."""
    places = np.arange(points)
    mean = rng.uniform(worst, best, (count, 1)) * (points - 1)
    spread = rng.uniform(0.15, 0.35, (count, 1)) * (points - 1)
    shares = np.exp(-((places - mean) ** 2) / (2 * spread**2))
    return shares / shares.sum(axis=1, keepdims=True)


def draw(rng, shares, n):
    """Counts of each answer in a sample of n from every mix."""
    return np.array([rng.multinomial(n, mix) for mix in shares])


def nps_values(counts):
    n = counts.sum(axis=1) + 3
    p = (counts[:, 9:].sum(axis=1) + 0.75) / n
    d = (counts[:, :7].sum(axis=1) + 0.75) / n
    return p - d, (p + d - (p - d) ** 2) / n


def nps_truth(shares):
    return shares[:, 9:].sum(axis=1) - shares[:, :7].sum(axis=1)


def wilson(hits, n):
    p = hits / n
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    margin = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return p, centre - margin, centre + margin


def moments(counts):
    """Mean and squared error of it, n − 1 in the denominator of the variance."""
    places, n = np.arange(counts.shape[1]), counts.sum(axis=1)
    mean = counts @ places / n
    variance = (counts @ places**2 - n * mean**2) / (n - 1)
    return mean, variance / n


def share(covered, known=None):
    """Share of the intervals that hold the truth, of those that are given at all."""
    return 100 * np.mean(covered if known is None else covered[known])


def nps(rng, n, samples):
    shares = mixes(rng, samples, 11, 0.45, 0.95)
    s, error = nps_values(draw(rng, shares, n))
    return share(np.abs(s - nps_truth(shares)) <= Z * np.sqrt(error))


def weighted_nps(rng, n, samples):
    """Adjusted Wald with the effective number of answers; the weights have to do with the answers, as weights
    of groups do. The truth is the weighted score of the business: its answers, each as often as it weighs."""
    shares = mixes(rng, samples, 11, 0.45, 0.95)
    young = rng.uniform(0.3, 0.7, samples)
    other = mixes(rng, samples, 11, 0.45, 0.95)
    covered = []
    for mine, theirs, part in zip(shares, other, young):
        group = rng.random(n) < part
        answers = np.where(group, rng.choice(11, n, p=mine), rng.choice(11, n, p=theirs))
        weight = np.where(group, 0.5 / part, 0.5 / (1 - part))
        effective = weight.sum() ** 2 / (weight**2).sum()
        p = ((answers >= 9) * weight).sum() / weight.sum() * effective
        d = ((answers <= 6) * weight).sum() / weight.sum() * effective
        p, d, m = (p + 0.75) / (effective + 3), (d + 0.75) / (effective + 3), effective + 3
        true = 0.5 * (nps_truth(mine[None])[0] + nps_truth(theirs[None])[0])
        covered.append(abs(p - d - true) <= Z * np.sqrt((p + d - (p - d) ** 2) / m))
    return 100 * np.mean(covered)


def finite_population(rng, n, samples):
    """NPS of a population of four times the sample, drawn without replacement."""
    people = np.array([rng.multinomial(4 * n, mix) for mix in mixes(rng, samples, 11, 0.45, 0.95)])
    counts = np.array([rng.multivariate_hypergeometric(of, n) for of in people])
    s, error = nps_values(counts)
    value = nps_truth(counts) / n
    factor = np.sqrt(3 * n / (4 * n - 1))
    ends = [value + factor * (np.clip(s + side * Z * np.sqrt(error), -1, 1) - value) for side in (-1, 1)]
    true = nps_truth(people) / (4 * n)
    return share((ends[0] <= true) & (true <= ends[1]))


def net_sentiment(rng, n, samples):
    """Comments with one to four opinions that are alike."""
    covered = []
    for _ in range(max(50, samples // 2)):
        praise, alike = rng.uniform(0.2, 0.85), rng.uniform(0.5, 4)
        told = rng.choice([1, 2, 3, 4], n, p=[0.55, 0.25, 0.13, 0.07])
        net = 2 * rng.binomial(told, rng.beta(praise * alike, (1 - praise) * alike, n)) - told
        usual = told.mean()
        below = told.sum() + usual
        ratio = net.sum() / below
        squares = ((net - ratio * told) ** 2).sum() + usual**2 * (1 + ratio**2)
        margin = stats.t.ppf(0.975, n) * np.sqrt(squares * (n + 1) / n) / below
        covered.append(abs(ratio - 2 * praise + 1) <= margin)
    return 100 * np.mean(covered)


def nps_difference(rng, n, samples):
    one, other = (mixes(rng, samples, 11, 0.45, 0.95) for _ in range(2))
    (a, error_a), (b, error_b) = (nps_values(draw(rng, shares, n)) for shares in (one, other))
    true = nps_truth(other) - nps_truth(one)
    return share(np.abs(b - a - true) <= Z * np.sqrt(error_a + error_b))


def top_box(rng, n, samples):
    true = rng.uniform(0.3, 0.9, samples)
    _, low, high = wilson(rng.binomial(n, true), n)
    return share((low <= true) & (true <= high))


def newcombe(rng, n, samples):
    true = [rng.uniform(0.3, 0.9, samples) for _ in range(2)]
    (p, low_p, high_p), (q, low_q, high_q) = (wilson(rng.binomial(n, t), n) for t in true)
    low = q - p - np.hypot(q - low_q, high_p - p)
    high = q - p + np.hypot(high_q - q, p - low_p)
    return share((low <= true[1] - true[0]) & (true[1] - true[0] <= high))


def mean_ends(counts):
    """Interval of a mean: t, and of answers that are all the same what Wilson's interval of others leaves."""
    n, top = counts.sum(axis=1), counts.shape[1] - 1
    value, error = moments(counts)
    margin = stats.t.ppf(0.975, n - 1) * np.sqrt(error)
    others = Z**2 / (n + Z**2)
    low = np.where(error > 0, value - margin, value - others * value)
    high = np.where(error > 0, value + margin, value + others * (top - value))
    return value, np.maximum(low, 0), np.minimum(high, top)


def mean(points):
    def covers(rng, n, samples):
        shares = mixes(rng, samples, points, 0.4, 0.9)
        true = shares @ np.arange(points)
        _, low, high = mean_ends(draw(rng, shares, n))
        return share((low <= true) & (true <= high))

    return covers


def at_the_top(rng, samples, points, low=0.7, high=0.99):
    """Mixes with 70 to 99 % of the answers at the highest point, ever fewer below."""
    top = rng.uniform(low, high, (samples, 1))
    below = rng.uniform(0.2, 0.7, (samples, 1)) ** np.arange(points - 1)[::-1]
    return np.hstack([below / below.sum(axis=1, keepdims=True) * (1 - top), top])


def mean_at_the_top(points, alike):
    """Only samples whose answers are all the same, or only the others."""

    def covers(rng, n, samples):
        shares = at_the_top(rng, samples, points)
        counts, true = draw(rng, shares, n), shares @ np.arange(points)
        _, low, high = mean_ends(counts)
        known = np.full(samples, True) if alike is None else (counts.max(axis=1) == n) == alike
        return share((low <= true + 1e-12) & (true <= high + 1e-12), known) if known.any() else None

    return covers


def mean_as_share(counts):
    """Not the product's: Wilson's interval of the mean as a share of the scale, with as many answers of yes and no as
    have the same error, and t in the place of z. It is as skewed as a mean near the end of a scale is, and of answers
    that are nearly all in the middle it is the t interval."""
    n, top = counts.sum(axis=1), counts.shape[1] - 1
    value, error = moments(counts)
    _, low, high = mean_ends(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, t = value / top, stats.t.ppf(0.975, n - 1)
        per_answer = t**2 * error / (top**2 * p * (1 - p))
        centre = (p + per_answer / 2) / (1 + per_answer)
        margin = np.sqrt(p * (1 - p) * per_answer + per_answer**2 / 4) / (1 + per_answer)
    return value, np.where(error > 0, top * (centre - margin), low), np.where(error > 0, top * (centre + margin), high)


def another_mean(points, mix, ends):
    """The interval that `ends` makes of a mean whose mixes `mix` draws."""

    def covers(rng, n, samples):
        shares = mix(rng, samples, points)
        true = shares @ np.arange(points)
        _, low, high = ends(draw(rng, shares, n))
        return share((low <= true + 1e-12) & (true <= high + 1e-12))

    return covers


def with_top(low, high):
    """Mixes with a share between `low` and `high` of the answers at the highest point."""
    return lambda rng, samples, points: at_the_top(rng, samples, points, low, high)


ANOTHER_MEAN = {
    f"another mean: {name}, {'1–5' if points == 5 else '0–10'}, {of}": another_mean(points, mix, ends)
    for points in (5, 11)
    for name, mix in {
        "mixes of ordinary surveys": lambda rng, samples, points: mixes(rng, samples, points, 0.4, 0.9),
        "50 to 70 % at the top": with_top(0.5, 0.7),
        "70 to 90 % at the top": with_top(0.7, 0.9),
        "90 to 99 % at the top": with_top(0.9, 0.99),
    }.items()
    for of, ends in {"t": mean_ends, "as a share": mean_as_share}.items()
}


def difference_at_the_top(rng, n, samples):
    """A group with nearly all answers at the top against an ordinary one, where the former has no spread."""
    both = [at_the_top(rng, samples, 5), mixes(rng, samples, 5, 0.4, 0.9)]
    counts = [draw(rng, shares, n) for shares in both]
    (a, low_a, high_a), (b, low_b, high_b) = (mean_ends(one) for one in counts)
    true = (both[1] - both[0]) @ np.arange(5)
    low, high = b - a - np.hypot(b - low_b, high_a - a), b - a + np.hypot(high_b - b, a - low_a)
    known = counts[0].max(axis=1) == n
    return share((low <= true) & (true <= high), known) if known.any() else None


def welch(rng, n, samples):
    both = [mixes(rng, samples, 5, 0.4, 0.9) for _ in range(2)]
    (a, e), (b, f) = (moments(draw(rng, shares, n)) for shares in both)
    known = (e > 0) & (f > 0)
    with np.errstate(invalid="ignore"):
        df = (e + f) ** 2 / (e**2 / (n - 1) + f**2 / (n - 1))
        margin = stats.t.ppf(0.975, df) * np.sqrt(e + f)
        true = (both[1] - both[0]) @ np.arange(5)
        return share(np.abs(b - a - true) <= margin, known)


def paired(rng, n, samples):
    """The same people twice: the second answer is the first, moved by what the person felt."""
    first = rng.normal(rng.uniform(6, 8, (samples, 1)), 1.5, (samples, n))
    true = rng.uniform(-1, 1, (samples, 1))
    found = rng.normal(true, 1.2, (samples, n)) + 0 * first
    error = found.std(axis=1, ddof=1) / np.sqrt(n)
    return share(np.abs(found.mean(axis=1) - true[:, 0]) <= stats.t.ppf(0.975, n - 1) * error)


def between_order_statistics(place):
    """Nyblom's interval of a quantile: between two order statistics at either end."""
    true = float(np.exp(stats.norm.ppf(place)))

    def lower_end(n, place):
        above = stats.binom.cdf(np.arange(n), n, place)
        rank = int((above <= 0.025).sum())
        if rank in (0, n):
            return None
        odds = rank * (1 - place) * (above[rank] - 0.025) / ((n - rank) * place * (0.025 - above[rank - 1]))
        return rank, 1 / (1 + odds)

    def covers(rng, n, samples):
        values = np.sort(np.exp(rng.standard_normal((samples, n))), axis=1)
        ends = lower_end(n, place), lower_end(n, 1 - place)
        if None in ends:
            return None
        (rank, weight), (from_top, weight_top) = ends
        low = (1 - weight) * values[:, rank - 1] + weight * values[:, rank]
        high = (1 - weight_top) * values[:, n - from_top] + weight_top * values[:, n - from_top - 1]
        return share((low <= true) & (true <= high))

    return covers


def studentised(rng, values, resamples=500):
    """Studentised bootstrap interval of the mean."""
    n, mean = len(values), values.mean()
    again = values[rng.integers(0, n, (resamples, n))]
    spread = np.maximum(again.std(axis=1, ddof=1), 1e-12)
    low, high = np.quantile((again.mean(axis=1) - mean) / (spread / np.sqrt(n)), [0.025, 0.975])
    error = values.std(ddof=1) / np.sqrt(n)
    return mean - high * error, mean - low * error


def model_interval(values):
    """Interval of the mean of every row from a log-normal and a gamma model, each counted as it is likely, and
    whether it may be used: the logarithms look normal and it holds the mean of the values."""
    n = values.shape[1]
    logs, mean = np.log(values), np.log(values.mean(axis=1))
    centre, variance = logs.mean(axis=1), logs.var(axis=1, ddof=1)
    # Log-normal (Zou, Huo and Taleban 2009), with chi-square quantiles by their cube roots.
    root = lambda z: 1 - 2 / (9 * (n - 1)) + z * np.sqrt(2 / (9 * (n - 1)))
    margin = lambda z: np.sqrt(Z**2 * variance / n + (variance / 2 * (1 / root(z) ** 3 - 1)) ** 2)
    shift = centre + variance / 2 - mean
    log_normal = shift - margin(Z), shift + margin(-Z)
    # Gamma: the cube root of the sum is nearly normal.
    gap = np.maximum(mean - centre, 1e-9)
    shape = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    of_sum = shape * (n - 1)
    t = stats.t.ppf(0.975, n - 1) / (3 * np.sqrt(of_sum))
    gamma = [-3 * np.log(np.maximum(1 - 1 / (9 * of_sum) + side * t, 0.05)) for side in (1, -1)]
    of_gamma = shape * (np.log(shape) - mean - 1) - special.gammaln(shape) + (shape - 1) * centre
    of_log_normal = -centre - np.log(2 * np.pi * logs.var(axis=1)) / 2 - 0.5
    weight = 1 / (1 + np.exp(np.minimum(n * (of_gamma - of_log_normal), 700)))
    low = weight * (1 + 1 / n) * log_normal[0] + (1 - weight) * (1 - 3 / n) * gamma[0]
    high = (1 + 2.2 / n**0.75) * (weight * log_normal[1] + (1 - weight) * gamma[1])
    test = stats.normaltest if n >= 20 else stats.skewtest
    looks_normal = test(logs, axis=1).pvalue >= 0.05 if n >= 8 else True
    fits = (low <= 0) & (high >= 0) & looks_normal
    return np.exp(mean + low), np.exp(mean + high), fits


def other_interval(rng, values):
    """Where no model fits: t without a long tail, else the studentised bootstrap with a longer upper end."""
    n, mean = len(values), values.mean()
    skewness = stats.skew(values)
    if skewness < 0.8:
        margin = stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)
        return mean - margin, mean + margin
    low, high = studentised(rng, values)
    return low, mean * (high / mean) ** (1 + 0.2 * skewness / np.sqrt(n))


def mean_of_durations(draw, true):
    """Both models together when the logarithms look normal, else without a model."""

    def covers(rng, n, samples):
        values = draw(rng, (samples, n))
        low, high, fits = model_interval(values)
        for odd in np.flatnonzero(~fits):
            low[odd], high[odd] = other_interval(rng, values[odd])
        return share((low <= true) & (true <= high))

    return covers


def chi(rng, n, samples):
    """Three areas that the same people rate, weights 3, 2 and 1."""
    weights = np.array([3, 2, 1]) / 6
    level = rng.uniform(5.5, 7.5, (samples, 1, 1))
    person = rng.normal(0, 1.2, (samples, n, 1))
    values = level + person + rng.normal(0, 1.2, (samples, n, 3))
    part = values @ weights
    error = part.std(axis=1, ddof=1) / np.sqrt(n)
    margin = stats.t.ppf(0.975, n - 1) * error
    return share(np.abs(part.mean(axis=1) - level[:, 0, 0]) <= margin)


def impact(rng, n, samples):
    """Leave-out impact of a category that one in four names; the truth is that of the business."""
    covered = []
    for _ in range(max(50, samples // 10)):
        named = rng.uniform(0.15, 0.35)
        p, q = rng.dirichlet([3, 2, 4]), rng.dirichlet([5, 3, 3])
        everybody = named * q + (1 - named) * p
        true = (everybody[2] - everybody[0]) - (p[2] - p[0])
        inside = rng.random(n) < named
        code = np.where(inside, rng.choice(3, n, p=q), rng.choice(3, n, p=p)) - 1.0
        weights = rng.multinomial(n, np.full(n, 1 / n), 1000).astype(float)
        without = weights * ~inside
        if (without.sum(axis=1) == 0).any():
            continue
        again = weights @ code / n - without @ code / without.sum(axis=1)
        low, high = np.quantile(again, [0.025, 0.975])
        covered.append(low <= true <= high)
    return 100 * np.mean(covered)


def lmg(matrix):
    """Shares of R² of the first columns of correlation matrices in the last one."""
    p = matrix.shape[-1] - 1
    gain = {(): np.zeros(matrix.shape[:-2])}
    for size in range(1, p + 1):
        for s in itertools.combinations(range(p), size):
            own = matrix[..., s, :][..., s]
            with_y = matrix[..., s, p]
            gain[s] = (with_y * np.linalg.solve(own, with_y[..., None])[..., 0]).sum(axis=-1)
    orders = list(itertools.permutations(range(p)))
    shares = np.zeros((*matrix.shape[:-2], p))
    for order in orders:
        for at, j in enumerate(order):
            before = tuple(sorted(order[:at]))
            shares[..., j] += gain[tuple(sorted((*before, j)))] - gain[before]
    return shares / len(orders)


def of_noise(share, others, df):
    """How likely a rating without any relation reaches a share, beside others of these shares: a sum of
    squares with the weights of the orders, taken as one chi-square (Satterthwaite 1946)."""
    explained, squares = others.sum(), (others**2).sum()
    left = 1 - explained
    trace = left + explained / 2
    of_square = left**2 + left * explained / 2 + squares / 4 + (explained**2 - squares) / 9
    return stats.beta.sf(share * trace / of_square, trace**2 / of_square / 2, df / 2)


def drivers(rng, n, samples, beta=(0.5, 0.35, 0.25), counted=(0, 1, 2)):
    """Three correlated ratings; the intervals of those that are counted."""
    covered, beta = [], np.array(beta)
    true_matrix = np.array([[1, .4, .3, 0], [.4, 1, .3, 0], [.3, .3, 1, 0], [0, 0, 0, 1.0]])
    if beta[2] is None:
        beta[2] = 0
        true_matrix[2, :2] = true_matrix[:2, 2] = 0
    beta = beta.astype(float)
    noise = 0.8
    with_y = true_matrix[:3, :3] @ beta
    scale = np.sqrt(beta @ with_y + noise**2)
    true_matrix[:3, 3] = true_matrix[3, :3] = with_y / scale
    true = lmg(true_matrix)
    root = np.linalg.cholesky(true_matrix[:3, :3])
    for _ in range(max(50, samples // 8)):
        x = rng.standard_normal((n, 3)) @ root.T
        data = np.column_stack([x, x @ beta + noise * rng.standard_normal(n)])
        weights = rng.multinomial(n, np.full(n, 1 / n), 500) / n
        centre = weights @ data
        products = np.einsum("ri,rj->rij", data, data).reshape(n, -1)
        moment = (weights @ products).reshape(-1, 4, 4) - centre[:, :, None] * centre[:, None, :]
        spread = np.sqrt(np.einsum("bii->bi", moment))
        again = lmg(moment / spread[:, :, None] / spread[:, None, :])
        own = lmg(np.corrcoef(data, rowvar=False))
        df = n - 4
        t = stats.t.ppf(0.975, df)
        beyond = stats.norm.sf(np.sqrt(n / df) * t)
        for j in counted:
            near_noise = of_noise(own[j], np.delete(own, j), df) / 0.05
            low, high = np.quantile(again[:, j], [beyond * (1 + min(1, near_noise) ** (1 / 3)), 1 - beyond])
            low = min(low, own[j]) if near_noise < 1 else 0
            covered.append(low <= true[j] <= max(high, own[j]))
    return 100 * np.mean(covered)


def weak_drivers(rng, n, samples):
    """Ratings that explain little together."""
    return drivers(rng, n, samples, (0.2, 0.12, 0.08))


def noise_driver(rng, n, samples):
    """A rating without any relation: its interval has to reach 0, which is asked before any resampling."""
    covered = []
    for _ in range(samples):
        x = rng.standard_normal((n, 3))
        x[:, 1] = 0.4 * x[:, 0] + np.sqrt(0.84) * x[:, 1]
        y = 0.5 * x[:, 0] + 0.35 * x[:, 1] + 0.8 * rng.standard_normal(n)
        own = lmg(np.corrcoef(np.column_stack([x, y]), rowvar=False))
        covered.append(of_noise(own[2], own[:2], n - 4) >= 0.05)
    return 100 * np.mean(covered)


def contrast(rng, n, samples):
    """Penalty less reward of two ratings from 1 to 5 that have something in common."""
    covered, places = [], np.arange(1, 6)
    for _ in range(max(50, samples // 8)):
        effects = rng.uniform(0, 1.5, (2, 2))

        def draw(count):
            base = rng.normal(0, 0.7, (count, 1))
            x = np.clip(np.round(3 + base + rng.normal(0, 1, (count, 2))), 1, 5)
            high, low = x >= 4, x <= 2
            y = high @ effects[:, 0] - low @ effects[:, 1] + rng.normal(0, 1, count)
            return np.column_stack([np.ones(count), high, low]).astype(float), y

        design, y = draw(n)
        if min(design[:, 1:].sum(axis=0).min(), (n - design[:, 1:3].sum(axis=0) - design[:, 3:].sum(axis=0)).min()) < 10:
            continue
        weights = rng.multinomial(n, np.full(n, 1 / n), 1000).astype(float)
        gram = np.einsum("bn,ni,nj->bij", weights, design, design, optimize=True)
        gram += 1e-9 * np.eye(5)  # A resample may lack one side.
        again = np.linalg.solve(gram, (weights @ (design * y[:, None]))[:, :, None])[:, :, 0]
        contrasts = -again[:, 3:] - again[:, 1:3]
        df = n - 5
        beyond = stats.norm.sf(np.sqrt(n / df) * stats.t.ppf(0.975, df))
        ends = np.quantile(contrasts, [beyond, 1 - beyond], axis=0)
        true = effects[:, 1] - effects[:, 0]
        covered += list((ends[0] <= true) & (true <= ends[1]))
    return 100 * np.mean(covered)


KINDS = {
    "NPS, adjusted Wald": nps,
    "NPS with weights": weighted_nps,
    "NPS of a finite population": finite_population,
    "net sentiment": net_sentiment,
    "difference of NPS": nps_difference,
    "share, Wilson": top_box,
    "difference of shares, Newcombe": newcombe,
    "mean of a 1–5 scale, t": mean(5),
    "mean of a 1–7 scale, t": mean(7),
    "mean of a 0–10 scale, t": mean(11),
    "at the top, 1–5, all answers equal": mean_at_the_top(5, True),
    "at the top, 1–5, others": mean_at_the_top(5, False),
    "at the top, 1–5, all": mean_at_the_top(5, None),
    "at the top, 0–10, all answers equal": mean_at_the_top(11, True),
    "at the top, 0–10, others": mean_at_the_top(11, False),
    "at the top, 0–10, all": mean_at_the_top(11, None),
    "at the top, difference where one group has no spread": difference_at_the_top,
    "difference of means, Welch": welch,
    "the same people twice, paired t": paired,
    "Customer Happiness Index": chi,
    "median of durations": between_order_statistics(0.5),
    "90th percentile of durations": between_order_statistics(0.9),
    "mean of log-normal durations": mean_of_durations(lambda rng, size: np.exp(rng.standard_normal(size)), np.exp(0.5)),
    "mean of exponential durations": mean_of_durations(lambda rng, size: rng.exponential(size=size), 1.0),
    "mean of gamma durations": mean_of_durations(lambda rng, size: rng.gamma(2, size=size), 2.0),
    "mean of Weibull durations (0.8)": mean_of_durations(lambda rng, size: rng.weibull(0.8, size), special.gamma(2.25)),
    "mean of Weibull durations (1.2)": mean_of_durations(
        lambda rng, size: rng.weibull(1.2, size), special.gamma(1 + 1 / 1.2)
    ),
    "mean of inverse Gaussian durations": mean_of_durations(lambda rng, size: rng.wald(1, 1, size), 1.0),
    "mean of uniform durations": mean_of_durations(lambda rng, size: rng.random(size), 0.5),
    "mean of normal durations": mean_of_durations(lambda rng, size: rng.normal(5, 1, size), 5.0),
    "category impact, bootstrap": impact,
    "driver's share of R², bootstrap": drivers,
    "the same, weak drivers": weak_drivers,
    "the same, a rating that is noise": noise_driver,
    "penalty less reward, bootstrap": contrast,
    **ANOTHER_MEAN,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=20000)
    parser.add_argument("--only", default="", help="rows whose name holds this")
    wanted = parser.parse_args()
    samples = wanted.samples
    print("| interval | " + " | ".join(f"n = {n}" for n in SIZES) + " |")
    print("|---|" + "---|" * len(SIZES))
    for name, covers in KINDS.items():
        if wanted.only not in name:
            continue
        few = 50 if covers in (impact, drivers, weak_drivers, noise_driver, contrast) else 10
        cells = []
        for n in SIZES:
            found = covers(np.random.default_rng(n), n, samples) if n >= few else None
            cells.append("–" if found is None else f"{found:.1f} %")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
