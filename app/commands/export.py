"""`blotter export`: events and alerts for other tools, into files."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from app.database import config_option, database_option, existing, reading
from app.diagnostics import ExitCode
from app.exporting import alert_forms, event_forms
from app.exporting.output import Output, output_options
from app.filter_argument import (
    EPILOG,
    SETTINGS,
    alerts_condition,
    events_condition,
    filter_argument,
)
from app.output import stdout


class _Said(TypedDict):
    """What the options say."""

    form: str
    output: Path | None
    redact: bool
    keep_prefixes: bool
    limit: int | None
    db: Path | None
    config: Path | None


class _ShippedSaid(_Said):
    """What the options of events say besides."""

    batch: int
    patience: float


@click.command("events", context_settings=SETTINGS, epilog=EPILOG)
@filter_argument
@output_options(event_forms.FORMS)
@click.option(
    "--to",
    metavar="KIND:WHERE",
    help="Ship what is new, each event once: file:PATH, webhook:URL, elasticsearch:URL/INDEX, "
    "opensearch:URL/INDEX, clickhouse:URL/TABLE.",
)
@click.option("--follow", is_flag=True, help="With --to: go on with what comes, until SIGTERM.")
@click.option(
    "--batch",
    metavar="N",
    type=click.IntRange(1, 10_000),
    default=1000,
    show_default=True,
    help="With --to: most events in one request.",
)
@click.option(
    "--patience",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    help="With --to, without --follow: how long to wait for a receiver that takes nothing.",
)
@stdout.limit_option
@database_option
@config_option
def export_events(
    words: tuple[str, ...], to: str | None, follow: bool, **said: Unpack[_ShippedSaid]
) -> int:
    """Export events in the order of time.

    ecs: JSON lines with the keys of the Elastic Common Schema. csv: the same keys, safe for
    spreadsheets. parquet: typed columns. timesketch: a timeline. What tells of a judgement (stix,
    navigator, sigma-json, markdown, html) is a form of alerts.

    With --to events are shipped in the order in which they were stored. The database notes how far
    that is, so the next run goes on there. The header Authorization is taken from
    BLOTTER_SHIP_AUTHORIZATION.
    """
    output = _output(said)
    where = events_condition(words)
    if to is None:
        if follow:
            raise click.UsageError("--follow says how to ship --to somebody")
        with reading(said["db"], said["config"]) as connection:
            event_forms.export(connection, where, said["limit"], output)
        return ExitCode.OK
    if output.path is not None or said["limit"] is not None or output.form != "ecs":
        raise click.UsageError("--to takes none of --format, -o and --limit")
    from app.exporting import shipping

    told = (to, " ".join(words), where, output, said["batch"], follow, said["patience"])
    wanted = shipping.Wanted(*told)
    path = existing(said["db"], said["config"])
    with reading(said["db"], said["config"]) as connection:
        return shipping.run(connection, path, wanted)


@click.command("alerts", context_settings=SETTINGS, epilog=EPILOG)
@filter_argument
@output_options(alert_forms.FORMS)
@click.option(
    "--records",
    metavar="N",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Most events of each alert, in the forms that hold any.",
)
@stdout.limit_option
@database_option
@config_option
def export_alerts(words: tuple[str, ...], records: int, **said: Unpack[_Said]) -> None:
    """Export alerts in the order of time, with what they rest on.

    ecs: JSON lines. csv, parquet: the keys of `blotter alerts`. stix: a bundle of STIX 2.1 with an
    indicator for each address. markdown, html: a case report. sigma-json: each rule that matched
    and the events. navigator: a layer for the ATT&CK Navigator. timesketch: a timeline.
    """
    output = _output(said)
    where = alerts_condition(words)
    wanted = alert_forms.Wanted(where, " ".join(words), said["limit"], records)
    with reading(said["db"], said["config"]) as connection:
        alert_forms.export(connection, wanted, output)


def _output(said: _Said) -> Output:
    if said["keep_prefixes"] and not said["redact"]:
        raise click.UsageError("--keep-prefixes says how to --redact")
    existing(said["db"], said["config"])
    return Output(said["form"], said["output"], said["redact"], said["keep_prefixes"])


COMMAND = click.Group(
    "export",
    commands=[export_events, export_alerts],
    help="Export events and alerts to files for other tools.",
)
