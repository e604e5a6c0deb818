"""A format file to begin with."""

_TEMPLATE = """\
# A log format. Check it with: blotter formats check THIS-FILE
# All that may stand here is told in docs/formats.md.
name: {name}
title: What writes these logs
time:
  field: time                # the group of the patterns that holds it
  formats: [iso8601]         # or: epoch, epoch_ms, syslog, "%d/%b/%Y %H:%M:%S"
  # zone: Europe/Zurich      # of times that carry none
# first_line: '\\d{{4}}-'      # where a record has several lines: how its first one begins
patterns:
  - name: login
    # Has to match a whole line. `user__name` goes to user.name by itself.
    regex: '(?<time>\\S+) (?<level>\\w+) login of (?<user>\\S+) by (?<by>\\S+): (?<said>\\w+)'
    kind: {{category: authentication, action: login}}
fields:
  level: log.level           # a group, and the event key that it goes under
  user: user.name
  by: source.ip              # a name instead of an address goes to source.domain
  said: {{key: event.outcome, values: {{ok: success, denied: failure}}, default: unknown}}
samples:
  - line: '2026-03-05T09:14:07Z INFO login of kim by 192.0.2.10: denied'
    fields:
      '@timestamp': 2026-03-05T09:14:07Z
      user.name: kim
      source.ip: 192.0.2.10
      event.outcome: failure
  - line: 'this is something else'
    unparsed: true
"""


def template(name: str) -> str:
    """A format file that is right, for its user to change.

    Args:
        name: The format's name; taken as it is.
    """
    return _TEMPLATE.format(name=name)
