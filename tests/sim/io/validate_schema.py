# SPDX-License-Identifier: GPL-3.0-or-later
"""validate_schema.py SCHEMA FILE...: prints, one line per file, "valid" or "invalid: why"; exit code 77 without jsonschema."""
import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        error = next(validator.iter_errors(json.load(file)), None)
    print("valid" if error is None else "invalid: " + error.message.replace("\n", " ")[:300])
