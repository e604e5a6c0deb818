"""`blotter rules list`: what rules are called."""

from tests.app.rulebook.running import rows


def test_every_rule_has_a_short_name_that_explain_takes(run):
    found = rows(run("list", "--format", "json"))
    assert found["Brute force from one address"]["name"] == "brute-force"
    name = found["Windows event log cleared"]["name"]
    assert name == "windows-event-log-cleared"
    assert run("explain", name).stdout.startswith("Windows event log cleared\n")


def test_a_narrow_terminal_gets_whole_names(run, monkeypatch):
    monkeypatch.setattr("app.output.stdout.width", lambda: 80)
    lines = run("list").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    names = {row["name"] for row in rows(run("list", "--format", "json")).values()}
    assert {line.split()[0] for line in lines[1:]} == names
