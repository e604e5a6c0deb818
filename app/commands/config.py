"""`blotter config`: what is configured, where it comes from, and whether it makes sense."""

import glob
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

import click
from click.core import ParameterSource

from app.configuration.config import config_file, load
from app.configuration.configured import Config
from app.configuration.folders import config_folder, format_folders
from app.configuration.settings import Settings
from app.configuration.sourcing import rule_folders, sourcing, switches
from app.database import config_option, database_option
from app.diagnostics import note
from app.effective import BESIDE, Setting, notifications, quoted, settings, settings_of
from app.groups import PlainGroup
from app.importing.preparing import knowledge_of
from store.errors import InputError, InputErrors, Location
from store.formats.registry import problems
from store.importing.knowing import wrong_files
from store.rules.compiling.compiler import compile_files
from store.rules.files.loader import rule_files
from store.rules.files.placeholders import PLACEHOLDERS
from store.rules.files.switches import unknown
from store.text import safe

_PLACEHOLDER = re.compile(r"%([A-Za-z0-9_-]+)%")


@click.group("config", cls=PlainGroup)
def COMMAND() -> None:  # noqa: N802 - what every command's module offers
    """Show and check the configuration."""


@COMMAND.command("show")
@click.option(
    "--format", "form", type=click.Choice(("toml", "json")), default="toml", show_default=True
)
@database_option
@config_option
@click.pass_context
def show(context: click.Context, form: str, db: Path | None, config: Path | None) -> None:
    """Print the settings in force, and where each comes from."""
    loaded = load(config)
    said = context.get_parameter_source("db") == ParameterSource.COMMANDLINE
    top = list(settings(loaded, db, "--db" if said else "BLOTTER_DB"))
    telling = list(notifications(loaded))
    tables = [list(settings_of(loaded, number)) for number in range(len(loaded.sources))]
    if form == "json":
        found = {"file": str(loaded.file) if loaded.file else None, **_object(top)}
        found["sources"] = list(map(_object, tables))
        if telling:
            found["notify"] = [{"table": header, **_object(own)} for header, own in telling]
        click.echo(json.dumps(found))
        return
    click.echo(f"# {safe(str(loaded.file)) if loaded.file else 'no configuration file'}")
    _print(top)
    for header, some in (*telling, *(("[[sources]]", table) for table in tables)):
        click.echo(f"\n{header}")
        _print(some)


@COMMAND.command("check")
@database_option
@config_option
def check(db: Path | None, config: Path | None) -> None:  # noqa: ARG001 - every command has --db
    """Find out whether the configuration, and the formats and rules beside it, make sense."""
    path = config_file(config)
    loaded = load(config)
    sourcing(loaded, Settings(), (), ())
    wrong = [
        *problems(format_folders(loaded.file)),
        *_wrong_rules(loaded),
        *wrong_files(knowledge_of(loaded)),
    ]
    if wrong:
        raise InputErrors(list({str(each): each for each in wrong}.values()))
    _check_notifications(loaded)
    for word, place in _idle(loaded):
        note(f"{place}: nothing is there yet: {word}")
    if path is None:
        folder = config_folder(None)
        click.echo(f"no configuration file; formats and rules in {safe(str(folder))}: no problem")
    else:
        click.echo(f"{safe(str(path))}: no problem found")


def _check_notifications(config: Config) -> None:
    """Find out whether what notifications need is there: secrets, and who vouches for servers.

    Raises:
        InputErrors: Something is not.
    """
    if config.notify:
        from app.notifying.checking import missing

        wrong = list(missing(config))
        if wrong:
            raise InputErrors(wrong)


def _wrong_rules(config: Config) -> Iterator[InputError]:
    """What is wrong with the rules that an import takes, and with where they are said to lie."""
    for word in config.rules:
        if not Path(word).expanduser().exists():
            place = config.place("rules", "folders")
            yield InputError(f"rules: no such file or folder: {word}", place)
    files = rule_files(list(rule_folders(config, ())))
    yield from _unused(config, files)
    compilation = compile_files(files, config.placeholders)
    for problem in (*compilation.problems, *unknown(compilation, switches(config))):
        yield InputError(problem.message, problem.location)


def _unused(config: Config, files: Sequence[Path]) -> Iterator[InputError]:
    """Placeholders that no rule asks for: their names are misspelt."""
    if not config.placeholders:
        return
    texts = [path.read_text("utf-8", "replace") for path in files if path.is_file()]
    used = {name for text in texts for name in _PLACEHOLDER.findall(text)}
    for name in config.placeholders:
        if name not in used:
            near = get_close_matches(name, sorted({*used, *PLACEHOLDERS}), 1)
            meant = f"did you mean {near[0]!r}?" if near else f"they use {', '.join(sorted(used))}"
            place = config.place("placeholders", name)
            yield InputError(f"no rule uses the placeholder %{name}%; {meant}", place)


def _idle(config: Config) -> Iterable[tuple[str, Location]]:
    """Paths that match nothing at present, and where they stand."""
    named = [(word, config.place("paths")) for word in config.paths]
    for number, source in enumerate(config.sources):
        named += [(word, config.place("sources", number, "paths")) for word in source.paths]
    for word, place in named:
        path = Path(word).expanduser()
        if not path.exists() and not glob.glob(str(path), recursive=True):  # noqa: PTH207 - absolute patterns too
            yield word, place


def _object(found: Iterable[Setting]) -> dict[str, object]:
    """Settings by key."""
    return {each.key: {"value": each.value, "origin": each.origin} for each in found}


def _print(found: Iterable[Setting]) -> None:
    """Settings as TOML; where one comes from, behind it; what the file does not hold, commented."""
    for each in found:
        off = "# " if each.origin in ("default", BESIDE) else ""
        line = f"{each.key} = {_toml(each.value)}  # {each.origin}"
        click.echo(safe(f"{off}{line}"))


def _toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{quoted(key)} = {_toml(each)}' for key, each in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
