#!/usr/bin/env python3
"""Recomputes the figures of `vocal analyze --json` with numpy, scipy and statsmodels.

    python3 tests/metrics/check.py [--vocal target/release/vocal] [--rows 3000] [FILE ...]

Without files it checks a generated survey (../shared/bench/gen.py) and the real surveys of
../shared/data, and says what it skipped when they are not there. Every figure must agree to 1e-9
(relative above 1); bootstrap intervals, which are random, are compared with a bootstrap of rows
and must agree to a fifth of their width, which is what two bootstraps of 1,000 differ by at most. Exit code 1 when one does not.
"""

import argparse
import collections
import csv
import io
import itertools
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
from scipy import stats
import coverage
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep, proportion_confint, proportion_effectsize, proportions_ztest)

#: Cells that say that there is no answer, and options that are none.
MISSING = {"", "-", "--", "–", "—", ".", "n/a", "na", "n.a.", "#n/a", "nan", "null", "none", "nil", "nd", "n/d", "bd", "b/d",
           "brak", "brak odpowiedzi", "brak danych", "nie dotyczy", "nie wiem", "trudno powiedziec", "don't know",
           "dont know", "do not know", "not applicable", "no answer", "no response", "prefer not to answer",
           "prefer not to say", "refused", "unknown"}
#: Numbers of the report that are not recomputed here, by the beginning of their place, and why.
NOT_RECOMPUTED = {
    "numbers of columns, which other figures are found by": [
        "/breakdowns/[]/by", "/breakdowns/[]/column", "/change/[]/column", "/change/[]/decompositions/[]/by",
        "/comparisons/[]/column", "/comparisons/[]/decompositions/[]/by", "/crosstabs/[]/column", "/crosstabs/[]/rows",
        "/driver_model/target", "/driver_model/left_out", "/drivers/[]/column", "/drivers/[]/target", "/findings/[]/chart",
        "/findings/[]/column", "/findings/[]/filter", "/findings/[]/params/by", "/findings/[]/params/driver",
        "/health/[]/params/column", "/health/[]/params/by", "/health/[]/patch/columns/[]/index",
        "/non_response/column", "/operational/[]/areas/[]/column", "/operational/[]/columns", "/operational_file/join/column",
        "/operational_file/join/survey_column", "/scores/[]/column", "/seasons/[]/column", "/simulations/[]/column",
        "/trend/[]/column"],
    "settings, handed back": [
        "/non_response/invited", "/operational/[]/areas/[]/weight", "/health/[]/patch", "/health/[]/check", "/version",
        "/driver_model/orders", "/driver_model/resamples", "/weighting/rounds"],
    "what the reader found, checked by ../shared/data/surveys/grade.py and crates/core/tests": [
        "/reading/", "/warnings/", "/file/rows", "/rows", "/scores/[]/scale", "/scores/[]/labels"],
    "planted and found again in crates/core/tests/health.rs": [
        "/health/[]/row_list", "/health/[]/rows", "/health/[]/params/days", "/health/[]/params/comments", "/health/[]/params/cramers_v",
        "/health/[]/params/p", "/health/[]/params/limit", "/health/[]/params/share"],
    "people in both groups: 0 between two periods": ["/change/[]/overlap"],
}
EXCUSED = tuple(place for places in NOT_RECOMPUTED.values() for place in places)
ROOT = pathlib.Path(__file__).resolve().parents[2]
Z = stats.norm.ppf(0.975)
TOLERANCE = 1e-9


class Tally:
    """Counts comparisons per area and keeps the worst deviation and the failures."""

    def __init__(self):
        self.rows = collections.OrderedDict()
        self.failures = []
        #: Places of the reports whose number was compared, and all that hold one.
        self.seen, self.all = set(), collections.Counter()

    def close(self, area, name, found, expected, tolerance=TOLERANCE):
        self.seen.update(places(found))
        count, worst = self.rows.get(area, (0, 0.0))
        if found is None or expected is None:
            off = 0.0 if found is None and expected is None else math.inf
        elif isinstance(found, (list, tuple)):
            off = max((deviation(a, b) for a, b in zip(found, expected, strict=True)), default=0.0)
        else:
            off = deviation(found, expected)
        self.rows[area] = (count + 1, max(worst, off))
        if not off <= tolerance:
            self.failures.append(f"{area}: {name}: {found} instead of {expected}")


class Float(float):
    """A number of a report that knows its place there."""


class Integer(int):
    """The same for whole numbers."""


