"""`blotter rules try`: with which limits, and what is said when."""

from app.diagnostics import ExitCode
from tests.app.rulebook.running import RIGHT, WRONG, imported, request


def test_a_trial_has_the_limits_of_the_configuration(run, tmp_path):
    rule = RIGHT.replace("418", "200") + (
        "---\ntitle: Many\ncorrelation: {type: event_count, rules: "
        "[7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0001], timespan: 30d, condition: {gte: 2}}\n"
    )
    imported(tmp_path, RIGHT, [request(day, 1) for day in (1, 2, 3)])
    path = tmp_path / "c.toml"
    path.write_text("[rules.thresholds]\nmany = 4\n")
    (tmp_path / "many.yml").write_text(rule)
    assert "1 alert in 3 days" in run("try", tmp_path / "many.yml").stderr
    assert "0 alerts in 3 days" in run("try", tmp_path / "many.yml", "--config", path).stderr


def test_a_trial_counts_the_days_on_which_something_happened(run, tmp_path):
    imported(tmp_path, RIGHT, [request(1, 1), request(20, 1)])
    (tmp_path / "teapot.yml").write_text(RIGHT)
    assert "0 alerts in 2 days with events" in run("try", tmp_path / "teapot.yml").stderr


def test_a_trial_sums_up_after_what_is_wrong(run, tmp_path):
    imported(tmp_path, RIGHT, [request(1, 1)])
    (tmp_path / "both.yml").write_text(RIGHT + "---\n" + WRONG.replace("0001", "0002"))
    lines = run("try", tmp_path / "both.yml").stderr.splitlines()
    assert ["both.yml" in line for line in lines] == [True, False, False, False]
    assert lines[-1].startswith("1 event judged")


def test_a_trial_of_nothing_right_judges_nothing(run, tmp_path):
    imported(tmp_path, RIGHT, [request(1, 1)])
    (tmp_path / "wrong.yml").write_text(WRONG)
    result = run("try", tmp_path / "wrong.yml")
    assert (result.stdout, result.return_value) == ("", ExitCode.CONFIGURATION)
    assert result.stderr.splitlines()[-1] == "no rule to try"


def test_a_rule_that_does_not_apply_is_said_never_to_fire(run, tmp_path):
    imported(tmp_path, RIGHT, [request(1, 1)])
    (tmp_path / "kernel.yml").write_text(
        "title: Kernel\nlogsource: {product: macos}\ndetection: {s: {a: 1}, condition: s}\n"
    )
    result = run("try", tmp_path / "kernel.yml")
    assert result.return_value == 0
    assert result.stderr.splitlines() == [
        "Kernel: not applicable, it never fires: no log format here provides the logsource macos",
        "no rule to try",
    ]
