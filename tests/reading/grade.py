#!/usr/bin/env python3
"""grade.py VOCAL SURVEYS [OUT]: reads every survey export under SURVEYS with the command and grades it.

VOCAL is the built command, SURVEYS the folder with `truth/` and its own `grade.py`, OUT a folder for the predictions (a temporary one when
absent). Each prediction is made from `vocal analyze --json --min-group 0` alone, without settings per file; `grade.py` of SURVEYS then
compares it with the truth. Column by column, what was expected and what was found is printed behind the totals.
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


def columns_that_differ(truth, found, names):
    """Lines for comments and identifiers, which the totals do not name."""
    roles = truth["roles"]
    columns = lambda key: {column["col"] for column in roles.get(key) or []}
    if roles["text"] is None or truth.get("trap"):
        return
    neutral = columns("text_other_specify") | columns("multi") | columns("derived") | columns("label") | columns("key")
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
    details = []
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
        json.dump(found, open(os.path.join(out, os.path.basename(path)), "w"))
    subprocess.run([sys.executable, os.path.join(surveys, "grade.py"), out], check=True)
    print(*json.load(open(os.path.join(out, "misses.json"))), *details, sep="\n")


main()
