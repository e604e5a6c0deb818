"""`blotter report`: a day, a week, a month or any span of time on a page."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from app.config import load
from app.configured import Config
from app.database import config_option, database_option, existing, reading
from app.diagnostics import note
from app.output import stdout
from app.report.planning import Zone, clock_of, period_of, zone_of
from app.report.rendering import FORMS, encoded, rendered
from store.reports.figures import Figures
from store.reports.periods import Kind, Period

_ENDINGS = {".txt": "text", ".htm": "html", ".html": "html", ".md": "md", ".markdown": "md"}
_ENDINGS |= {".json": "json", ".csv": "csv"}
_CLASSIC = "classic"


@click.command("report")
@click.option(
    "--period",
    "kind",
    type=click.Choice(("day", "week", "month")),
    help="The last one that is over.  [default: week]",
)
@click.option("--since", metavar="TIME", help="Any span of time instead, e.g. 2026-11-09, 36h.")
@click.option("--until", metavar="TIME", help="Where that ends; left out: now.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMS, _CLASSIC)),
    help="Left out: what the ending of -o says, or text. classic: 404 totals by day and address.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it to a file, whole or not at all.",
)
@click.option("--email", is_flag=True, help="Queue it as a message; each period once.")
@click.option("--tz", metavar="ZONE", help="Zone of days and weeks (IANA name).")
@click.option("--reference-time", metavar="ISO", help="The instant to count back from; default: now.")
@database_option
@config_option
def COMMAND(db: Path | None, config: Path | None, **options: Any) -> None:  # noqa: N802, ANN401 - click's
    """Report on the last week that is over, or another period, compared with the one before.

    Days, weeks and months are those of the zone that --tz or the configuration names.
    """
    loaded = load(config)
    where = zone_of(loaded, options["tz"])
    at = clock_of(options["reference_time"])
    period = period_of(options["kind"], options["since"], options["until"], at, where.zone)
    output: Path | None = options["output"]
    form = options["form"] or _form_of(output)
    if form == _CLASSIC:
        chunks = encoded(_classic(db, config, period, where, loaded))
    else:
        figures = _figures(db, config, period, where, at, loaded)
        chunks = _rendered(form, figures, where)
    _write(chunks, output)
