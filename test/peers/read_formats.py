"""Reads the reports in the folder argv[1] with the readers that people use; prints what each of them found as JSON."""

import csv
import json
import pathlib
import sys

import jsonschema
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from sarif import loader

folder = pathlib.Path(sys.argv[1])


def junit():
    cases = [case for suite in JUnitXml.fromfile(str(folder / "junit.xml")) for case in suite]
    kinds = [type(result) for case in cases for result in case.result]
    return {"cases": len(cases), **{kind.__name__: kinds.count(kind) for kind in (Error, Failure, Skipped)}}


def table():
    with open(folder / "report.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, strict=True))
    return {"rows": len(rows), "broken": sum(None in row or None in row.values() for row in rows)}


def markdown():
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse((folder / "report.md").read_text("utf-8"))
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in tokens + inline}
    return sorted(kinds & {"html_block", "html_inline", "link_open", "image"})


def ocsf():
    schemas = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.5.0"))
    validators = {
        profiles: jsonschema.Draft202012Validator(schemas.get_class_schema("compliance_finding", list(profiles)))
        for profiles in ((), ("cloud",))
    }
    events = json.loads((folder / "report.ocsf.json").read_text("utf-8"))
    faults = []
    for event in events:
        ComplianceFinding(**event)
        validator = validators[tuple(event["metadata"]["profiles"])]
        faults += [error.message for error in validator.iter_errors(event)]
    return {"events": len(events), "faults": faults}


def sarif():
    records = loader.load_sarif_file(str(folder / "byob.sarif")).get_records()
    return {"records": len(records), "places": sorted({record["Location"] for record in records})}


print(json.dumps({read.__name__: read() for read in (junit, table, markdown, ocsf, sarif)}))
