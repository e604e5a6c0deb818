"""Make Sigma rules of the shapes that public collections have most, with their own texts.

Where `sigma_style` has every modifier and shape by lot, these ask what an analyst would: which
program, with which words on its command line, but not when a certain parent ran it. None says
anything true. `python -m tests.packs.sigma_typical DIR 200` writes them.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import yaml

_SYLLABLES = "ba ce do fi gu ka le mo ni pu ra se to vi wu xa ze qui str kon ter pol"

_Detection = dict[str, Any]


def write(folder: Path, rules: int) -> int:
    """Write so many rules, one a file; gives how many."""
    for name, text in islice(_texts(), rules):
        path = folder / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return rules


def _texts() -> Iterator[tuple[str, str]]:
    """Rules without end, by the name of their file."""
    for number, (folder, logsource, detection) in enumerate(cycle(_KINDS)):
        name = f"{folder}/typical_{number:04d}"
        dice = Random(name)  # noqa: S311 - the same rules each time
        content = {
            "title": f"Suspicious {_word(dice).title()} {number}",
            "id": str(uuid5(NAMESPACE_OID, name)),
            "status": "test",
            "logsource": dict(logsource),
            "detection": detection(dice),
            "level": dice.choice(["low", "medium", "high"]),
        }
        yield name, yaml.safe_dump(content, sort_keys=False)


def _word(dice: Random) -> str:
    """A word that no log of ours contains."""
    return "".join(dice.sample(_SYLLABLES.split(), 4))


def _words(dice: Random, shape: str, fewest: int, most: int) -> list[str]:
    """Some words, each in the place of `{}`."""
    return [shape.format(_word(dice)) for _ in range(dice.randint(fewest, most))]


def _process(dice: Random) -> _Detection:
    return {
        "selection_img": [
            {"Image|endswith": _words(dice, "\\{}.exe", 1, 3)},
            {"OriginalFileName": _words(dice, "{}.EXE", 1, 3)},
        ],
        "selection_cli": {"CommandLine|contains": _words(dice, " -{} ", 1, 8)},
        "filter_main_parent": {"ParentImage|endswith": f"\\{_word(dice)}.exe"},
        "condition": "all of selection_* and not 1 of filter_main_*",
    }


def _command_line(dice: Random) -> _Detection:
    return {
        "selection": {"CommandLine|contains|all": _words(dice, "{}", 2, 4)},
        "condition": "selection",
    }


def _script_block(dice: Random) -> _Detection:
    return {
        "selection": {"ScriptBlockText|contains": _words(dice, "Invoke-{}", 1, 12)},
        "filter_optional": {"Path|startswith": f"C:\\Program Files\\{_word(dice)}\\"},
        "condition": "selection and not 1 of filter_optional*",
    }


def _service(dice: Random) -> _Detection:
    return {
        "selection": {
            "Provider_Name": "Service Control Manager",
            "EventID": 7045,
            "ImagePath|contains": _words(dice, "\\{}", 1, 5),
        },
        "condition": "selection",
    }


def _logon(dice: Random) -> _Detection:
    return {
        "selection": {
            "EventID": dice.choice([4624, 4625, 4648]),
            "LogonType": dice.choice([3, 9, 10]),
            "LogonProcessName": f"{_word(dice)}ssp",
        },
        "filter_main_machine": {"TargetUserName|endswith": "$"},
        "condition": "selection and not filter_main_machine",
    }


def _share(dice: Random) -> _Detection:
    return {
        "selection": {
            "EventID": 5145,
            "ShareName|startswith": "\\\\",
            "RelativeTargetName|endswith": _words(dice, "\\{}.dll", 1, 4),
        },
        "condition": "selection",
    }


def _query(dice: Random) -> _Detection:
    return {
        "selection": {
            "cs-method": dice.choice(["GET", "POST"]),
            "cs-uri-query|contains": _words(dice, "/{}.php?", 1, 6),
        },
        "filter_main_status": {"sc-status": 404},
        "condition": "selection and not 1 of filter_main_*",
    }


def _agent(dice: Random) -> _Detection:
    return {
        "selection": {"cs-user-agent|contains": _words(dice, "{}scan/", 1, 10)},
        "condition": "selection",
    }


def _keywords(dice: Random) -> _Detection:
    return {"keywords": _words(dice, "{} failed to", 1, 6), "condition": "keywords"}


def _sudo(dice: Random) -> _Detection:
    return {
        "selection": {"COMMAND|contains": _words(dice, "/bin/{}", 1, 4), "USER": "root"},
        "condition": "selection",
    }


def _windows(**more: str) -> Mapping[str, str]:
    return {"product": "windows", **more}


_KINDS: Sequence[tuple[str, Mapping[str, str], Callable[[Random], _Detection]]] = (
    ("process", _windows(category="process_creation"), _process),
    ("process", _windows(category="process_creation"), _process),
    ("process", _windows(category="process_creation"), _command_line),
    ("web", {"category": "webserver"}, _query),
    ("powershell", _windows(category="ps_script"), _script_block),
    ("security", _windows(service="security"), _logon),
    ("security", _windows(service="security"), _share),
    ("system", _windows(service="system"), _service),
    ("linux", {"product": "linux", "service": "sshd"}, _keywords),
    ("linux", {"product": "linux", "service": "sudo"}, _sudo),
    ("linux", {"product": "linux"}, _keywords),
    ("web", {"category": "webserver"}, _agent),
)
"""Kinds of rules in turns; process creation the most, as in public collections."""


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2])))  # noqa: T201 - what was asked for
