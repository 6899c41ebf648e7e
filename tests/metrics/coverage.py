#!/usr/bin/env python3
"""Simulated coverage of the 95 % intervals: how often they hold the truth they were made for.

    python3 tests/metrics/coverage.py [--samples 4000]

The intervals are those of check.py, which agree with the product's to 1e-9. Every sample is drawn anew
from a business with a known truth; seeded, so the table is the same every time.
"""

import argparse
import pathlib
import sys

import numpy as np
from scipy import stats

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from check import difference, figure  # noqa: E402

NPS = {"metric": "nps", "scale": [0, 10], "low_is_good": False}
CSAT = {"metric": "csat", "scale": [1, 5], "low_is_good": False}
RATING = {"metric": None, "scale": [1, 5], "low_is_good": False}
#: Shares of the answers 0–10 and 1–5 of an ordinary, a bad and a good business.
NPS_MIXES = [
    [.02, .01, .02, .02, .03, .06, .06, .12, .18, .18, .30],
    [.10, .04, .05, .06, .06, .12, .10, .14, .13, .08, .12],
    [.01, .00, .01, .01, .01, .02, .03, .08, .15, .20, .48],
]
RATING_MIXES = [[.05, .08, .17, .40, .30], [.20, .20, .25, .20, .15], [.02, .03, .10, .30, .55]]


def truth(score, mix):
    answers = np.arange(score["scale"][0], score["scale"][1] + 1)
    mix = np.array(mix)
    if score["metric"] == "nps":
        return 100 * (mix[answers >= 9].sum() - mix[answers <= 6].sum())
    if score["metric"] == "csat":
        return 100 * mix[answers >= 4].sum()
    return (answers * mix).sum()


def single(score, mixes):
    answers = np.arange(score["scale"][0], score["scale"][1] + 1)

    def covers(rng, n, sample):
        mix = mixes[sample % len(mixes)]
        ends = figure(score, rng.choice(answers, n, p=mix))[1]
        return ends is not None and ends[0] <= truth(score, mix) <= ends[1]

    return covers


def two(score, mixes):
    answers = np.arange(score["scale"][0], score["scale"][1] + 1)

    def covers(rng, n, sample):
        one, other = mixes[sample % len(mixes)], mixes[(sample + sample // 3) % len(mixes)]
        ends = difference(score, rng.choice(answers, n, p=one), rng.choice(answers, n, p=other))[1]
        return ends is not None and ends[0] <= truth(score, other) - truth(score, one) <= ends[1]

    return covers


def order_statistics(share):
    true = float(np.exp(stats.norm.ppf(share)))

    def covers(rng, n, sample):
        values = np.sort(np.exp(rng.standard_normal(n)))
        below = stats.binom.cdf(np.arange(n + 1), n, share)
        low = int((below[:n] <= 0.025).sum())
        high = int((below < 0.975).sum()) + 1
        if low < 1 or high > n:
            return None
        return values[low - 1] <= true <= values[high - 1]

    return covers


KINDS = {
    "NPS, adjusted Wald": single(NPS, NPS_MIXES),
    "share, Wilson": single(CSAT, RATING_MIXES),
    "mean of a 1–5 scale, t": single(RATING, RATING_MIXES),
    "difference of NPS": two(NPS, NPS_MIXES),
    "difference of shares, Newcombe": two(CSAT, RATING_MIXES),
    "difference of means, Welch": two(RATING, RATING_MIXES),
    "median of durations": order_statistics(0.5),
    "90th percentile of durations": order_statistics(0.9),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=4000)
    samples = parser.parse_args().samples
    sizes = [10, 20, 50, 100, 400]
    print("| interval | " + " | ".join(f"n = {n}" for n in sizes) + " |")
    print("|---|" + "---|" * len(sizes))
    for name, covers in KINDS.items():
        cells = []
        for n in sizes:
            rng = np.random.default_rng(n)
            found = [covers(rng, n, sample) for sample in range(samples)]
            known = [hit for hit in found if hit is not None]
            cells.append(f"{100 * np.mean(known):.1f} %" if known else "none")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
