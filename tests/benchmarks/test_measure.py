"""Measuring commands."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks.measure import CommandError, Contestant, Measured, measure, medians

MEGABYTE = 1_000_000

_CHILD = "import time; held = bytearray(60_000_000); time.sleep(0.3)"
_PARENT = (
    "import subprocess, sys; held = bytearray(60_000_000); "
    f"subprocess.run([sys.executable, '-c', {_CHILD!r}])"
)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def measured_apart(home: Path, *codes: str) -> Measured:
    """The last of several measured by a small process: a child's peak contains its parent's."""
    measuring = (
        "import json, sys; from pathlib import Path; from benchmarks.measure import measure; "
        "home, *codes = sys.argv[1:]; "
        "*_, last = [measure([sys.executable, '-c', code], Path(home)) for code in codes]; "
        "print(json.dumps(last))"
    )
    words = [sys.executable, "-B", "-c", measuring, str(home), *codes]
    return Measured(*json.loads(subprocess.run(words, capture_output=True, check=True).stdout))


def test_what_a_command_prints_is_kept(tmp_path: Path):
    assert measure(python("print('ninety')"), tmp_path).output == "ninety\n"


def test_waiting_takes_time_but_no_processor(tmp_path: Path):
    found = measure(python("import time; time.sleep(0.4)"), tmp_path)
    assert found.wall > 0.4 > found.cpu


def test_processor_time_is_that_of_all_processes(tmp_path: Path):
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    assert measure(python(code), tmp_path).cpu >= 0.3


def test_an_earlier_command_does_not_count(tmp_path: Path):
    assert measured_apart(tmp_path, "held = bytearray(60_000_000)", "pass").largest < 60 * MEGABYTE


def test_memory_of_the_largest_process(tmp_path: Path):
    assert 60 * MEGABYTE < measured_apart(tmp_path, _PARENT).largest < 120 * MEGABYTE


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system does not tell")
def test_memory_of_all_processes_together(tmp_path: Path):
    assert measured_apart(tmp_path, _PARENT).together > 120 * MEGABYTE


def test_programs_find_another_home(tmp_path: Path):
    said = measure(python("import os; print(os.environ['HOME'])"), tmp_path).output
    assert said == f"{tmp_path}\n"


def test_a_command_that_fails_is_an_error(tmp_path: Path):
    with pytest.raises(CommandError, match=r"exit 3: no such log\n"):
        measure(python("import sys; sys.stderr.write('no such log\\n'); sys.exit(3)"), tmp_path)


def test_commands_are_run_in_turns(tmp_path: Path):
    order: list[str] = []
    both = [Contestant(name, python("pass"), partial(order.append, name)) for name in "ab"]
    medians(both, 2, tmp_path)
    assert order == ["a", "b", "a", "b"]


def test_the_median_of_runs_is_told(tmp_path: Path):
    naps = iter((0.0, 0.6, 0.1))
    nap = tmp_path / "nap"
    code = f"import time; time.sleep(float(open({str(nap)!r}).read()))"
    sleeper = Contestant("sleeper", python(code), lambda: nap.write_text(str(next(naps))))
    assert 0.1 < medians([sleeper], 3, tmp_path)["sleeper"].wall < 0.6
