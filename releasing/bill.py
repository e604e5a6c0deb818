"""A bill of materials: what an installed Blotter consists of, in CycloneDX 1.6 as JSON."""

import json
import subprocess
from pathlib import Path

_LIST = """
import importlib.metadata as metadata, json
found = []
for each in metadata.distributions():
    said = each.metadata
    licence = said.get("License-Expression") or said.get("License") or ""
    found.append((said["Name"], each.version, licence.splitlines()[0][:100] if licence else ""))
print(json.dumps(sorted(found, key=lambda each: each[0].lower())))
"""
_OWN = "logblotter"
_NOT_OURS = frozenset({"pip", "setuptools"})


def bill(python: Path) -> str:
    """The bill.

    Args:
        python: The Python of the environment that it is installed in.
    """
    told = subprocess.run([python, "-c", _LIST], check=True, capture_output=True, text=True).stdout
    parts = [_component(*each) for each in json.loads(told) if each[0] not in _NOT_OURS]
    (own,) = [each for each in parts if each["name"] == _OWN]
    others = [each for each in parts if each is not own]
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {"component": {**own, "type": "application"}},
            "components": others,
            "dependencies": [
                {"ref": own["bom-ref"], "dependsOn": [each["bom-ref"] for each in others]}
            ],
        },
        indent=2,
    )


def _component(name: str, version: str, licence: str) -> dict[str, object]:
    reference = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": version,
        "purl": reference,
    }
    return found | ({"licenses": [{"license": {"name": licence}}]} if licence else {})
