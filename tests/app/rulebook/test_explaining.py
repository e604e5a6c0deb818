"""`blotter rules explain`: what has to be new, and which limits hold."""

import json

from tests.app.rulebook.running import imported, request

NEW = """title: New pages
name: new-page
id: 7f6f38a9-62f7-4a5c-8a8c-0d8cfb1f0009
logsource: {category: webserver}
detection: {s: {sc-status: 200}, condition: s}
blotter:
  new-terms: {fields: c-ip, of: cs-method, learning: 2d, forget: 30d}
"""


def test_explain_tells_what_has_to_be_new_and_how_far_that_is_learnt(run, tmp_path):
    lines = [request(1, 1), request(2, 2), request(4, 3), request(4, 3, "POST")]
    imported(tmp_path, NEW, lines)
    said = run("explain", "new-page", "--rules", tmp_path / "new").stdout
    assert "and only if source.ip was not met in the 30 days before" in said
    assert "with the same http.request.method" in said
    assert "2 histories, each of a http.request.method; 4 terms known; 1 still learning" in said
    assert "hits      4, 1 alert\n" in said


def test_explain_tells_programs_how_far_a_rule_has_learnt(run, tmp_path):
    imported(tmp_path, NEW, [request(1, 1), request(2, 2)])
    said = run("explain", "new-page", "--rules", tmp_path / "new", "--format", "json").stdout
    assert json.loads(said)["learning"] == {
        "histories": 1,
        "terms": 2,
        "still_learning": 1,
        "first_began": "2026-03-01T09:00:00.000000Z",
        "last_began": "2026-03-01T09:00:00.000000Z",
    }


def test_explain_of_one_history_says_until_when_it_is_learnt(run, tmp_path):
    imported(tmp_path, NEW.replace("of: cs-method, ", ""), [request(1, 1)])
    said = run("explain", "new-page", "--rules", tmp_path / "new").stdout
    assert "learning  until 2026-03-03 09:00:00 UTC; 1 term known" in said


def test_explain_says_which_limits_the_configuration_gives(run, tmp_path):
    path = tmp_path / "c.toml"
    path.write_text('[rules.thresholds]\nclassic-404 = 20\nclassic-500 = [{when="thu", gte=9}]\n')
    assert (
        "is at least 20, as the configuration says"
        in run("explain", "classic-404", "--config", path).stdout
    )
    said = run("explain", "classic-500", "--config", path).stdout
    assert "thu: at least 9\n" in said
    assert "otherwise: at least 5 (in the configured time zone)" in said
