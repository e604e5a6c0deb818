"""The bill of materials names what is installed."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from releasing.bill import bill

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made() -> dict[str, object]:
    """Of the environment that runs the tests."""
    found: dict[str, object] = json.loads(bill(Path(sys.executable)))
    return found


def test_the_program_is_what_the_bill_is_of(made):
    component = made["metadata"]["component"]
    assert (component["name"], component["type"]) == ("logblotter", "application")


def test_it_names_what_is_needed_with_its_version(made):
    versions = {each["name"]: each["version"] for each in made["components"]}
    assert versions["textual"] == version("textual")


def test_the_program_depends_on_all_of_it(made):
    (dependency,) = made["dependencies"]
    assert dependency["dependsOn"] == [each["bom-ref"] for each in made["components"]]


@pytest.mark.parametrize("path", [*ROOT.glob(".github/**/*.yml"), ROOT / "CITATION.cff"], ids=str)
def test_what_others_read_is_yaml(path):
    assert isinstance(yaml.safe_load(path.read_text()), dict)
