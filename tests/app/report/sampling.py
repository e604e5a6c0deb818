"""Make the report of the sample logs in every form: `make report` writes it to `docs/report`.

The clock of what happened after the logs were written is set: alerts were found a minute after
their last event, and three analysts of our invention decided about most of them. So the same logs
and rules give the same bytes.
"""

import sys
import tempfile
from datetime import UTC
from pathlib import Path

import sample_logs
from app.diagnostics import run
from app.main_command import COMMAND as IMPORT
from app.report.as_classic import classic
from app.report.as_mail import mail_html
from app.report.composing import compose
from app.report.rendering import FORMS, encoded, rendered
from store import triage
from store.database.connection import Writer, reader
from store.reports.gathering import gather
from store.reports.missing import missing
from store.reports.periods import over
from store.silences import Wish
from store.triage import Actor
from store.triage.silencing import silence

AT = 1_794_873_600_000_000
"""2026-11-17T00:00:00Z: the instant at which the report is asked for."""
SAMPLES = Path(sample_logs.__file__).parent
_ENDINGS = {"text": "txt"}
_MINUTE = 60_000_000
_ANALYSTS = tuple(Actor(name, "soc1") for name in ("nadia", "tomas", "ilse"))
_REASONS = ("true-positive", "benign", "false-positive", "true-positive-no-impact", "duplicate")


def sample_database(path: Path) -> Path:
    """Import the sample logs, and decide about some of their alerts."""
    imported(path)
    _decide(path)
    return path


def imported(path: Path) -> None:
    """Import the sample logs; nothing is decided about their alerts."""
    at = "2026-11-17T00:00:00Z"
    words = ["--import-only", "--quiet", "--db", str(path), "--tz", "UTC", "--reference-time", at]
    assert run(IMPORT, [*words, str(SAMPLES)]) == 0
    with Writer(path) as writer, writer.transaction() as connection:
        connection.execute("UPDATE alerts SET opened_at = last_seen + ?", (_MINUTE,))
        connection.execute("UPDATE sources SET last_import = ?", (AT - _MINUTE,))


def renderings(path: Path) -> dict[str, bytes]:
    """The report on the samples' week, by the names of its files."""
    connection = reader(path)
    period = over("week", AT, UTC)
    figures = gather(connection, period, UTC, "UTC", AT)
    document = compose(figures, UTC)
    found = {
        f"week.{_ENDINGS.get(form, form)}": b"".join(rendered(form, figures, document))
        for form in FORMS
    }
    found["classic.txt"] = b"".join(encoded(classic(missing(connection, period, UTC))))
    found["mail.html"] = mail_html(document).encode()
    connection.close()
    return found


def _decide(path: Path) -> None:
    """Three analysts at work: some alerts are acknowledged, some closed, one is left to snooze."""
    with Writer(path) as writer:
        rows = writer.connection.execute(
            "SELECT a.id, a.opened_at FROM alerts a JOIN rules r ON r.id = a.rule "
            "WHERE a.merged_into IS NULL ORDER BY a.first_seen, r.title, a.id"
        ).fetchall()
    wish = Wish("ip:198.51.100.196", "ilse", "our search engine's site map", None)
    silence(path, wish, _ANALYSTS[2], AT)
    for number, (alert, _) in enumerate(rows):
        actor = _ANALYSTS[number % 3]
        if number % 4 != 3:
            triage.acknowledge(path, [alert], actor)
        if number % 4 == 0 or number % 7 == 1:
            triage.close(path, [alert], _REASONS[number % 5], actor)
    with Writer(path) as writer, writer.transaction() as connection:
        _set_clock(connection, dict(rows))
        connection.execute("UPDATE silences SET created = ?", (AT - 3 * 1440 * _MINUTE,))


def _set_clock(connection, opened: dict[int, int]) -> None:
    """Every decision so many minutes after its alert, and never the same number of them."""
    wanted = "SELECT id, alert, verb FROM actions WHERE kind = 'alert' AND verb <> 'silence'"
    for number, alert, verb in connection.execute(wanted).fetchall():
        minutes = 3 + alert * 7 % 50 + (20 + alert * 13 % 300) * (verb == "close")
        at = opened[alert] + minutes * _MINUTE
        connection.execute("UPDATE actions SET at = ? WHERE id = ?", (at, number))


def main(folder: Path) -> None:
    """Write the report to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        for name, data in renderings(sample_database(Path(made, "samples.db"))).items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
