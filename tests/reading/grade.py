#!/usr/bin/env python3
"""grade.py VOCAL SURVEYS [OUT]: reads every survey export under SURVEYS with the command and grades it.

VOCAL is the built command, SURVEYS the folder with `truth/` and its own `grade.py`, OUT a folder for the predictions (a temporary one when
absent). Each prediction is made from `vocal analyze --json --min-group 0` alone, without settings per file; `grade.py` of SURVEYS then
compares it with the truth. Behind its totals stand the share of all columns whose role agrees, and what differs column by column.

A column that the truth names (identifier, date, NPS, other rating, comment, segment, personal data) agrees when it was given that role; yes and no
and the options of a multiple choice are segments. A column that the truth does not name agrees when it is neither NPS nor comment: of these two the
truth is complete, as `grade.py` of SURVEYS takes it, while it does not list every segment, rating, date and address. Left out are the columns that
script takes as neither right nor wrong, roles of which a truth has no list, and files that are no survey.
"""
import glob, json, os, subprocess, sys, tempfile


def prediction(report):
    reading = report["reading"]
    roles = {"id": None, "date": None, "nps": [], "csat": [], "ces": [], "text": [], "segment": [], "pii": []}
    for column in reading["columns"]:
        index, role = column["index"], column["role"]
        if role == "id" and roles["id"] is None:
            roles["id"] = index
        elif role == "date" and column.get("primary"):
            roles["date"] = index
        elif role == "score" and column.get("metric") in ("nps", "csat"):
            roles[column["metric"]].append(index)
        elif role == "score" and column.get("metric") in ("ces", "ces2"):
            roles["ces"].append(index)
        elif role == "score":
            # The truth calls every rating and every agreement CSAT; the program keeps that name for satisfaction.
            roles["csat"].append(index)
        elif role == "comment":
            roles["text"].append(index)
        elif role in ("segment", "pii"):
            roles[role].append(index)
    counts = ("promoters", "passives", "detractors")
    nps = {str(score["column"]): dict({name: score[name] for name in counts}, nps=score["value"])
           for score in report["scores"] if score["metric"] == "nps"}
    return {"refused": False, "encoding": reading["encoding"], "delimiter": reading["delimiter"],
            "header_rows": reading["header_rows"], "rows": reading["rows"], "columns": len(reading["columns"]),
            "roles": roles, "nps": nps,
            "warnings": [warning["code"] for warning in reading["warnings"] if warning["code"] == "not_a_survey"]}


NEUTRAL = ("text_other_specify", "multi", "derived", "label", "key")
LISTED_IN_FULL = {"nps", "comment"}


def agreeing_columns(truth, columns):
    """(agreeing, counted, lines that name the others) of the columns of one file."""
    roles = truth["roles"]
    if truth.get("trap"):
        return 0, 0, []
    listed = {"id": "id", "dates": "date", "nps": "nps", "csat": "score", "ces": "score", "text": "comment", "segment": "segment"}
    neutral = {column["col"] for key in NEUTRAL for column in roles.get(key) or []} | {int(key) for key in roles.get("duplicate_of") or {}}
    neutral |= {column["col"] for column in roles["nps"] if column.get("weak")} | {column["col"] for column in roles.get("recommend_mixed") or []}
    expected = {column["col"]: {"pii"} for kind in roles["pii"].values() for column in kind}
    for key, role in listed.items():
        for column in roles.get(key) or []:
            expected.setdefault(column["col"], set()).add(role)
    unknown = {role for key, role in listed.items() if roles.get(key) is None}
    agreeing, counted, lines = 0, 0, []
    for column in columns:
        index, role = column["index"], column["role"]
        if role == "score":
            role = "nps" if column.get("metric") == "nps" else "score"
        elif role == "flag" or column.get("choice_of") is not None:
            role = "segment"
        if index in neutral or (index not in expected and role in unknown):
            continue
        counted += 1
        agrees = role in expected[index] if index in expected else role not in LISTED_IN_FULL
        agreeing += agrees
        if not agrees:
            wanted = "/".join(sorted(expected.get(index, {"none of these"})))
            lines.append(f"{truth['file']}: {index} {column['name'][:90]!r} is {role}, in the truth {wanted}")
    return agreeing, counted, lines


def columns_that_differ(truth, found, names):
    """Lines for comments and identifiers, which the totals do not name."""
    roles = truth["roles"]
    columns = lambda key: {column["col"] for column in roles.get(key) or []}
    if roles["text"] is None or truth.get("trap"):
        return
    neutral = set().union(*map(columns, NEUTRAL))
    neutral |= {int(key) for key in roles.get("duplicate_of") or {}}
    expected, text = columns("text"), set(found["roles"]["text"])
    for what, indexes in (("missing comment", expected - text), ("no comment", text - expected - neutral)):
        for index in sorted(indexes):
            yield f"{truth['file']}: {what}: {index} {names[index][:120]!r}"
    if roles["id"] is not None and (found["roles"]["id"] not in columns("id") if roles["id"] else found["roles"]["id"] is not None):
        yield f"{truth['file']}: id {sorted(columns('id'))}, found {found['roles']['id']}"


def main():
    vocal, surveys = sys.argv[1:3]
    out = sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()
    os.makedirs(out, exist_ok=True)
    details, agreeing, counted = [], 0, 0
    for path in sorted(glob.glob(os.path.join(surveys, "truth", "*.json"))):
        truth = json.load(open(path))
        command = [vocal, "analyze", "--json", "--min-group", "0", os.path.join(surveys, truth["file"])]
        run = subprocess.run(command, capture_output=True)
        if run.returncode:
            found = {"refused": True, "roles": {}, "nps": {}}
        else:
            report = json.loads(run.stdout)
            found = prediction(report)
            details += columns_that_differ(truth, found, [column["name"] for column in report["reading"]["columns"]])
            of_file = agreeing_columns(truth, report["reading"]["columns"])
            agreeing, counted = agreeing + of_file[0], counted + of_file[1]
            details += of_file[2]
        json.dump(found, open(os.path.join(out, os.path.basename(path)), "w"))
    subprocess.run([sys.executable, os.path.join(surveys, "grade.py"), out], check=True)
    print(f"columns whose role agrees: {agreeing} of {counted}, {100 * agreeing / counted:.1f} %")
    print(*json.load(open(os.path.join(out, "misses.json"))), *details, sep="\n")


main()
