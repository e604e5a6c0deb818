"""What is carried to a Windows machine, and that its exports are read."""

from pathlib import Path
from xml.etree import ElementTree

from app.commands.schedule import COMMAND as SCHEDULE
from app.diagnostics import ExitCode
from app.scheduling import windows
from tests.store.importing.running import rows, run

_NAMES = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
_EVENT = (
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
    '<Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4625</EventID>'
    '<TimeCreated SystemTime="2026-11-09T10:00:0{0}.0000000Z"/>'
    "<EventRecordID>{1}</EventRecordID><Channel>Security</Channel><Computer>DC1</Computer>"
    '</System><EventData><Data Name="TargetUserName">root</Data>'
    '<Data Name="IpAddress">192.0.2.9</Data></EventData></Event>'
)


def _export(path: Path, *numbers: int) -> Path:
    """A file as the script writes it."""
    events = [_EVENT.format(number, 100 + number) for number in numbers]
    head = '<?xml version="1.0" encoding="utf-8"?>'
    path.write_text("\n".join([head, "<Events>", *events, "</Events>", ""]))
    return path


def test_the_task_is_xml_that_names_the_script():
    task = ElementTree.fromstring(windows.task(7).replace(' encoding="UTF-16"', ""))  # noqa: S314 - our own
    assert task.findtext(".//t:Interval", namespaces=_NAMES) == "PT7M"
    arguments = str(task.findtext(".//t:Arguments", namespaces=_NAMES))
    assert windows.SCRIPT in arguments
    assert arguments.endswith(f'-OutDir "{windows.OUTBOX}"')


def test_nothing_in_a_folders_name_ends_the_argument():
    task = ElementTree.fromstring(  # noqa: S314 - our own
        windows.task(1, '\\\\x\\<&>" -Bad').replace(' encoding="UTF-16"', "")
    )
    arguments = str(task.findtext(".//t:Arguments", namespaces=_NAMES))
    assert arguments.endswith('-OutDir "\\\\x\\<&> -Bad"')


def test_both_are_written_as_windows_expects(runner, tmp_path):
    folder = tmp_path / "export"
    ran = runner(SCHEDULE, "install", "--kind", "windows", "--to", str(folder), "--yes")
    assert ran.code == ExitCode.OK
    script = (folder / windows.SCRIPT).read_bytes()
    assert script.startswith(b"\xef\xbb\xbf<#\r\n")
    task = (folder / windows.TASK).read_bytes()
    assert task.decode("utf-16").startswith('<?xml version="1.0" encoding="UTF-16"?>\r\n')


def test_they_are_shown_first(runner):
    ran = runner(SCHEDULE, "install", "--kind", "windows")
    assert "param(" in ran.lines
    assert "nothing was changed" in ran.err


def test_the_script_has_what_its_task_says():
    script = windows.script()
    assert "[string] $OutDir," in script
    assert script.isascii()
    assert script.count("{") == script.count("}")
    assert script.count("(") == script.count(")")


def test_its_exports_are_read_and_what_comes_twice_counts_once(tmp_path, runner):
    before = rows(runner.database, "SELECT count(*) FROM events")[0][0]
    one = _export(tmp_path / "DC1_Security_101-103.xml", 1, 2, 3)
    again = _export(tmp_path / "DC1_Security_102-104.xml", 2, 3, 4)
    summary = run(runner.database, one, again)
    assert summary.unparsed == 0
    assert rows(runner.database, "SELECT count(*) FROM events")[0][0] - before == 4
    found = rows(
        runner.database,
        "SELECT DISTINCT format FROM sources WHERE path LIKE '%DC1_Security%'",
    )
    assert found == [("windows.xml",)]
