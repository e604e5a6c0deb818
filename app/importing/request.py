"""What the user asked the main command for."""

from pathlib import Path
from typing import NamedTuple


class Request(NamedTuple):
    """The options of one run, as they were given."""

    paths: tuple[str, ...]
    import_only: bool
    db: Path | None
    config: Path | None
    format: str | None
    tz: str | None
    reference_time: str | None
    host: str | None
    trusted_proxies: tuple[str, ...]
    encoding: str | None
    rules: tuple[str, ...]
    no_notify: bool
    json: bool
    quiet: bool
    wait: float
    exit_on_alerts: bool
    follow: bool
    progress_json: bool

    def import_arguments(self, database: Path) -> list[str]:
        """The command line of the child that imports while the app is open."""
        named = {
            "--config": self.config,
            "--format": self.format,
            "--tz": self.tz,
            "--reference-time": self.reference_time,
            "--host": self.host,
            "--encoding": self.encoding,
        }
        words = ["--import-only", "--follow", "--progress-json", "--db", str(database)]
        words += [word for name, value in named.items() if value for word in (name, str(value))]
        words += [word for each in self.trusted_proxies for word in ("--trusted-proxy", each)]
        words += [word for rules in self.rules for word in ("--rules", rules)]
        words += ["--no-notify"] if self.no_notify else []
        return [*words, "--", *self.paths]
