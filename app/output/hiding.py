"""What a silence would hide, in words: the same number as it tells once it is there."""

from app.output.amounts import counted
from store.silences import Preview


def would_hide(found: Preview) -> str:
    """Which alerts a silence would hide now, and of how many that meet its filter."""
    which = ", ".join(map(str, found.latest)) + ", …" * (found.hidden > len(found.latest))
    listed = f": {which}" if found.latest else ""
    if found.hidden == found.alerts:
        return f"it would hide {counted(found.hidden, 'alert')}{listed}"
    all_ = counted(found.alerts, "alert")
    rest = found.alerts - found.hidden
    decided = f"{rest:,} {'was' if rest == 1 else 'were'} decided about"
    return f"it would hide {found.hidden:,} of {all_} that meet it{listed}; {decided}"


def may_be_said(found: Preview) -> str | None:
    """That a stranger can say what a silence goes by; None where he cannot."""
    if not found.said:
        return None
    keys = " and ".join(f"{key}:" for key in found.said)
    return f"anybody can say what {keys} asks for, and is hidden too: add ip: to say whom you mean"


def may_be_meant(found: Preview) -> list[str]:
    """Which words name no rule, and which rule was meant."""
    return [
        f"no rule is called {word!r}" + (f"; did you mean rule:{near}?" if near else "")
        for word, near in found.strangers
    ]
