"""`blotter rules coverage`: which ATT&CK techniques the rules tell of."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from app.database import config_option, database_option
from app.output import files, stdout
from app.output.lists import LISTS, show
from app.output.tables import Column
from app.rulebook.compiling import compiled, directories_option, tell
from app.rulebook.listing import stand
from store.rules.telling.coverage import Technique, layer, techniques

_LAYER = "layer"
_KEYS = ("technique", "rules", "titles")
_COLUMNS = (Column("technique"), Column("rules", right=True), Column("titles"))


@click.command("coverage")
@database_option
@config_option
@directories_option
@click.option(
    "--format", "form", type=click.Choice([_LAYER, *LISTS]), default=_LAYER, show_default=True
)
@stdout.output_option("Where the layer goes (default: stdout).")
@stdout.limit_option
def coverage(
    db: Path | None,
    config: Path | None,
    directories: tuple[Path, ...],
    form: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """Write which ATT&CK techniques the rules tell of, as a layer for the ATT&CK Navigator.

    A technique's score is the number of rules that make alerts and are tagged with it; the comment
    holds their titles. Rules that are set aside do not count. Nothing is downloaded.
    """
    if output is not None and form != _LAYER:
        raise click.UsageError(f"-o takes the layer; leave out --format {form}")
    compilation = compiled(config, directories)
    aside = {uuid for uuid, known in stand(db, config).items() if known.error}
    found = techniques(rule for rule in compilation.rules if rule.uuid not in aside)
    if form == _LAYER:
        _write(found, output)
    else:
        show(
            form,
            found[: stdout.most(limit)],
            _KEYS,
            _record,
            (_COLUMNS, _cells),
            none="no techniques",
        )
        stdout.tell_limit(len(found), limit)
    return tell(compilation.problems)


def _write(found: Sequence[Technique], output: Path | None) -> None:
    """The layer, to a file or to stdout."""
    text = json.dumps(layer(found), indent=2)
    if output is None:
        stdout.write(stdout.lines([text]))
    else:
        files.write(output, [f"{text}\n".encode()])


def _record(each: Technique) -> Mapping[str, object]:
    return {"technique": each.id, "rules": len(each.titles), "titles": list(each.titles)}


def _cells(each: Technique) -> tuple[str, ...]:
    return (each.id, str(len(each.titles)), ", ".join(each.titles))
