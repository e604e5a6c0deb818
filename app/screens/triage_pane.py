"""What can be decided about the alerts of a list: one, a group, or all that are marked."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.output.amounts import counted
from app.screens import alert_filters, presenting, telling, triage_reads
from app.screens.alert_list import AlertList
from app.screens.asking import ChoiceScreen, PromptScreen, if_given, not_empty
from app.screens.background import background
from app.screens.desk import Desk
from app.screens.outcome import deciding
from app.screens.pane import ListPane
from app.screens.snoozing import SNOOZES, until, wrong_time
from store import triage
from store.filters.grammar import Filter
from store.queries.alerts import AlertRow
from store.queries.cases import CaseRow
from store.silences import Silence
from store.times import now
from store.triage import REASONS, Actor, Done, Reason, Targets, cases, silencing
from widgets import zones
from widgets.view_models import Shown, shown, told

if TYPE_CHECKING:  # screens that a key opens are imported when it is pressed first
    from app.screens.silence_screen import Asked

Decision: TypeAlias = Callable[[Path, Targets, Actor], Done]
"""Something that is decided about alerts."""


class TriagePane(ListPane):
    """A list of alerts to decide about; which ones a key is about, `alerts` knows."""

    def __init__(self, desk: Desk, filter_: Filter) -> None:
        super().__init__(desk, filter_)
        self.alerts = AlertList()
        self._last: tuple[Decision, str] | None = None

    @property
    def chosen(self) -> Sequence[AlertRow]:
        """The alerts that a decision is about, as far as they are in the list."""
        if self.alerts.marks:
            listed = self.alerts.alerts
            return [listed[number] for number in self.alerts.marks if number in listed]
        return self.alerts.at(self.spot)

    @property
    def _title(self) -> Shown:
        targets = self.alerts.targets(self.spot)
        if len(targets.ids) == 1 and self.chosen:
            return presenting.alert_title(self.chosen[0])
        return shown(counted(len(targets.ids), "alert"))

    def action_acknowledge(self) -> None:
        """Acknowledge, and go on to the next alert."""
        self.decide(triage.acknowledge, more=", now below the new ones")

    def action_reopen(self) -> None:
        """Open again."""
        self.decide(triage.reopen, advance=False)

    def action_close_alert(self) -> None:
        """Ask for the reason, close, and go on to the next alert."""

        def close(number: int | None) -> None:
            if number is not None:
                reason = str(REASONS[number])
                self.decide(_closing(reason), more=f" as {reason}")

        if self.chosen:
            from app.screens.reasons import ReasonScreen

            self.app.push_screen(ReasonScreen(self._title), close)

    def action_false_positive(self) -> None:
        """Close as a false positive, and offer to silence what is like it."""
        some = list(self.chosen)
        if some:
            self.decide(_closing(Reason.FALSE_POSITIVE), more=" as false-positive")
            self._offer_silence(some, "false positive")

    def action_silence(self) -> None:
        """Offer to silence what is like it."""
        if self.chosen:
            self._offer_silence(list(self.chosen), "")

    def _offer_silence(self, some: Sequence[AlertRow], reason: str) -> None:
        from app.screens.silence_screen import SilenceScreen

        def begin(asked: "Asked | None") -> None:
            if asked is not None:
                writing = self.desk.decide(
                    silencing.silence,
                    *(self.desk.database, asked.wish, self.desk.actor, now()),
                    force=asked.force,
                )
                background(self, "silence", self._confirm_silence, writing)

        text = alert_filters.common(some).text()
        self.app.push_screen(SilenceScreen(self.desk, text, reason), begin)

    async def _confirm_silence(self, writing: "asyncio.Future[Silence]") -> None:
        with deciding(self):
            done = await writing
            ends = f"until {told(done.until)}" if done.until else "for good"
            back = self.desk.words("{triage.undo} takes it back")
            text = f"silence {done.id} {ends}; it hides {done.hidden:,} · {back}"
            self.post_message(self.Decided(shown(text)))

    def action_assign(self) -> None:
        """Ask to whom."""
        if self.chosen:
            background(self, "assignees", self._ask_assignee)

    async def _ask_assignee(self) -> None:
        with self.reporting():
            me = self.desk.actor.name
            known = await self.desk.lanes.details.run(triage_reads.assignees)
            names = [me, *(name for name in known if name != me)]
            choices = [shown(name) for name in names] + [Shown("somebody else …"), Shown("nobody")]

            def take(number: int | None) -> None:
                if number is None:
                    return
                if number == len(names):
                    self._ask("Assign to whom?", partial(self._assign))
                else:
                    self._assign(names[number] if number < len(names) else None)

            self.app.push_screen(ChoiceScreen(shown(f"Assign {self._title}"), choices), take)

    def _assign(self, name: str | None) -> None:
        self.decide(lambda path, some, actor: triage.assign(path, some, name, actor), advance=False)

    def action_note(self) -> None:
        """Ask for a note."""
        self._ask(
            "Note",
            lambda text: self.decide(
                lambda path, some, actor: triage.note(path, some, text, actor), advance=False
            ),
        )

    def action_tag(self) -> None:
        """Ask for tags."""
        self._ask(
            "Tags, a minus before one takes it away",
            lambda text: self.decide(
                lambda path, some, actor: triage.tag(path, some, text.split(), actor),
                advance=False,
            ),
        )

    def _ask(self, title: str, then: Callable[[str], object]) -> None:
        """Ask for a line of text about what is chosen."""
        if self.chosen:
            screen = PromptScreen(
                shown(f"{title}: {self._title}"), check=not_empty(self.desk.words)
            )
            self.app.push_screen(screen, if_given(then))

    def action_snooze(self) -> None:
        """Ask until when."""

        def take(number: int | None) -> None:
            if number is None:
                return
            if number == len(SNOOZES):
                zone = zones.current().name
                title = shown(f"Until when? 45m, 3d, 2026-12-01, 14:30 ({zone})")
                screen = PromptScreen(title, check=wrong_time)
                self.app.push_screen(screen, if_given(self._snooze))
            else:
                self._snooze(SNOOZES[number][0])

        if self.chosen:
            choices = [Shown(words) for _, words in SNOOZES] + [Shown("another time …")]
            self.app.push_screen(ChoiceScreen(shown(f"Snooze {self._title}"), choices), take)

    def _snooze(self, text: str) -> None:
        self.decide(lambda path, some, actor: triage.snooze(path, some, until(text), actor))

    def action_merge(self) -> None:
        """Merge what is marked into the alert under the cursor; else ask into which."""
        into = self.spot
        if self.alerts.marks and isinstance(into, int):
            self.decide(_merging(into), advance=False)
        elif self.chosen:
            self._ask("Merge into which alert? Its number", self._merge)

    def _merge(self, text: str) -> None:
        if text.isascii() and text.isdigit():
            self.decide(_merging(int(text)))
        else:
            self.post_message(self.Failed(shown(f"{text!r} is no number of an alert")))

    def action_escalate(self) -> None:
        """Ask to which case."""
        if self.chosen:
            background(self, "cases", self._ask_case)

    async def _ask_case(self) -> None:
        with self.reporting():
            found = await self.desk.lanes.details.run(triage_reads.open_cases)

            def take(number: int | None) -> None:
                if number == 0:
                    self._ask_title()
                elif number is not None:
                    self._escalate(found[number - 1].id, "")

            if not found:
                self._ask_title()
                return
            choices = [Shown("a new case …"), *map(_case, found)]
            self.app.push_screen(ChoiceScreen(shown(f"Escalate {self._title}"), choices), take)

    def _ask_title(self) -> None:
        first = self.chosen[0]
        value = f"{first.rule_title} {presenting.group_text(first)}".strip()
        screen = PromptScreen(
            Shown("Title of the new case"), value=value, check=not_empty(self.desk.words)
        )
        self.app.push_screen(screen, if_given(lambda text: self._escalate(None, text)))

    def _escalate(self, case: int | None, title: str) -> None:
        self.decide(
            lambda path, some, actor: cases.escalate(path, some, actor, case=case, title=title)
        )

    def action_repeat(self) -> None:
        """Decide here as was decided last."""
        if self._last is None:
            self.post_message(self.Failed(Shown("Nothing was decided so far.")))
        else:
            decision, more = self._last
            self.decide(decision, more=more)

    def decide(self, decision: Decision, *, advance: bool = True, more: str = "") -> None:
        """Carry a decision out; what is marked is marked no longer.

        Args:
            decision: What is decided.
            advance: Go on to the next row.
            more: What is said of it besides.
        """
        targets = self.alerts.targets(self.spot)
        if not targets.ids:
            return
        self._last = decision, more
        writing = self.desk.decide(decision, self.desk.database, targets, self.desk.actor)
        background(self, f"decision-{targets.ids[0]}", self._confirm, writing, more)
        if self.alerts.marks:
            self.alerts.marks.clear()
            self.draw()
        elif advance:
            self.list.move(1)

    async def _confirm(self, writing: "asyncio.Future[Done]", more: str) -> None:
        """Say what was decided; or why it could not be, and then the alerts are as they were."""
        with deciding(self):
            self.post_message(self.Decided(telling.decided(await writing, self.desk.words, more)))

    def draw(self) -> None:
        """Draw the list anew; each pane its own way."""
        raise NotImplementedError


def _closing(reason: str) -> Decision:
    return lambda path, some, actor: triage.close(path, some, reason, actor)


def _merging(into: int) -> Decision:
    return lambda path, some, actor: triage.merge(path, some, into, actor)


def _case(case: CaseRow) -> Shown:
    return shown(f"{case.id} {case.title} ({counted(case.alerts, 'alert')})")
