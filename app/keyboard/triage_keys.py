"""The commands about alerts and cases.

`app.keyboard.keys` declares them from these rows (`app.keyboard.key_rows`).
"""

from app.keyboard.key_rows import BACK, Declared, leaving, paging, scrolling, stepping, story

ALERTS: tuple[Declared, ...] = (
    ("alerts.open", "enter,l", "open", "events", "Show the alert's events; unfold a group", True),
    ("alerts.acknowledge", "a", "acknowledge", "ack", "Acknowledge", True),
    ("alerts.close", "e", "close_alert", "close", "Close with a reason", True),
    (
        "alerts.false_positive",
        "exclamation_mark",
        "false_positive",
        "FP",
        "Close as false positive, then offer to silence its like",
        True,
    ),
    ("alerts.mark", "x", "mark", "mark", "Mark or unmark", True),
    ("alerts.note", "n", "note", "note", "Add a note", True),
    ("alerts.group", "p", "pivot", "pivot", "Filter by the alert's group", True),
    ("alerts.escalate", "E", "escalate", "case", "Escalate to a case", True),
    ("alerts.raw", "o", "raw", "raw", "Show the alert's first raw record", True),
    (
        "alerts.mark_range",
        "X",
        "mark_range",
        "",
        "Mark from the last marked row to here",
        False,
    ),
    ("alerts.mark_all", "asterisk", "mark_all", "", "Mark all that the filter leaves", False),
    ("alerts.assign", "A", "assign", "assign", "Assign to somebody", False),
    ("alerts.tag", "t", "tag", "tag", "Add tags; a minus before one takes it away", False),
    ("alerts.snooze", "s", "snooze", "snooze", "Put aside until later", False),
    ("alerts.silence", "S", "silence", "silence", "Silence its like, after a preview", False),
    ("alerts.reopen", "r", "reopen", "reopen", "Open again", False),
    ("alerts.merge", "M", "merge", "merge", "Merge what is marked into this alert", False),
    ("alerts.repeat", "full_stop", "repeat", "repeat", "Decide here as you did last", False),
    ("alerts.follow_up", "f", "follow_up", "next", "Look at what its rule says to look at", False),
    ("alerts.grouping", "v", "next_grouping", "group", "Flat, by rule, or by group", False),
    ("alerts.zoom_in", "z", "zoom(1)", "zoom", "Half the span of time", False),
    ("alerts.zoom_out", "Z", "zoom(-1)", "", "Twice the span of time", False),
    ("alerts.earlier", "less_than_sign", "pan(-1)", "", "Earlier by half the span", False),
    ("alerts.later", "greater_than_sign", "pan(1)", "", "Later by half the span", False),
    ("alerts.brush", "b", "brush", "brush", "Choose a part of the timeline", False),
    *story("alerts", "story"),
)

CASES: tuple[Declared, ...] = (
    ("cases.open", "enter,l", "open", "alerts", "Show the case's alerts", True),
    ("cases.records", "o", "records", "records", "Show its pinned records", True),
    ("cases.note", "n", "note", "note", "Add a note", True),
    ("cases.write", "w", "write", "write", "Write it into a Markdown file", True),
    ("cases.close", "e", "close_case", "close", "Close the case", True),
    ("cases.reopen", "r", "reopen", "reopen", "Open it again", False),
    ("cases.assign", "A", "assign", "assign", "Assign to somebody", False),
    ("cases.new", "N", "new", "new", "Open a new case", True),
    *story("cases", "page"),
)

HEALTH: tuple[Declared, ...] = (
    ("health.open", "enter,l", "open", "records", "Show the source's records", True),
    *story("health", "report", hint=True),
)

WORKBENCH: tuple[Declared, ...] = (
    ("triage.redo", "ctrl+r", "redo", "redo", "Make again what you took back", False),
    ("triage.pin", "m", "pin", "pin", "Pin the record under the cursor to a case", False),
    ("triage.hand_over", "H", "hand_over", "", "Hand over: all since the last hand-over", False),
    ("triage.silences", "8", "silences", "silences", "What is silenced, and until when", False),
    ("tab.cases", "5", "show_tab('cases')", "cases", "Tab Cases", False),
    ("tab.health", "6", "show_tab('health')", "health", "Tab Health", False),
)

CHOICE: tuple[Declared, ...] = (
    *(
        (f"choice.{number}", str(number), f"choose({number - 1})", "", f"Choice {number}", False)
        for number in range(1, 10)
    ),
    *stepping("choice", "choice"),
    ("choice.take", "enter", "take", "take", "Take the choice", True),
    ("choice.back", BACK, "back", "back", "Take none", True),
)

PROMPT: tuple[Declared, ...] = (
    ("prompt.take", "enter", "take", "take", "Take the text", True),
    ("prompt.back", "escape", "back", "back", "Leave it", True),
)

SILENCE: tuple[Declared, ...] = (
    ("silence.take", "enter", "take", "next, silence", "Next line; at the last, silence", True),
    ("silence.next", "tab,down", "next(1)", "next", "Next line", True),
    ("silence.previous", "shift+tab,up", "next(-1)", "", "Previous line", False),
    ("silence.back", "escape", "back", "no silence", "Silence nothing", True),
)

SILENCES: tuple[Declared, ...] = (
    ("silences.open", "enter,l", "open", "alerts", "Show the alerts that it hides", True),
    ("silences.lift", "d", "lift", "lift", "Lift it: what it hides is shown again", True),
    ("silences.extend", "e", "extend", "extend", "Let it end at another time", True),
    ("silences.new", "N", "new", "new", "Silence something, after a preview", True),
    ("silences.all", "o", "open_all", "all hidden", "Show all alerts that are hidden", True),
    ("silences.undo", "u", "undo", "undo", "Take back your last decision", True),
    ("silences.redo", "ctrl+r", "redo", "redo", "Make again what you took back", False),
    *stepping("silences", "silence"),
    *paging("silences"),
    *leaving("silences"),
)

BRUSH: tuple[Declared, ...] = (
    ("brush.left", "left,h", "move(-1)", "left", "Earlier", True),
    ("brush.right", "right,l", "move(1)", "right", "Later", True),
    ("brush.far_left", "less_than_sign,b", "far(-1)", "", "Earlier by ten", False),
    ("brush.far_right", "greater_than_sign,w", "far(1)", "", "Later by ten", False),
    ("brush.fix", "space,x,v", "fix", "begin here", "Begin here; then move the end", True),
    ("brush.take", "enter", "take", "take", "Show what went on then", True),
    ("brush.back", "q,escape,backspace", "back", "back", "Choose nothing", True),
)

PAGE: tuple[Declared, ...] = (
    ("page.take", "enter", "take", "hand over", "Hand over: the next one begins here", True),
    ("page.write", "w", "write", "write", "Write it into a Markdown file", True),
    *scrolling("page"),
    *paging("page", hint=True),
    *leaving("page"),
)