def placed(value, place=""):
    """A report in which every number knows its place: `/scores/[]/value` for those of all scores."""
    if isinstance(value, dict):
        return {key: placed(own, f"{place}/{key}") for key, own in value.items()}
    if isinstance(value, list):
        return [placed(own, f"{place}/[]") for own in value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    number = (Integer if isinstance(value, int) else Float)(value)
    number.place = place
    return number


def places(value):
    """Places of the numbers in a value of a report."""
    return [number.place for number in numbers(value)]


def numbers(value):
    """All numbers of a part of a report."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [number for own in value for number in numbers(own)]
    return [value] if hasattr(value, "place") else []


def close_ends(tally, area, name, found, expected, tolerance):
    """Ends of an interval: to the tolerance when it is computed, to a part of its width when resampled."""
    if tolerance <= TOLERANCE:
        return tally.close(area, name, found, expected, tolerance)
    tally.seen.update(places(found))
    width = expected[1] - expected[0]
    off = [(a - b) / width for a, b in zip(found, expected, strict=True)]
    tally.close(area + " (bootstrap, of width)", name, off, [0, 0], tolerance)


def deviation(found, expected):
    return abs(float(found) - float(expected)) / max(1.0, abs(float(expected)))


# --- definitions, written a second time ---------------------------------------------------------


def good_box(score):
    low, high = score["scale"]
    if score["metric"] == "nps":
        return 9, 10
    if score["metric"] == "ces2" and high == 7:
        return (low, low + 2) if score["low_is_good"] else (5, 7)
    points = high - low + 1
    beside = 0 if points <= 3 else 1 if points <= 11 else (high - low) // 5
    return (low, low + beside) if score["low_is_good"] else (high - beside, high)


def nps_parts(values):
    values = np.asarray(values)
    return int((values >= 9).sum()), int((values <= 6).sum()), len(values)


def adjusted(values):
    p, d, n = nps_parts(values)
    n += 3
    p, d = (p + 0.75) / n, (d + 0.75) / n
    return p - d, p + d - (p - d) ** 2, n


def figure(score, values):
    """Value and interval of a list of answers."""
    values = np.asarray(values)
    if len(values) == 0:
        return None, None
    if score["metric"] == "nps":
        p, d, n = nps_parts(values)
        s, v, m = adjusted(values)
        margin = Z * math.sqrt(v / m)
        return 100 * (p - d) / n, [max(-100, 100 * (s - margin)), min(100, 100 * (s + margin))]
    if score["metric"] == "csat":
        low, high = good_box(score)
        hits = int(((values >= low) & (values <= high)).sum())
        ends = proportion_confint(hits, len(values), method="wilson")
        return 100 * hits / len(values), [100 * ends[0], 100 * ends[1]]
    return values.mean(), mean_interval(score, values)


def mean_interval(score, values):
    if len(values) == 0:
        return None
    if np.var(values) == 0:
        # So many others as none of n answers leaves possible, at either end of the scale.
        others, mean = proportion_confint(0, len(values), method="wilson")[1], values[0]
        return [(1 - others) * mean + others * end for end in score["scale"]]
    ends = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    return [max(score["scale"][0], ends[0]), min(score["scale"][1], ends[1])]


def contributions(score, values):
    values = np.asarray(values)
    low, high = good_box(score)
    hit = (values >= low) & (values <= high)
    if score["metric"] == "nps":
        return 100.0 * hit - 100.0 * (values <= 6)
    return 100.0 * hit if score["metric"] == "csat" else values.astype(float)


def difference(score, first, second):
    """Difference, interval, p and effect of second against first."""
    first, second = np.asarray(first), np.asarray(second)
    value = contributions(score, second).mean() - contributions(score, first).mean()
    if score["metric"] == "csat":
        low, high = good_box(score)
        hits = [int(((x >= low) & (x <= high)).sum()) for x in (first, second)]
        sizes = [len(first), len(second)]
        ends = confint_proportions_2indep(hits[1], sizes[1], hits[0], sizes[0], compare="diff", method="newcomb")
        pooled = sum(hits) / sum(sizes)
        if min(sizes) * min(pooled, 1 - pooled) < 5:
            table = [[hits[0], sizes[0] - hits[0]], [hits[1], sizes[1] - hits[1]]]
            p = stats.fisher_exact(table)[1]
        else:
            p = proportions_ztest(hits, sizes)[1]
        effect = proportion_effectsize(hits[1] / sizes[1], hits[0] / sizes[0])
        return value, [100 * ends[0], 100 * ends[1]], p, effect
    if score["metric"] == "nps":
        (s1, v1, n1), (s2, v2, n2) = adjusted(first), adjusted(second)
        error = math.sqrt(v1 / n1 + v2 / n2)
        ends = [max(-200, 100 * (s2 - s1 - Z * error)), min(200, 100 * (s2 - s1 + Z * error))]
        p = 2 * stats.norm.sf(abs(s2 - s1) / error)
    else:
        ends = p = None
        if min(len(first), len(second)) >= 2 and np.var(first) > 0 and np.var(second) > 0:
            test = stats.ttest_ind(second, first, equal_var=False)
            found = test.confidence_interval(0.95)
            ends, p = [found.low, found.high], test.pvalue
        elif len(first) and len(second):
            one, other = mean_interval(score, first), mean_interval(score, second)
            m, k = first.mean(), second.mean()
            ends = [value - math.hypot(k - other[0], one[1] - m), value + math.hypot(other[1] - k, m - one[0])]
    a, b = contributions(score, first), contributions(score, second)
    freedom = len(a) + len(b) - 2
    squares = a.var() * len(a) + b.var() * len(b)
    alone = min(len(a), len(b)) < 2
    effect = None if alone or squares == 0 else value / math.sqrt(squares / freedom)
    return value, ends, p, effect


def stricter(survey, column, p, inside, asked=None):
    """The larger one of p and of that with the variance over people, where answers are of clearly fewer people."""
    own = people_p(survey, column, inside, asked)
    return p if own is None or p is None else max(p, own) if own <= 1 else None


def person_column(survey):
    """The first id that stands in several rows."""
    repeats = lambda c: c["role"] == "id" and c["answered"] > c["distinct"] > 1
    return next((c["index"] for c in survey.columns if repeats(c)), None)


def people_of(survey, column):
    """How many people stand behind the answers to a score; None where they are as good as the answers."""
    person = person_column(survey)
    if person is None:
        return None
    sizes = collections.Counter(
        survey.rows[r][person] or r for r, value in enumerate(survey.values[column]) if value is not None
    )
    n = sum(sizes.values())
    return None if n >= 0.9 * sum(size * size for size in sizes.values()) else len(sizes)


def people_p(survey, column, inside, asked=None):
    """p of the answers inside against the others that were asked, with the variance over people; None where the ids
    name as many people as answers, 2 where there is nothing to tell."""
    score = survey.scores[column]
    person = person_column(survey)
    if person is None:
        return None
    rows = [
        (survey.rows[r][person] or r, contributions(score, [value])[0], bool(inside[r]))
        for r, value in enumerate(survey.values[column])
        if value is not None and (asked is None or asked[r])
    ]
    sizes = collections.Counter(who for who, _, _ in rows)
    if len(rows) >= 0.9 * sum(n * n for n in sizes.values()):
        return None
    y, inside = np.array([y for _, y, _ in rows]), np.array([i for _, _, i in rows])
    who = {name: place for place, name in enumerate(sizes)}
    who = np.array([who[name] for name, _, _ in rows])
    fewest = min(len(set(who[inside])), len(set(who[~inside])))
    if fewest < 2:
        return 2
    mean = np.where(inside, y[inside].mean(), y[~inside].mean())
    part = np.where(inside, 1 / inside.sum(), -1 / (~inside).sum())
    variance = (np.bincount(who, weights=part * (y - mean)) ** 2).sum() * fewest / (fewest - 1)
    if variance < 1e-18:
        return 2
    return 2 * stats.t.sf(abs(y[inside].mean() - y[~inside].mean()) / math.sqrt(variance), fewest - 1)


def suppressed(sizes, least, without=0):
    """Which groups are hidden, sizes descending (definitions.md §2); `without` answers have no group."""
    hidden = [n < least for n in sizes]
    rest = without if 0 < without < least else 0
    if not any(hidden) and not rest:
        return hidden
    for index in reversed(range(len(sizes))):
        count = sum(hidden) + (rest > 0)
        if count >= 2 and rest + sum(n for n, h in zip(sizes, hidden) if h) >= least:
            break
        hidden[index] = True
    return hidden


# --- one file -----------------------------------------------------------------------------------


class Survey:
    def __init__(self, vocal, path, config, second=None):
        self.path, self.vocal = path, vocal
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as handle:
            json.dump(config, handle)
        self.config, self.second = config, second
        command = [vocal, "analyze", str(path), "--json", "--config", handle.name]
        command += ["--operational", str(second)] if second else []
        self.report = placed(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
        table = subprocess.run([vocal, "convert", str(path)], check=True, capture_output=True)
        rows = list(csv.reader(io.StringIO(table.stdout.decode("utf-8"))))
        # Behind the answers there may be a row of totals, which a clean copy of the table keeps.
        self.rows = rows[1:][:self.report["file"]["rows"]]
        self.scores = {score["column"]: score for score in self.report["scores"]}
        self.values = {column: self.answers(score) for column, score in self.scores.items()}
        self.columns = self.report["reading"]["columns"]

    def answers(self, score):
        low, high = score["scale"]

        def answer(cell):
            match = re.fullmatch(r"\s*(\d{1,6})(?:[.,]0+)?(?:\s*[-–—=:(].*|\s+\D.*|\.\s.*)?", cell)
            value = int(match.group(1)) if match else None
            return value if value is not None and low <= value <= high else None

        return [answer(row[score["column"]]) for row in self.rows]

    def readable(self, column):
        """True when the plain reading above finds the report's answers (no verbal scale)."""
        counts = collections.Counter(v for v in self.values[column] if v is not None)
        shown = {answer: n for answer, n in self.scores[column]["distribution"] if n}
        return counts == shown

    def segment(self, column):
        """Group of each row: the cell, or the band that its number lies in."""
        cells = [row[column].strip() for row in self.rows]
        bands = self.config.get("bands", [])
        cuts = next((b["cuts"] for b in bands if b["name"] == self.columns[column]["name"]), None)
        if cuts is None:
            return cells
        names = [f"<{cuts[0]}", *(f"{a}–{b - 1}" for a, b in zip(cuts, cuts[1:])), f"{cuts[-1]}+"]
        return [names[sum(int(cell) >= cut for cut in cuts)] if cell else "" for cell in cells]

    def of(self, column, keep):
        return [v for v, k in zip(self.values[column], keep, strict=True) if k and v is not None]


def check_scores(survey, tally):
    for column, score in survey.scores.items():
        if score["hidden"]:
            continue
        if survey.readable(column):
            tally.close("score n", column, score["n"], sum(v is not None for v in survey.values[column]))
            counts = collections.Counter(v for v in survey.values[column] if v is not None)
            for answer, n in score["distribution"]:
                tally.close("distribution", column, n, counts[int(answer)])
        tally.close("excluded", column, score["excluded"], len(survey.rows) - score["n"])
        if survey.readable(column) and not survey.config.get("filter"):
            tally.close("people behind answers", column, score.get("people"), people_of(survey, column))
        answers = np.array([a for a, n in score["distribution"] for _ in range(n)])
        tally.close("mean", column, score["mean"], answers.mean() if len(answers) else None)
        if score["metric"] == "nps":
            p, d, n = nps_parts(answers)
            found = [score[part] for part in ("promoters", "passives", "detractors")]
            tally.close("classes", column, found, [p, n - p - d, d])
        value, interval = figure(score, answers)
        tally.close("score value", column, score["value"], value)
        tally.close("score interval", column, score["interval"], interval)
        tally.close("mean interval", column, score["mean_interval"], mean_interval(score, answers))
        if score["box_share"] is not None:
            low, high = good_box(score)
            hits = int(((answers >= low) & (answers <= high)).sum())
            ends = proportion_confint(hits, len(answers), method="wilson")
            tally.close("box share", column, score["box_share"], 100 * hits / len(answers))
            tally.close("box interval", column, score["box_interval"], [100 * e for e in ends])
        population = survey.config.get("totals", {}).get("population")
        if population and interval and population >= len(answers):
            factor = math.sqrt((population - len(answers)) / (population - 1))
            ends = [value + factor * (end - value) for end in interval]
            tally.close("finite population", column, score["finite_interval"], ends)


def check_breakdowns(survey, tally):
    by_score = collections.defaultdict(list)
    associations = []
    for breakdown in survey.report["breakdowns"]:
        column, score = breakdown["column"], survey.scores[breakdown["column"]]
        if not survey.readable(column):
            continue
        inside_of, asked, kind = groups_of(survey, breakdown["by"])
        for group in breakdown["groups"]:
            inside = inside_of(group["key"])
            if group["hidden"] or not any(inside):
                continue
            own = survey.of(column, inside)
            rest = survey.of(column, [a and not i for a, i in zip(asked, inside)])
            tally.close(kind + " n", group["key"], group["n"], len(own))
            if not own:
                tally.close(kind + " value", group["key"], group["value"], None)
                continue
            value, interval = figure(score, own)
            tally.close(kind + " value", group["key"], group["value"], value)
            tally.close(kind + " interval", group["key"], group["interval"], interval)
            if rest:
                d, ends, p, effect = difference(score, rest, own)
                tally.close(kind + " difference", group["key"], group["difference"], d)
                tally.close(kind + " difference interval", group["key"], group["difference_interval"], ends)
                tally.close(kind + " effect size", group["key"], group["effect"], effect)
                p = stricter(survey, column, p, inside, asked)
                if p is not None:
                    by_score[column].append((p, group["p_adjusted"]))
        if kind == "option":
            tally.close("option association", column, breakdown["association"], None)
            continue
        keys = survey.segment(breakdown["by"])
        shown = [g["key"] for g in breakdown["groups"] if not g["hidden"]]
        if "together" in breakdown:
            rest, own = breakdown["together"], survey.of(column, [k not in shown for k in keys])
            value, interval = figure(score, own)
            tally.close("all other groups", column, [rest["n"], rest["value"]], [len(own), value])
            tally.close("all other groups", column, rest["interval"], interval)
        low, high = good_box(score)
        table = []
        for key in shown:
            own = np.array(survey.of(column, [k == key for k in keys]))
            if score["metric"] == "nps":
                p, d, n = nps_parts(own)
                table.append([p, n - p - d, d])
            else:
                hits = int(((own >= low) & (own <= high)).sum())
                table.append([hits, len(own) - hits])
        table = np.array(table)
        found = breakdown["association"]
        if found and len(table) >= 2:
            table = table[:, table.sum(axis=0) > 0]
            test = stats.chi2_contingency(table, correction=False)
            check_association(tally, column, found, table)
            associations.append((found["p"], found["p_adjusted"]))
    # Adjustment looks at all tests of a kind, so it can be checked only when all were recomputed.
    whole = all(survey.readable(breakdown["column"]) for breakdown in survey.report["breakdowns"])
    for pairs in [*by_score.values(), associations if whole else []]:
        if pairs and all(found is not None for _, found in pairs):
            expected = multipletests([p for p, _ in pairs], method="fdr_bh")[1]
            tally.close("Benjamini–Hochberg", len(pairs), [f for _, f in pairs], list(expected))


def check_association(tally, column, found, table):
    """The test of a table of counts. A sparse one is compared with random tables, other ones than the program drew:
    its p, from 50 tables as far from independence or from 1,999 in all, may be off by so many standard errors."""
    test = stats.chi2_contingency(table, correction=False)
    v = math.sqrt(test.statistic / (table.sum() * (min(table.shape) - 1)))
    small = (stats.contingency.expected_freq(table) < 5).mean()
    tally.close("sparse", column, found["sparse"], found["test"] != "fisher" and bool(small > 0.2))
    tally.close("chi-square / Fisher", column, found["statistic"], test.statistic)
    if found["sparse"]:
        drawn = stats.random_table(table.sum(axis=1), table.sum(axis=0)).rvs(4000, random_state=1)
        expected = stats.contingency.expected_freq(table)
        p = ((((drawn - expected) ** 2 / expected).sum(axis=(1, 2)) >= test.statistic * (1 - 1e-9)).sum() + 1) / 4001
        off = 5 * max(found["p"], p) * math.sqrt(1 / 50 + 1 / (4000 * p)) + 5 / 2000
        tally.close("random tables", column, abs(found["p"] - p) < off, True)
    else:
        p = stats.fisher_exact(table)[1] if found["test"] == "fisher" else test.pvalue
        tally.close("chi-square / Fisher", column, found["p"], p)
    tally.close("Cramér's V", column, found["cramers_v"], v)
    tally.close("chi-square / Fisher", column, [found["n"], found["df"]], [table.sum(), test.dof])


def groups_of(survey, by):
    """Which rows lie in a group, which could, and the kind of group. Who chose no option of a question is not
    compared with those who chose one."""
    if "choice_of" in survey.columns[by]:
        options = chosen_options(survey, by)
        return lambda key: [key in own for own in options], [bool(own) for own in options], "option"
    keys = survey.segment(by)
    return lambda key: [own == key for own in keys], [True] * len(keys), "group"


def check_trend(survey, tally):
    date = next((c["index"] for c in survey.columns if c.get("primary")), None)
    if date is None or survey.config.get("period", "month") != "month":
        return None
    months = [row[date][:7] for row in survey.rows]
    if not all(re.fullmatch(r"(\d{4}-\d\d)?", month) for month in months):
        return None
    least = survey.config.get("min_group", 5)
    for column, score in survey.scores.items():
        points = [p for p in survey.report["trend"] if p["column"] == column]
        if score["hidden"] or not survey.readable(column):
            continue
        everybody = contributions(score, survey.of(column, [True] * len(months)))
        variance = everybody.var(ddof=0 if score["metric"] in ("nps", "csat") else 1)
        sizes = {p["period"]: len(survey.of(column, [m == p["period"] for m in months])) for p in points}
        order = sorted(sizes, key=lambda period: (-sizes[period], period))
        dateless = len(everybody) - sum(sizes.values())
        hidden = dict(zip(order, suppressed([sizes[p] for p in order], least, dateless)))
        bounds = {"nps": (-100, 100), "csat": (0, 100)}.get(score["metric"], score["scale"])
        for point in points:
            # A month may be hidden because of its quarter, too.
            tally.close("trend hidden", point["period"], max(point["hidden"], hidden[point["period"]]), point["hidden"])
            if point["hidden"]:
                continue
            own = survey.of(column, [m == point["period"] for m in months])
            value, interval = figure(score, own)
            margin = 3 * math.sqrt(variance / len(own))
            limits = [max(bounds[0], everybody.mean() - margin), min(bounds[1], everybody.mean() + margin)]
            tally.close("trend n", point["period"], point["n"], len(own))
            tally.close("trend value", point["period"], point["value"], value)
            tally.close("trend interval", point["period"], point["interval"], interval)
            tally.close("control limits", point["period"], point["limits"], limits)
            tally.close("control limits", f"flag of {point['period']}", point["flag"] == flag(score, everybody, own, limits), True)
    return months


def flag(score, everybody, own, limits):
    """Which side of the limits a period lies on, if so many answers drawn from all seldom do (definitions.md §3)."""
    added = contributions(score, own)
    below, above = added.mean() < limits[0], added.mean() > limits[1]
    if not (below or above):
        return None
    step = 100 if score["metric"] in ("nps", "csat") else 1
    low, high = {"nps": (-100, 100), "csat": (0, 100)}.get(score["metric"], score["scale"])
    width = int((high - low) / step)
    if width * len(own) > 2048:
        return "below" if below else "above"
    chances = np.bincount(((everybody - low) / step).round().astype(int), minlength=width + 1) / len(everybody)
    total = np.array([1.0])
    for _ in own:
        total = np.convolve(total, chances)
    at = int(round((added - low).sum() / step))
    tail = total[:at + 1].sum() if below else total[at:].sum()
    return ("below" if below else "above") if tail <= stats.norm.sf(3) else None


def named_categories(survey):
    """Categories of each row, with those above them, coded by `vocal classify`."""
    comments = [c["index"] for c in survey.columns if c["role"] == "comment"]
    parents = {c["id"]: c["parent"] for c in survey.report["categories"]}
    places, lines = [], []
    for index, row in enumerate(survey.rows):
        for column in comments:
            if row[column].strip().lower() not in MISSING:
                places.append(index)
                lines.append(json.dumps({"text": row[column].strip()}))
    named, coded = [set() for _ in survey.rows], []
    if lines:
        run = subprocess.run([survey.vocal, "classify", "--json"], input="\n".join(lines).encode() + b"\n",
                             check=True, capture_output=True)
        for index, line in zip(places, run.stdout.decode().splitlines(), strict=True):
            coded.append({**json.loads(line), "row": index})
            for mention in coded[-1]["mentions"]:
                category = mention["category"]
                while category is not None:
                    named[index].add(category)
                    category = parents.get(category)
    return named, parents, coded


def check_text(survey, tally, coded, parents):
    """Counts of comments, net sentiment and categories from what `vocal classify` says of each comment."""
    text = survey.report["text"]
    tally.close("comments", "n", text["n"], len(coded))
    if text["hidden"] or not coded:
        return
    counts = {kind: collections.Counter(comment[kind] for comment in coded) for kind in ("language", "sentiment")}
    shown = {"language": text["languages"], "sentiment": text["sentiment"]}
    if any(counts[kind][name] != n for kind in counts for name, n in shown[kind].items()):
        # Short comments are read in the language of the others, which are not there on the command line.
        return print("     comments of another language in their file than alone: counts not compared")
    for kind, found in shown.items():
        tally.close("comments", kind, list(found.values()), [counts[kind][name] for name in found])
    signs = np.array([[sum(m["sentiment"] == s for m in c["mentions"]) for s in ("positive", "negative", "mixed")] for c in coded])
    told, net = signs.sum(axis=1), signs[:, 0] - signs[:, 1]
    # Several comments of one row are one person's, and people are the sample.
    writers = sorted({comment["row"] for comment in coded})
    at = np.searchsorted(writers, [comment["row"] for comment in coded])
    told, net = np.bincount(at, told).astype(int), np.bincount(at, net).astype(int)
    tally.close("net sentiment", "n", text["net_sentiment_n"], int(told.sum()))
    least = survey.config.get("min_group", 5)
    tally.close("net sentiment", "value", text["net_sentiment"], 100 * net.sum() / told.sum() if told.sum() >= least else None)
    if text["net_sentiment"] is not None:
        tally.close("net sentiment", "interval", text["net_sentiment_interval"], ratio_interval(net, told))
    for category in survey.report["categories"]:
        if category["hidden"]:
            continue
        inside, sides = set(), collections.Counter()
        for comment in coded:
            own = [m["sentiment"] for m in comment["mentions"] if below(m["category"], category["id"], parents)]
            inside.update([comment["row"]] if own else [])
            sides.update(own)
        tally.close("category", category["id"], category["n"], len(inside))
        for side in ("positive", "neutral", "negative"):
            tally.close("category", category["id"], category[side], sides[side])
        ends = proportion_confint(len(inside), len(writers), method="wilson")
        tally.close("category share", category["id"], category["share"], [len(inside) / len(writers), *ends])


def below(category, above, parents):
    while category is not None and category != above:
        category = parents.get(category)
    return category == above


def ratio_interval(above, below):
    """t interval of 100·Σabove/Σbelow over comments with an opinion, by linearisation, one more comment of
    the usual number of opinions counted half for and half against."""
    above, below = above[below > 0], below[below > 0]
    n, usual = len(above) + 1, below.mean()
    ratio = above.sum() / (below.sum() + usual)
    above, below = np.append(above, usual), np.append(below, usual)
    weights = np.append(np.ones(n - 1), 0.5)
    variance = (weights * (above - ratio * below) ** 2).sum() + 0.5 * (usual + ratio * usual) ** 2
    variance *= n / (n - 1)
    margin = stats.t.ppf(0.975, n - 1) * math.sqrt(variance) / below.sum()
    return [max(-100, 100 * (ratio - margin)), min(100, 100 * (ratio + margin))]


def check_categories(survey, tally, named, parents):
    nps = next((s for s in survey.scores.values() if s["metric"] == "nps" and not s["hidden"]), None)
    if nps is None or not survey.readable(nps["column"]):
        return
    pairs = [(c, cats) for c, cats in zip(survey.values[nps["column"]], named) if c is not None]
    code = contributions(nps, [c for c, _ in pairs]) / 100
    cats = [c for _, c in pairs]
    top = {c for c, parent in parents.items() if parent is None}
    parts = np.array([len(c & top) for c in cats])
    base = code.mean()
    rng = np.random.default_rng(7)
    draws = rng.integers(0, len(code), size=(1000, len(code)))
    ranked = []
    for category in survey.report["categories"]:
        if category["impact"] is None:
            continue
        inside = np.array([category["id"] in c for c in cats])
        impact = 100 * (base - code[~inside].mean())
        tally.close("leave-out impact", category["id"], category["impact"], impact)
        tally.close("leave-out n", category["id"], category["impact_n"], int(inside.sum()))
        formula = inside.sum() * 100 * (code[inside].mean() - base) / (~inside).sum()
        tally.close("leave-out impact", category["id"], category["impact"], formula)
        # None where few people name it beside another category.
        if category["shapley"] is not None:
            shapley = 100 * ((code - base)[inside] / parts[inside]).sum() / len(code)
            tally.close("Shapley impact", category["id"], category["shapley"], shapley)
        if category["impact_rank"] is not None:
            ranked.append((category, inside))
        again = np.array([100 * (code[d].mean() - code[d][~inside[d]].mean()) for d in draws])
        low, high = np.quantile(again, [0.025, 0.975])
        if category["impact_interval"]:
            tally.seen.update(places(category["impact_interval"]))
            width = max(high - low, 0.3)
            off = [(a - b) / width for a, b in zip(category["impact_interval"], (low, high))]
            tally.close("impact bootstrap (of width)", category["id"], off, [0, 0], 0.2)
    check_ranks(tally, ranked, code, parts, draws)


def check_ranks(tally, ranked, code, parts, draws):
    """Places by impact, how often the resamples have the same, and intervals of the Shapley impacts."""
    if not ranked:
        return
    def impacts(rows):
        own = code[rows]
        return [own.mean() - own[~inside[rows]].mean() for _, inside in ranked]
    usual = np.argsort(np.argsort(impacts(np.arange(len(code))))) + 1
    again = np.array([np.argsort(np.argsort(impacts(rows))) + 1 for rows in draws])
    for place, (category, inside) in enumerate(ranked):
        tally.close("impact rank", category["id"], category["impact_rank"], usual[place])
        shares = [(again[:, place] == usual[place]).mean(), (again[:, place] == 1).mean()]
        # Two bootstraps of 1,000 give shares that differ by 0.07 once in a thousand times.
        tally.close("rank stability (bootstrap)", category["id"], [category["rank_stability"], category["worst_share"]], shares, 0.08)
        if category["shapley_interval"]:
            def shapley(rows):
                named = inside[rows]
                return 100 * ((code[rows] - code[rows].mean())[named] / parts[rows][named]).sum() / len(code)
            ends = list(np.quantile([shapley(rows) for rows in draws], [0.025, 0.975]))
            close_ends(tally, "Shapley interval", category["id"], category["shapley_interval"], ends, 0.2)


def decomposition(cells):
    """Kitagawa–Oaxaca–Blinder in two steps over {group: {category: ([n1, n2], [sum1, sum2])}}."""
    def total(parts):
        return [sum(p[0][t] for p in parts) for t in (0, 1)], [sum(p[1][t] for p in parts) for t in (0, 1)]

    def means(n, s):
        m = [s[t] / n[t] if n[t] > 0 else None for t in (0, 1)]
        return [m[0] if m[0] is not None else m[1], m[1] if m[1] is not None else m[0]]

    def terms(parts):
        n, s = total(parts)
        m = means(n, s)
        found = []
        for own_n, own_s in parts:
            w = [own_n[t] / n[t] for t in (0, 1)]
            own = means(own_n, own_s) if sum(own_n) > 0 else [0, 0]
            found.append(((w[1] - w[0]) * (sum(own) / 2 - sum(m) / 2), sum(w) / 2 * (own[1] - own[0])))
        return found

    groups = [total(list(categories.values())) for categories in cells.values()]
    everybody = total(groups)[0]
    by_group, by_category = {}, collections.defaultdict(lambda: np.zeros(2))
    for key, (n, _), (mix, whole), categories in zip(cells, groups, terms(groups), cells.values()):
        share = [n[0] / everybody[0], n[1] / everybody[1]]
        inner = np.zeros((0, 2))
        if min(n) > 0:
            inner = sum(share) / 2 * np.array(terms(list(categories.values())))
        for category, part in zip(categories, inner):
            by_category[category] += part
        by_group[key] = [*share, mix, *inner.sum(axis=0)]
    parts = np.sum(list(by_group.values()), axis=0)[2:]
    return list(parts), by_group, {key: list(part) for key, part in by_category.items()}


def check_change(survey, tally, months, named, parents):
    p_values = []
    for change in survey.report["change"]:
        column, score = change["column"], survey.scores[change["column"]]
        if change["hidden"] or months is None or not survey.readable(column):
            continue
        sides = [[m == change[key] for m in months] for key in ("before_key", "after_key")]
        first, second = (survey.of(column, side) for side in sides)
        d, ends, p, effect = difference(score, first, second)
        for side, own in (("before", first), ("after", second)):
            check_side(tally, "change side", score, change[side], own)
        tally.close("change difference", column, change["difference"], d)
        tally.close("change interval", column, change["interval"], ends)
        tally.close("change p", column, change["p"], p)
        tally.close("change effect", column, change["effect"], effect)
        asked = [a or b for a, b in zip(*sides)]
        own = people_p(survey, column, sides[1], asked)
        tally.close("change among people", column, change.get("p_people"), own and min(own, 1))
        p_values.append((p and max(p, min(own or 0, 1)), change["p_adjusted"]))
        check_needed(tally, score, change, first, second)
        check_decompositions(survey, tally, change, sides, named, parents)
    if p_values and all(p is not None for p, _ in p_values):
        expected = multipletests([p for p, _ in p_values], method="fdr_bh")[1]
        tally.close("Benjamini–Hochberg", "change", [f for _, f in p_values], list(expected))


def check_side(tally, area, score, side, own):
    value, interval = figure(score, own)
    tally.close(area, "n", side["n"], len(own))
    tally.close(area, "value", side["value"], value)
    tally.close(area, "interval", side["interval"], interval)


def check_needed(tally, score, change, first, second):
    """Answers that would show the difference, and the difference that these answers would show."""
    column = change["column"]
    a, b = contributions(score, first), contributions(score, second)
    ddof = 0 if score["metric"] in ("nps", "csat") else 1
    variance = (a.var(ddof=ddof) + b.var(ddof=ddof)) / 2
    points = Z + stats.norm.ppf(0.8)
    needed = math.ceil(2 * variance * points**2 / change["difference"]**2)
    tally.close("needed n", column, change["needed_n"], max(2, needed), 1e-6)
    tally.close("detectable", column, change["detectable"], points * math.sqrt(variance * (1 / len(a) + 1 / len(b))))


def check_decompositions(survey, tally, change, sides, named, parents):
    """Mix, volume and score, their sums, and the parts of every group and category."""
    column, score = change["column"], survey.scores[change["column"]]
    top = sorted(c for c, parent in parents.items() if parent is None)
    values = survey.values[column]
    for parts in change["decompositions"]:
        total = parts["mix"] + parts["volume"] + parts["score"]
        groups, categories = parts["groups"], parts["categories"]
        tally.close("decomposition sums", column, total, change["difference"])
        tally.close("decomposition sums", column, sum(g["mix"] + g["volume"] + g["score"] for g in groups), change["difference"])
        tally.close("decomposition sums", column, parts["mix"] + sum(c["volume"] + c["score"] for c in categories), change["difference"])
        low, high = change["interval"]
        tally.close("decomposition noise", column, parts["noise"], (high - low) / 2)
        shown_groups = {g["key"] for g in groups} - {None}
        shown_categories = {c["id"] for c in categories} - {None}
        keys = survey.segment(parts["by"]) if parts["by"] is not None else [None] * len(values)
        cells = collections.defaultdict(lambda: collections.defaultdict(lambda: ([0.0, 0.0], [0.0, 0.0])))
        for row, key in enumerate(keys):
            side = 0 if sides[0][row] else 1 if sides[1][row] else None
            if side is None or values[row] is None:
                continue
            group = key if key in shown_groups else None
            mentioned = [c for c in top if c in named[row]] or [None]
            for category in mentioned:
                category = category if category in shown_categories else None
                n, s = cells[group][category]
                n[side] += 1 / len(mentioned)
                s[side] += contributions(score, [values[row]])[0] / len(mentioned)
        expected, by_group, by_category = decomposition(cells)
        tally.close("decomposition parts", column, [parts["mix"], parts["volume"], parts["score"]], expected)
        for group in groups:
            found = [*group["shares"], group["mix"], group["volume"], group["score"]]
            tally.close("decomposition groups", group["key"], found, by_group[group["key"]])
        for category in categories:
            found = [category["volume"], category["score"]]
            tally.close("decomposition categories", category["id"], found, by_category[category["id"]])


def r2(x, y):
    if x.shape[1] == 0:
        return 0.0
    x = np.column_stack([np.ones(len(y)), x])
    rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return 1 - (rest @ rest) / ((y - y.mean()) @ (y - y.mean()))


def check_drivers(survey, tally):
    model = survey.report["driver_model"]
    if not model:
        return
    drivers = sorted(survey.report["drivers"], key=lambda d: d["column"])
    columns = [d["column"] for d in drivers]
    if not all(survey.readable(c) for c in [*columns, model["target"]]):
        return
    rows = [row for row in zip(*(survey.values[c] for c in [*columns, model["target"]])) if None not in row]
    data = np.array(rows, dtype=float)
    x, y, p = data[:, :-1], data[:, -1], len(columns)
    tally.close("driver n", "n", model["n"], len(y))
    tally.close("driver R²", "r2", model["r2"], r2(x, y))
    tally.close("driver R²", "adjusted", model["r2_adjusted"], 1 - (1 - r2(x, y)) * (len(y) - 1) / (len(y) - p - 1))
    matrix = np.corrcoef(data, rowvar=False)
    values, vectors = np.linalg.eigh(matrix[:-1, :-1])
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    beta = np.linalg.solve(root, matrix[:-1, -1])
    johnson = (root**2) @ beta**2
    if p <= 10:
        gain = {s: r2(x[:, list(s)], y) for k in range(p + 1) for s in itertools.combinations(range(p), k)}
        for j, driver in enumerate(drivers):
            share = 0.0
            for s in gain:
                if j not in s:
                    weight = math.factorial(len(s)) * math.factorial(p - len(s) - 1) / math.factorial(p)
                    share += weight * (gain[tuple(sorted((*s, j)))] - gain[s])
            tally.close("LMG share", driver["column"], driver["share"], share)
    if p <= 6:
        people = "people" in survey.scores[model["target"]]
        check_driver_intervals(tally, drivers, data, people)
    tally.close("LMG shares sum", "sum", sum(d["share"] for d in drivers), model["r2"])
    dummies, used = [], []
    cut = [np.mean([d["share"] for d in drivers]), None]
    least = survey.config.get("min_group", 5)
    # Sums over all who answered less those over the model are the answers of the others.
    tells = [1 <= sum(v is not None for v in survey.values[c]) - len(y) < least for c in columns]
    if not any(tells):
        cut[1] = np.mean([d["performance"] for d in drivers])
    if model["cut"][1] is None or cut[1] is None:
        tally.close("driver quadrants", "no mean performance", model["cut"][1], cut[1])
        model["cut"], cut = model["cut"][:1], cut[:1]
    tally.close("driver quadrants", "cut", model["cut"], cut)
    ranges = np.array([survey.scores[c]["scale"] for c in columns], dtype=float)
    levels = 100 * (x - ranges[:, 0]) / (ranges[:, 1] - ranges[:, 0])
    low_is_good = np.array([survey.scores[c]["low_is_good"] for c in columns])
    levels = np.where(low_is_good, 100 - levels, levels)
    for j, driver in enumerate(drivers):
        named = {(True, False): "concentrate", (True, True): "keep_up", (False, False): "low_priority",
                 (False, True): "possible_overkill"}
        apart = levels[:, j] - levels.mean(axis=1)
        margin = stats.t.ppf(0.975, len(y) - 1) * stats.sem(apart)
        ends = [[end - cut[0] for end in driver["interval"]], [apart.mean() - margin, apart.mean() + margin]]
        side = tuple(True if low > 0 else False if high < 0 else None for low, high in ends)
        expected = named.get(side) if p >= 4 and not (side[0] is False and driver["class"] == "basic") else None
        target_low = survey.scores[driver["target"]]["low_is_good"]
        if matrix[j, -1] * (-1 if low_is_good[j] != target_low else 1) <= 0:
            expected = None
        tally.close("driver quadrants", driver["column"], driver["quadrant"] == expected, True)
        tally.close("driver n", driver["column"], driver["n"], len(y))
        box = good_box(survey.scores[driver["column"]])
        in_box = 100 * ((x[:, j] >= box[0]) & (x[:, j] <= box[1])).mean()
        for name, expected in (("mean", x[:, j].mean()), ("top_box", in_box)):
            tally.close("driver mean", driver["column"], driver[name], None if tells[j] else expected)
        tally.close("Johnson weight", driver["column"], driver["johnson"], johnson[j])
        tally.close("driver correlation", driver["column"], driver["correlation"], matrix[j, -1])
        score = survey.scores[driver["column"]]
        low, high = score["scale"]
        mean = 100 * (x[:, j].mean() - low) / (high - low)
        mean = 100 - mean if score["low_is_good"] else mean
        tally.close("driver performance", driver["column"], driver["performance"], None if tells[j] else mean)
        span = high - low
        if span > 10:
            top, bottom = (high - span // 5, high), (low, low + span * 6 // 10)
        else:
            top, bottom = (high - 1, high), (low, 6 if high == 10 and span >= 9 else low + 1)
        if score["low_is_good"]:
            top, bottom = [(low + high - last, low + high - first) for first, last in (top, bottom)]
        if driver["reward"] is not None:
            used.append(driver)
            dummies += [(x[:, j] >= top[0]) & (x[:, j] <= top[1]), (x[:, j] >= bottom[0]) & (x[:, j] <= bottom[1])]
    if used:
        design = np.column_stack([np.ones(len(y)), *[d.astype(float) for d in dummies]])
        # Rewards point to the good end of the target.
        good = -y if survey.scores[used[0]["target"]]["low_is_good"] else y
        solution = np.linalg.lstsq(design, good, rcond=None)[0][1:]
        for k, driver in enumerate(used):
            tally.close("penalty, reward", driver["column"], [driver["reward"], driver["penalty"]], solution[2 * k:2 * k + 2])
        rng, again = np.random.default_rng(13), []
        for _ in range(1000):
            rows = rng.integers(0, len(y), len(y))
            again.append(np.linalg.lstsq(design[rows], good[rows], rcond=None)[0][1:])
        again = -np.array(again)[:, 1::2] - np.array(again)[:, ::2]
        for k, driver in enumerate(used):
            df = len(y) - 2 * len(used) - 1
            beyond = stats.norm.sf(math.sqrt(len(y) / df) * stats.t.ppf(0.975, df))
            ends = list(np.quantile(again[:, k], [beyond, 1 - beyond]))
            close_ends(tally, "contrast interval", driver["column"], driver["contrast_interval"], ends, 0.2)
            low, high = driver["contrast_interval"]
            reward, size = driver["reward"], abs(driver["penalty"])
            expected = "basic" if low > 0 and size > reward else "exciter" if high < 0 and reward > size else "performance"
            tally.close("driver class", driver["column"], driver["class"] == expected, True)


def check_driver_intervals(tally, drivers, data, people):
    """Expanded percentiles of a bootstrap of rows, the lower one further in near to noise, and 0 within it."""
    n, p = len(data), len(drivers)
    df = n - p - 1
    t = stats.t.ppf(0.975, df)
    beyond = stats.norm.sf(math.sqrt(n / df) * t)
    rng = np.random.default_rng(11)
    matrices = np.array([np.corrcoef(data[rng.integers(0, n, n)], rowvar=False) for _ in range(1000)])
    again = coverage.lmg(matrices)
    shares = np.array([driver["share"] for driver in drivers])
    noise = [coverage.of_noise(share, np.delete(shares, j), df) for j, share in enumerate(shares)]
    adjusted = stats.false_discovery_control(noise)
    # Where answers are of clearly fewer people, one answer of each, drawn by what rows hold, has to say the same.
    for j, driver in enumerate(drivers):
        close = driver["p_adjusted"] if people and driver["p_adjusted"] >= adjusted[j] else adjusted[j]
        tally.close("driver p", driver["column"], driver["p_adjusted"], close)
    for j, driver in enumerate(drivers):
        near_noise = coverage.of_noise(driver["share"], np.delete(shares, j), df) / 0.05
        low, high = np.quantile(again[:, j], [beyond * (1 + min(1, near_noise) ** (1 / 3)), 1 - beyond])
        expected = [min(low, driver["share"]) if near_noise < 1 else 0.0, max(high, driver["share"])]
        tally.close("driver significant", driver["column"], driver["significant"],
                    near_noise < 1 and (driver["significant"] if people else True))
        close_ends(tally, "driver interval", driver["column"], driver["interval"], expected, 0.2)


def check_weights(survey, tally):
    info = survey.report["weighting"]
    if not info:
        return
    setting = survey.config["weights"]
    targets = setting.get("targets", [])
    column = {c["name"]: c["index"] for c in survey.columns}
    pooled = set(info["pooled_groups"])
    pool = lambda key: "(pooled)" if key in pooled else key
    groups = [[pool(key) for key in survey.segment(column[t["name"]])] for t in targets]
    wanted = []
    for target in targets:
        shares = {}
        for key, share in target["shares"].items():
            shares[pool(key)] = shares.get(pool(key), 0) + share
        wanted.append({"shares": shares})
    n = len(survey.rows)
    base = np.ones(n)
    if setting.get("column"):
        cells = [row[column[setting["column"]["name"]]].strip() for row in survey.rows]
        base = np.array([max(float(cell.replace(",", ".")), 0.0) if cell else 0.0 for cell in cells])
        base *= (base > 0).sum() / base.sum()
    kind = "raking" if targets else "weight column"
    tally.close(kind, "method", info["method"] == "_".join(
        name for name, there in (("column", setting.get("column")), ("raking", targets)) if there), True)
    used = np.array([all(g[row] in t["shares"] for g, t in zip(groups, wanted)) for row in range(n)])
    weights = np.where(used, base, 0.0)
    for _ in range(2000 if targets else 0):
        for group, target in zip(groups, wanted):
            present = [k for k in target["shares"] if any(g == k and u for g, u in zip(group, used))]
            total = sum(target["shares"][k] for k in present)
            for key in present:
                inside = np.array([g == key for g in group]) & used
                weights[inside] *= target["shares"][key] / total * base[used].sum() / weights[inside].sum()
    weights[~used] = base[~used]
    tally.close(kind, "effective n", info["effective_n"], weights.sum() ** 2 / (weights**2).sum())
    tally.close(kind, "n", info["n"], n)
    tally.close(kind, "design effect", info["design_effect"], (weights > 0).sum() / info["effective_n"])
    tally.close(kind, "without", info["without_weight"], int(((weights <= 0) | ~used).sum()))
    relative = weights[weights > 0] / weights[weights > 0].mean()
    tally.close(kind, "range", info["range"], [relative.min(), relative.max()])
    figures = [(column, [True] * n, score["weighted"]) for column, score in survey.scores.items()]
    for breakdown in survey.report["breakdowns"]:
        inside_of = groups_of(survey, breakdown["by"])[0]
        figures += [(breakdown["column"], inside_of(g["key"]), g["weighted"]) for g in breakdown["groups"]]
    for column, inside, found in figures:
        score = survey.scores[column]
        if found is None or not survey.readable(column):
            continue
        pairs = [(v, w) for v, w, i in zip(survey.values[column], weights, inside) if i and v is not None]
        values, w = np.array([v for v, _ in pairs]), np.array([w for _, w in pairs])
        n_eff = w.sum() ** 2 / (w**2).sum()
        value = np.average(contributions(score, values), weights=w)
        tally.close("weighted value", column, found["value"], value)
        tally.close("weighted effective n", column, found["effective_n"], n_eff)
        if score["metric"] == "nps":
            p, d = (np.average(s, weights=w) for s in (values >= 9, values <= 6))
            m = n_eff + 3
            p, d = (p * n_eff + 0.75) / m, (d * n_eff + 0.75) / m
            margin = Z * math.sqrt((p + d - (p - d) ** 2) / m)
            ends = [max(-100, 100 * (p - d - margin)), min(100, 100 * (p - d + margin))]
        elif score["metric"] == "csat":
            ends = [100 * e for e in proportion_confint(value / 100 * n_eff, n_eff, method="wilson")]
        else:
            variance = np.average((values - value) ** 2, weights=w) * n_eff / (n_eff - 1)
            ends = stats.t.interval(0.95, n_eff - 1, value, math.sqrt(variance / n_eff))
        tally.close("weighted interval", column, found["interval"], list(ends))


def check_whatif(survey, tally, named):
    bounds = survey.report["non_response"]
    if bounds:
        values = survey.of(bounds["column"], [True] * len(survey.rows))
        p, d, n = nps_parts(values)
        silent = bounds["invited"] - n
        everybody = [100 * (p - d - silent) / bounds["invited"], 100 * (p - d + silent) / bounds["invited"]]
        found = [bounds["answered"], bounds["rate"], bounds["value"]]
        tally.close("non-response bounds", "answers", found, [n, 100 * n / bounds["invited"], 100 * (p - d) / n])
        tally.close("non-response bounds", "bounds", [bounds["worst"], bounds["best"]], everybody)
        if bounds["break_even"] is not None:
            tally.close("non-response bounds", "0", bounds["break_even"], -100 * (p - d) / silent)
    for request, found in zip(survey.config.get("simulations", []), survey.report["simulations"]):
        if found["hidden"]:
            continue
        within = passes(survey, request.get("within", []))
        values = np.array(survey.of(found["column"], within))
        code = contributions({"metric": "nps", "scale": [0, 10], "low_is_good": False}, values)
        conditions = [*request.get("within", []), *request.get("filter", [])]
        keep = passes(survey, [c for c in conditions if c["kind"] == "segment"])
        for condition in request.get("filter", []):
            if condition["kind"] == "category":
                keep = [k and bool(own & set(condition["keys"])) for k, own in zip(keep, named, strict=True)]
        classes = {"detractor": (0, 6, -1), "passive": (7, 8, 0), "promoter": (9, 10, 1)}
        low, high, before = classes[request["from"]]
        chosen = np.array(survey.of(found["column"], keep))
        concerned = int(((chosen >= low) & (chosen <= high)).sum())
        moved = math.floor(request["share"] * concerned + 0.5)
        step = 100 * moved / concerned * (classes[request["to"]][2] - before)
        shift = step * concerned / len(values)
        tally.close("simulation", "after", found["after"], code.mean() + shift)
        parts = [found[part] for part in ("n", "concerned", "moved", "before", "shift")]
        tally.close("simulation", "parts", parts, [len(values), concerned, moved, code.mean(), shift])
        moves = {name: moved * ((name == request["to"]) - (name == request["from"])) for name in classes}
        promoters, detractors = ((values >= 9).sum() + moves["promoter"], (values <= 6).sum() + moves["detractor"])
        n = len(values) + 3
        p, d = (promoters + 0.75) / n, (detractors + 0.75) / n
        margin = Z * math.sqrt((p + d - (p - d) ** 2) / n)
        ends = [max(-100, 100 * (p - d - margin)), min(100, 100 * (p - d + margin))]
        tally.close("simulation", "interval", found["interval"], ends)
        p, d = promoters / len(values), detractors / len(values)
        variance = (code.var() + 1e4 * (p + d - (p - d) ** 2)) / 2
        needed = math.ceil(2 * variance * (Z + stats.norm.ppf(0.8)) ** 2 / shift**2)
        tally.close("simulation", "needed", found["needed_n"], needed)
        ends = sorted(step * e for e in proportion_confint(concerned, len(values), method="wilson"))
        tally.close("simulation", "shift", found["shift_interval"], ends)


def shown_table(table):
    """Counts that follow from the cells and margins shown, and the named groups among them that are pooled or left
    out: of both ways round the one with more answers, more cells, or the lines of the segment that stands first."""
    n = [[cell["n"] for cell in row] for row in table["cells"]]
    keys = [table["row_keys"], table["column_keys"]]
    ways = []
    for way in (0, 1):
        cells = n if way == 0 else [list(row) for row in zip(*n)]
        lines, columns = (keys[0], keys[1]) if way == 0 else (keys[1], keys[0])
        height, width = len(cells) - 2, len(cells[0]) - 2
        kept = [c for c in range(width) if cells[height + 1][c] is not None]
        line = lambda at: None if any(cells[at][c] is None for c in kept) else np.array([cells[at][c] for c in kept])
        shown = [at for at in range(height) if line(at) is not None]
        pooled = [at for at in range(height) if line(at) is None]
        counts = [line(at) for at in shown]
        if pooled and kept:
            others = [*counts, *([line(height)] if line(height) is not None else [])]
            counts.append(line(height + 1) - sum(others))
        untold = [lines[at] for at in pooled] + [columns[c] for c in range(width) if c not in kept]
        counts = np.array(counts) if counts and kept else np.zeros((0, 0))
        if counts.size:
            counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
        tests = min(counts.shape) >= 2
        size = height * width - len(pooled) * width
        first = (way == 0) == (table["rows"] < table["columns"])
        ways.append(((counts.sum() if tests else -1, size, first), counts if tests else None, untold))
    return max(ways, key=lambda way: way[0])[1:]


def check_crosstabs(survey, tally):
    tested = [t["association"] for t in survey.report["crosstabs"] if t["association"]]
    if tested:
        expected = multipletests([found["p"] for found in tested], method="fdr_bh")[1]
        tally.close("crosstabs together", len(tested), [found["p_adjusted"] for found in tested], list(expected))
    for table in survey.report["crosstabs"]:
        if not any("choice_of" in survey.columns[table[side]] for side in ("rows", "columns")):
            counts, untold = shown_table(table)
            found = table["association"]
            tally.close("crosstab association", table["rows"], found is None, counts is None)
            if found and counts is not None:
                check_association(tally, table["rows"], found, counts)
                tally.close("crosstab association", table["rows"], table.get("association_untold", []) == untold, True)
        column, score = table["column"], survey.scores[table["column"]]
        sides = [survey.columns[table[side]] for side in ("rows", "columns")]
        if not survey.readable(column) or any("choice_of" in side for side in sides):
            continue
        down, across = survey.segment(table["rows"]), survey.segment(table["columns"])
        known = [{k for k in keys if k is not None} for keys in (table["row_keys"], table["column_keys"])]
        p_values = []
        everybody = survey.of(column, [True] * len(down))
        for row_key, cells in zip([*table["row_keys"], "margin"], table["cells"]):
            for column_key, cell in zip([*table["column_keys"], "margin"], cells):
                def fits(key, value, keys):
                    return key == "margin" or (value == key if key is not None else value not in keys)
                inside = [fits(row_key, a, known[0]) and fits(column_key, b, known[1]) for a, b in zip(down, across)]
                own = survey.of(column, inside)
                if cell["hidden"]:
                    continue
                value, interval = figure(score, own)
                tally.close("crosstab cell", (row_key, column_key), cell["n"], len(own))
                tally.close("crosstab cell", (row_key, column_key), cell["value"], value)
                tally.close("crosstab cell", (row_key, column_key), cell["interval"], interval)
                if own and "margin" not in (row_key, column_key) and len(own) < len(everybody):
                    rest = survey.of(column, [not i for i in inside])
                    _, _, p, effect = difference(score, rest, own)
                    tally.close("crosstab effect", (row_key, column_key), cell["effect"], effect)
                    p = stricter(survey, column, p, inside)
                    p_values.append((p, cell["p_adjusted"]))
        if p_values and all(None not in pair for pair in p_values):
            expected = multipletests([p for p, _ in p_values], method="fdr_bh")[1]
            tally.close("crosstab p", column, [f for _, f in p_values], list(expected))


def chosen_options(survey, column):
    """Options of each row: one cell that lists them, or a ticked column for each."""
    own = [c for c in survey.columns if c.get("choice_of") == column]
    if len(own) > 1:
        # A column for each option, which says the option where it was ticked.
        return [{row[c["index"]].strip() for c in own} - {""} for row in survey.rows]
    cells = [row[column] for row in survey.rows]
    mark = ";" if any(";" in cell for cell in cells) else ","
    return [{part.strip() for part in cell.split(mark) if part.strip().lower() not in MISSING} for cell in cells]


def check_seasons(survey, tally, months):
    """Partial correlation of the last twelve months with the same months a year before, given their place."""
    for note in survey.report["seasons"]:
        column, score = note["column"], survey.scores[note["column"]]
        if months is None or not survey.readable(column):
            continue
        value = {p["period"]: p["value"] for p in survey.report["trend"] if p["column"] == column}
        year_before = lambda month: f"{int(month[:4]) - 1}{month[4:]}"
        last = [month for month in sorted(value) if month > year_before(max(value))]
        kept = [(k, m) for k, m in enumerate(last) if None not in (value.get(year_before(m)), value[m])]
        years = np.array([[value[year_before(m)], value[m]] for _, m in kept])
        line = np.column_stack([np.ones(len(kept)), [k for k, _ in kept]])
        rest = years - line @ np.linalg.lstsq(line, years, rcond=None)[0]
        r = float((rest[:, 0] @ rest[:, 1]) / math.sqrt((rest[:, 0] @ rest[:, 0]) * (rest[:, 1] @ rest[:, 1])))
        # Bartlett 1946: what neighbouring months that are alike are worth.
        pairs, alike = len(kept), 0
        for lag in range(1, pairs):
            both = [float(y[lag:] @ y[: pairs - lag] / (y @ y)) for y in rest.T]
            if min(both) <= 0:
                break
            alike += (1 - lag / pairs) * both[0] * both[1]
        df = pairs / (1 + 2 * alike) - 3
        p = 2 * stats.t.sf(abs(r) * math.sqrt(df / (1 - r * r)), df) if df >= 1 else 1
        tally.close("season", column, [note["correlation"], note["p"]], [r, p])
        tally.close("season", column, note["pairs"], len(kept))
        tally.close("season", column, note["seasonal"], r > 0 and p < 0.05)
        both = {month: sum(values) for (_, month), values in zip(kept, rest)}
        extremes = [max(both, key=both.get), min(both, key=both.get)]
        tally.close("season", column, [note["highest"], note["lowest"]] == extremes, True)


def passes(survey, conditions):
    """Which rows pass conditions on segments and questions."""
    keep = [True] * len(survey.rows)
    for condition in conditions:
        column, wanted = condition["column"], set(condition["keys"])
        question = survey.columns[column].get("choice_of") == column
        own = chosen_options(survey, column) if question else [{key} for key in survey.segment(column)]
        keep = [k and bool(groups & wanted) for k, groups in zip(keep, own, strict=True)]
    return keep


def check_comparisons(survey, tally, named, parents):
    """Two groups of the settings, one against the rest, and the same people in both."""
    for request, found in zip(survey.config.get("comparisons", []), survey.report["comparisons"], strict=True):
        column, score = found["column"], survey.scores[found["column"]]
        after = passes(survey, request["after"])
        before = passes(survey, request["before"]) if request.get("before") else [not a for a in after]
        both = sum(a and b for a, b in zip(after, before))
        tally.close("comparison", "overlap", found["overlap"], both)
        if found["hidden"] or both:
            tally.close("comparison", "no test with overlap", found["p"], None)
            continue
        first, second = survey.of(column, before), survey.of(column, after)
        d, ends, p, effect = difference(score, first, second)
        tally.close("comparison", "n", [found["before"]["n"], found["after"]["n"]], [len(first), len(second)])
        tally.close("comparison", "difference", found["difference"], d)
        tally.close("comparison", "interval", found["interval"], ends)
        tally.close("comparison", "p, effect", [found["p"], found["effect"]], [p, effect])
        if not found["overlap"]:
            own = people_p(survey, column, after, [a or b for a, b in zip(before, after)])
            tally.close("comparison among people", column, found.get("p_people"), own and min(own, 1))
        for side, own in (("before", first), ("after", second)):
            check_side(tally, "comparison side", score, found[side], own)
        check_needed(tally, score, found, first, second)
        check_decompositions(survey, tally, found, (before, after), named, parents)
        person = next((c["index"] for c in survey.columns if c["role"] == "id"), None)
        if found["paired"]:
            sides = [collections.defaultdict(list) for _ in range(2)]
            for row, value in enumerate(survey.values[column]):
                for side, keep in enumerate((before, after)):
                    if keep[row] and value is not None:
                        sides[side][survey.rows[row][person]].append(contributions(score, [value])[0])
            change = [np.mean(sides[1][who]) - np.mean(own) for who, own in sides[0].items() if who in sides[1]]
            test = stats.ttest_1samp(change, 0)
            ends = test.confidence_interval(0.95)
            tally.close("paired comparison", "n", found["paired"]["n"], len(change))
            tally.close("paired comparison", "difference", found["paired"]["difference"], np.mean(change))
            tally.close("paired comparison", "p", found["paired"]["p"], test.pvalue)
            tally.close("paired comparison", "interval", found["paired"]["interval"], [ends.low, ends.high])


def check_choices(survey, tally):
    """Crosstabs by a question where several options can be chosen."""
    questions = {c["index"] for c in survey.columns if c.get("choice_of") == c["index"]}
    for table in survey.report["crosstabs"]:
        column, score = table["column"], survey.scores[table["column"]]
        if table["rows"] not in questions or table["columns"] in questions:
            continue
        options, across = chosen_options(survey, table["rows"]), survey.segment(table["columns"])
        for row_key, cells in zip([*table["row_keys"], "margin"], table["cells"]):
            for column_key, cell in zip([*table["column_keys"], "margin"], cells):
                if cell["hidden"]:
                    continue
                in_row = [row_key == "margin" or (row_key in o if row_key else not o) for o in options]
                known = set(table["column_keys"]) - {None}
                in_column = [column_key == "margin" or (a == column_key if column_key else a not in known) for a in across]
                own = survey.of(column, [r and c for r, c in zip(in_row, in_column)])
                tally.close("option crosstab", (row_key, column_key), cell["n"], len(own))
                tally.close("option crosstab", (row_key, column_key), cell["value"], figure(score, own)[0])
                tally.close("option crosstab", (row_key, column_key), cell["interval"], figure(score, own)[1])


def quantile_interval(values, share):
    """Between two order statistics at either end, 2.5 % beyond each (Nyblom 1992)."""
    def lower(ascending, share):
        n = len(ascending)
        above = stats.binom.cdf(np.arange(n), n, share)
        rank = int((above <= 0.025).sum())
        if rank in (0, n):
            return None
        odds = rank * (1 - share) * (above[rank] - 0.025) / ((n - rank) * share * (0.025 - above[rank - 1]))
        return ascending[rank - 1] + (ascending[rank] - ascending[rank - 1]) / (1 + odds)

    values = np.asarray(values)
    low, high = lower(values, share), lower(-values[::-1], 1 - share)
    return None if low is None or high is None else [low, -high]


def mean_of_durations(values):
    """Interval of a mean and how closely it can be known: that of two models together when the logarithms
    look normal, else t without a long tail, else from the studentised bootstrap with a longer upper end."""
    n, mean, error = len(values), np.mean(values), stats.sem(values)
    if np.min(values) > 0:
        low, high, fits = coverage.model_interval(np.array([values], dtype=float))
        if fits[0]:
            return [low[0], high[0]], TOLERANCE
    skewness = stats.skew(values)
    if skewness < 0.8:
        margin = stats.t.ppf(0.975, n - 1) * error
        return [max(0, mean - margin), mean + margin], TOLERANCE
    again = np.asarray(values)[np.random.default_rng(7).integers(0, n, (4000, n))]
    ratios = (again.mean(axis=1) - mean) / (again.std(axis=1, ddof=1) / math.sqrt(n))
    low, high = np.quantile(ratios, [0.025, 0.975])
    upper = (1 - low * error / mean) ** (1 + 0.2 * skewness / math.sqrt(n))
    return [max(0, mean - high * error), mean * upper], 0.2


def check_operational(survey, tally):
    """Figures of customers and cases: from the second file, from columns or from totals."""
    totals = survey.config.get("totals", {})
    found = {f["metric"]: f for f in survey.report["operational"]}
    if survey.second:
        rows = list(csv.DictReader(survey.second.open(encoding="utf-8")))
        join = survey.report["operational_file"]["join"]
        ids = {row[join["survey_column"]] for row in survey.rows}
        theirs = [row["customer_id"] for row in rows]
        tally.close("second file", "matched", join["matched"], sum(t in ids for t in theirs))
        tally.close("second file", "rows", survey.report["operational_file"]["rows"], len(rows))
        tally.close("second file", "answers", join["answers_matched"],
                    sum(row[join["survey_column"]] in set(theirs) for row in survey.rows))
        tally.close("second file", "unmatched", join["unmatched"], sum(t not in ids for t in theirs))
        tally.close("second file", "answers", join["answers_unmatched"],
                    sum(row[join["survey_column"]] not in set(theirs) for row in survey.rows))
        flags = {"fcr": "First contact resolution", "churn": "Churned", "referral": "Referred"}
        for metric, name in flags.items():
            if metric not in found or found[metric]["source"] != "file":
                continue
            yes = [row[name] == "yes" for row in rows if row[name]]
            ends = proportion_confint(sum(yes), len(yes), method="wilson")
            tally.close("operational " + metric, "value", found[metric]["value"], 100 * np.mean(yes))
            tally.close("operational " + metric, "interval", found[metric]["interval"], [100 * e for e in ends])
        hours = np.sort([float(row["Resolution time (h)"]) for row in rows if row["Resolution time (h)"]])
        times = found["resolution_time"]
        tally.close("resolution time", "n", times["n"], len(hours))
        tally.close("resolution time", "median", times["value"], np.quantile(hours, 0.5))
        tally.close("resolution time", "median", times["interval"], quantile_interval(hours, 0.5))
        tally.close("resolution time", "p90", times["parts"]["p90"], np.quantile(hours, 0.9))
        tally.close("resolution time", "p90", times["part_intervals"]["p90"], quantile_interval(hours, 0.9))
        tally.close("resolution time", "mean", times["parts"]["mean"], hours.mean())
        ends, exact = mean_of_durations(hours)
        close_ends(tally, "mean of durations", "mean", times["part_intervals"]["mean"], ends, exact)
        last = np.array([float(row["Revenue last year"] or 0) for row in rows])
        this = np.array([float(row["Revenue this year"] or 0) for row in rows])
        earned = np.array([row["Reason for joining"] in ("referral", "reputation") for row in rows])
        old = last > 0
        kept, new = this[old].sum(), this[~old & earned].sum()
        growth = found["earned_growth"]
        tally.close("earned growth", "nrr", growth["parts"]["nrr"], 100 * kept / last.sum())
        tally.close("earned growth", "earned_new", growth["parts"]["earned_new"], 100 * new / last.sum())
        tally.close("earned growth", "rate", growth["value"], 100 * (kept + new) / last.sum() - 100)
    if totals.get("customers_start") and found.get("retention", {}).get("source") == "totals":
        start, end, new = (totals[f"customers_{k}"] for k in ("start", "end", "new"))
        for metric, part in (("retention", end - new), ("churn", start - end + new)):
            if metric in found and found[metric]["source"] == "totals":
                tally.close("totals", metric, found[metric]["value"], 100 * part / start)
                ends = proportion_confint(part, start, method="wilson")
                if found[metric]["interval"]:
                    tally.close("totals", metric, found[metric]["interval"], [100 * e for e in ends])
    if totals.get("invited") and "response_rate" in found and found["response_rate"]["source"] == "totals":
        rate = 100 * totals.get("answered", len(survey.rows)) / totals["invited"]
        tally.close("totals", "response rate", found["response_rate"]["value"], rate)
    if "chi" in found:
        chi = found["chi"]
        weights = np.array([a["weight"] for a in chi["areas"]])
        answers, intervals = [], []
        for area in chi["areas"]:
            score = survey.scores[area["column"]]
            low, high = score["scale"]
            worst, span = (high, low - high) if score["low_is_good"] else (low, high - low)
            own = np.array([np.nan if v is None else v for v in survey.values[area["column"]]])
            ends = mean_interval(score, own[~np.isnan(own)])
            answers.append(10 * (own - worst) / span)
            intervals.append(sorted(10 * (end - worst) / span for end in ends))
        means = np.array([np.nanmean(a) for a in answers])
        for area, own, ends in zip(chi["areas"], answers, intervals):
            own = own[~np.isnan(own)]
            tally.close("CHI area", area["column"], [area["n"], area["mean"]], [len(own), own.mean()])
            tally.close("CHI area", area["column"], area["interval"], ends)
        value = (weights * means).sum() / weights.sum()
        tally.close("CHI", "value", chi["value"], value)
        part = np.zeros(len(survey.rows))
        for weight, own, mean in zip(weights, answers, means):
            n = (~np.isnan(own)).sum()
            part += np.where(np.isnan(own), 0.0, weight / weights.sum() * (np.nan_to_num(own) - mean) / n)
        people = int((~np.isnan(np.array(answers))).any(axis=0).sum())
        error = math.sqrt((part**2).sum() * people / (people - 1))
        margin = stats.t.ppf(0.975, people - 1) * error
        tally.close("CHI", "interval", chi["interval"], [max(0, value - margin), min(10, value + margin)])


def check_stories(survey, tally, months, named):
    """A category that is named more often, and a person whose customers give better answers."""
    comments = [c["index"] for c in survey.columns if c["role"] == "comment"]
    for finding in survey.report["findings"]:
        params = finding["params"]
        if finding["code"] == "category_rising" and months and len(comments) == 1:
            told = [row[comments[0]].strip().lower() not in MISSING for row in survey.rows]
            since = set(next(c["keys"] for c in finding["filter"] if c["kind"] == "period"))
            sides = [[params["category"] in n for n, t, m in zip(named, told, months) if t and (m in since) == late]
                     for late in (True, False)]
            found = [params["share"], params["share_before"], params["n"]]
            tally.close("category rising", params["category"],
                        found, [100 * np.mean(sides[0]), 100 * np.mean(sides[1]), sum(sides[0])])
        if finding["code"].startswith("driver_"):
            driver = next(d for d in survey.report["drivers"] if d["column"] == params["driver"])
            tally.close("driver's part", finding["code"], params["share"], 100 * driver["share"])
        if finding["code"] == "person_praised":
            check_person(survey, tally, finding, comments, named)


def check_person(survey, tally, finding, comments, named):
    """The name is not in the report: it is one of the words with a capital letter, in some of its cases, of
    comments about staff."""
    score, params = survey.scores[finding["chart"]["column"] if finding["chart"] else finding["column"]], finding["params"]
    about = [bool({"staff", "recognition"} & set(categories)) for categories in named]
    words = [set(re.findall(r"\b[^\W\d_a-zà-ž]\w{2,}", " ".join(row[c] for c in comments))) if told else set()
             for row, told in zip(survey.rows, about)]
    stems = collections.Counter(word[:length] for own in words for word in own for length in range(3, 8))
    found = [params["n"], params["value"], params["difference"], params["low"], params["high"]]
    best = None
    for stem in (stem for stem, n in stems.items() if n >= params["n"]):
        inside = [any(word.startswith(stem) for word in own) for own in words]
        own, rest = survey.of(score["column"], inside), survey.of(score["column"], [not i for i in inside])
        if len(own) == params["n"] and rest:
            d, ends, _, _ = difference(score, rest, own)
            expected = [len(own), figure(score, own)[0], d, *ends]
            if best is None or deviation(found[2], d) < deviation(found[2], best[2]):
                best = expected
    tally.close("person praised", "person", found, best)


def check_copies(survey, tally):
    """Figures in findings and health checks are those that stand elsewhere in the report."""
    report = survey.report
    rest = [report[key] for key in report if key not in ("findings", "health", "reading", "file", "warnings")]
    figures = np.sort(np.abs([float(number) for number in numbers(rest)]))
    for area in ("findings", "health"):
        for entry in report[area]:
            for name, found in entry["params"].items():
                recomputed = entry["code"] in ("category_rising", "person_praised") or name in ("share", "comments")
                if isinstance(found, (Float, Integer)) and not found.place.startswith(EXCUSED) and not recomputed:
                    as_they_stand = (abs(found), abs(found) / 100, abs(found) * 100)
                    off = min(np.abs(figures - one).min() / max(1, one) for one in as_they_stand)
                    tally.close(area + ": as elsewhere", f"{entry['code']} {name}", [found], [found] if off <= TOLERANCE else [math.inf])


def check_file(vocal, path, config, tally, second=None):
    survey = Survey(vocal, path, config, second)
    tally.all.update(places(survey.report))
    check_scores(survey, tally)
    check_breakdowns(survey, tally)
    months = check_trend(survey, tally)
    named, parents, coded = named_categories(survey)
    check_text(survey, tally, coded, parents)
    check_categories(survey, tally, named, parents)
    check_change(survey, tally, months, named, parents)
    check_drivers(survey, tally)
    check_weights(survey, tally)
    check_whatif(survey, tally, named)
    check_crosstabs(survey, tally)
    check_choices(survey, tally)
    check_seasons(survey, tally, months)
    check_comparisons(survey, tally, named, parents)
    check_operational(survey, tally)
    check_stories(survey, tally, months, named)
    check_copies(survey, tally)


GENERATED = {
    "weights": {"targets": [
        {"name": "country", "shares": {"PL": 0.4, "DE": 0.2, "GB": 0.2, "CZ": 0.1, "US": 0.1}},
        {"name": "product", "shares": {"Standard": 0.3, "Basic": 0.3, "Student": 0.4}},
    ]},
    "totals": {"invited": 20000, "population": 50000},
    "crosstabs": [{"rows": 2, "columns": 4}, {"column": 8, "rows": 3, "columns": 5}],
    "simulations": [
        {"from": "detractor", "to": "passive", "share": 0.5},
        {"from": "detractor", "to": "promoter", "share": 0.3, "filter": [{"kind": "category", "keys": ["delivery"]}]},
        {"from": "promoter", "to": "passive", "share": 1.0, "filter": [{"kind": "segment", "column": 2, "keys": ["PL", "DE"]}]},
        {"from": "detractor", "to": "passive", "share": 0.3, "within": [{"kind": "segment", "column": 2, "keys": ["PL", "DE"]}],
         "filter": [{"kind": "category", "keys": ["delivery"]}]},
    ],
}


def whole_survey(folder, rows=600):
    """A survey and a file of its customers that together have everything the other files lack."""
    rng = np.random.default_rng(3)
    survey, customers = folder / "whole.csv", folder / "customers.csv"
    with survey.open("w", newline="", encoding="utf-8") as handle:
        write = csv.writer(handle).writerow
        write(["customer_id", "How likely are you to recommend us? (0-10)", "Assortment (0-10)", "Staff (0-10)",
               "Years with us", "Plan", "Which services do you use?", "Shop (1-5)"])
        for row in range(rows):
            base = rng.normal(7, 2)
            rate = [int(np.clip(round(base + rng.normal(0, 1.5)), 0, 10)) for _ in range(3)]
            if rng.random() < 0.1:
                rate[2] = ""
            used = [name for name in ("Internet", "Phone", "TV", "Mobile") if rng.random() < 0.45]
            plan = rng.choice(["Basic", "Plus", "Pro"], p=[0.5, 0.4, 0.1])
            write([f"K{row + 1:05}", *rate, int(rng.gamma(2, 12)), plan, ";".join(used), int(rng.integers(2, 6))])
    with customers.open("w", newline="", encoding="utf-8") as handle:
        write = csv.writer(handle).writerow
        write(["customer_id", "First contact resolution", "Resolution time (h)", "Churned", "Referred",
               "Revenue last year", "Revenue this year", "Reason for joining"])
        for row in range(100, rows + 150):
            new = rng.random() < 0.2
            yes = [("yes" if rng.random() < p else "no") if rng.random() < 0.95 else "" for p in (0.7, 0.1, 0.3)]
            hours = round(float(rng.lognormal(2, 1)), 2) if rng.random() < 0.9 else ""
            revenue = ["" if new else round(float(rng.gamma(2, 300)), 2), round(float(rng.gamma(2, 310)), 2)]
            reason = rng.choice(["referral", "reputation", "advertising", "price"])
            write([f"K{row + 1:05}", yes[0], hours, yes[1], yes[2], *revenue, reason])
    return survey, customers


#: Everything that is asked for in the whole survey.
WHOLE = {
    "columns": [{"name": n, "role": "score", "metric": "chi", "scale": [0, 10]} for n in ("Assortment (0-10)", "Staff (0-10)")]
    + [{"name": "Shop (1-5)", "role": "score", "metric": "chi", "scale": [1, 5]}]
    + [{"name": "Years with us", "role": "number"}],
    "areas": [{"name": "Assortment (0-10)", "weight": 2.0}, {"name": "Staff (0-10)", "weight": 1.0}],
    "bands": [{"name": "Years with us", "cuts": [5, 10, 20, 40]}],
    "crosstabs": [{"rows": 6, "columns": 5}, {"rows": 5, "columns": 4}],
    "totals": {"invited": 4000, "customers_start": 1000, "customers_end": 950, "customers_new": 80},
}


def waves_survey(folder, people=700):
    """Three years of answers with a season, two waves of the same people, a weight for every answer, and a
    question with a column for each option."""
    rng = np.random.default_rng(5)
    path, options = folder / "waves.csv", ("Internet", "Phone", "TV")
    with path.open("w", newline="", encoding="utf-8") as handle:
        write = csv.writer(handle).writerow
        write(["customer_id", "Date", "How likely are you to recommend us? (0-10)", "Wave", "Plan", "Weight",
               *[f"Which services do you use? [{option}]" for option in options]])
        for wave in range(2):
            for person in range(people):
                month = int(rng.integers(0, 18)) + 18 * wave
                season = 1.5 * math.sin(2 * math.pi * month / 12)
                # A month of its own that is flagged, and one of few answers.
                season += {7: -3, 30: 1.2}.get(month, 0)
                answer = int(np.clip(round(rng.normal(7 + season + 0.3 * wave, 2)), 0, 10))
                used = [option if rng.random() < 0.45 else "" for option in options]
                day = f"{2023 + month // 12}-{month % 12 + 1:02}-{rng.integers(1, 29):02}"
                # Some answers have no date.
                write([f"K{person + 1:05}", "" if person < 10 else day, answer,
                       f"Wave {wave + 1}", rng.choice(["Basic", "Plus", "Pro"], p=[0.5, 0.4, 0.1]),
                       "" if rng.random() < 0.02 else round(float(rng.gamma(4, 0.25)), 3), *used])
    return path


def waves_settings():
    """Weights from the column, and weights from the column that are raked to shares."""
    wave = [{"kind": "segment", "column": 3, "keys": [f"Wave {n}"]} for n in (1, 2)]
    option = [{"kind": "segment", "column": 6, "keys": [name]} for name in ("Internet", "Phone")]
    comparisons = [{"before": wave[:1], "after": wave[1:]}, {"after": option[:1]},
                   {"before": option[:1], "after": option[1:]}, {"before": wave[:1], "after": [wave[1], option[1]]}]
    targets = [{"name": "Plan", "shares": {"Basic": 0.3, "Plus": 0.3, "Pro": 0.4}},
               {"name": "Wave", "shares": {"Wave 1": 0.4, "Wave 2": 0.6}}]
    columns = [{"name": "Weight", "role": "number"}]
    crosstabs = [{"rows": 6, "columns": 4}]
    for weights in ({"column": {"name": "Weight"}}, {"column": {"name": "Weight"}, "targets": targets}):
        yield {"weights": weights, "columns": columns, "comparisons": comparisons, "crosstabs": crosstabs}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    parser.add_argument("--vocal", default=str(ROOT / "target/release/vocal"))
    parser.add_argument("--rows", type=int, default=3000)
    options = parser.parse_args()
    tally, files = Tally(), [(path, {}) for path in options.files]
    shared = ROOT.parent / "shared"
    with tempfile.TemporaryDirectory() as folder:
        if not files:
            generator = shared / "bench/gen.py"
            if generator.exists():
                target = pathlib.Path(folder) / "generated.csv"
                subprocess.run([sys.executable, generator, str(options.rows), target], check=True, capture_output=True)
                files.append((target, GENERATED))
            else:
                print("skipped the generated file: no", generator)
            real = sorted(p for p in (shared / "data/surveys").glob("*/*") if p.suffix in (".csv", ".tsv", ".txt"))
            if not real:
                print("skipped the real files: no", shared / "data/surveys")
            files += [(path, {}) for path in real]
            files += [(path, {}) for path in sorted((ROOT / "www/samples").glob("*.csv"))]
        whole, customers = whole_survey(pathlib.Path(folder))
        files += [(whole, WHOLE)] if not options.files else []
        waves = waves_survey(pathlib.Path(folder))
        files += [(waves, config) for config in waves_settings()] if not options.files else []
        for path, config in files:
            before = len(tally.failures)
            check_file(options.vocal, path, config, tally, customers if path == whole else None)
            print(f"{'ok  ' if len(tally.failures) == before else 'FAIL'} {path.name}")
    print(f"\n{'figure':32} {'checked':>8} {'largest deviation':>18}")
    for area, (count, worst) in tally.rows.items():
        print(f"{area:32} {count:8} {worst:18.1e}")
    if not options.files:
        for place, count in sorted(tally.all.items()):
            if place not in tally.seen and not place.startswith(EXCUSED):
                tally.failures.append(f"{place}: nobody recomputed it ({count} times in the reports)")
    for failure in tally.failures[:40]:
        print("FAIL", failure)
    print(f"\n{sum(c for c, _ in tally.rows.values())} figures, {len(tally.failures)} failures")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
