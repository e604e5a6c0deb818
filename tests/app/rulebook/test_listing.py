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


def test_rules_wait_for_files_about_addresses(run, tmp_path):
    (tmp_path / "drop.txt").write_text("203.0.113.0/24\n")
    config = tmp_path / "lists.toml"
    config.write_text(f'[enrichment.lists]\ndrop = "{tmp_path / "drop.txt"}"\n')
    before = rows(run("list", "--format", "json"))
    after = rows(run("list", "--config", config, "--format", "json"))
    listed, country = (
        "Login from an address on a list",
        "Login from a country never seen for the account",
    )
    assert (before[listed]["state"], before[listed]["reason"]) == (
        "waiting",
        "waits for a list in [enrichment.lists]",
    )
    assert (after[listed]["state"], after[country]["state"]) == ("alerts", "waiting")


def test_an_explanation_says_what_a_rule_waits_for(run):
    assert "waits for a list in [enrichment.lists]" in run("explain", "listed-login").stdout
