"""Reads a software bill of materials as its consumers do: valid by the schema of CycloneDX, every component with a licence and a hash."""

import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

text = open(sys.argv[1], encoding="utf-8").read()
bom = json.loads(text)
fault = JsonStrictValidator(SchemaVersion.from_version(bom["specVersion"])).validate_str(text)
assert fault is None, fault
bom["specVersion"] = 1
assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(json.dumps(bom)) is not None, "the validator can fail"
components = bom["components"]
assert len(components) > 100, len(components)
bare = [one["bom-ref"] for one in components if not one.get("licenses") or not one.get("hashes")]
assert not bare, bare
print(f"sbom: ok ({len(components)} components)")
