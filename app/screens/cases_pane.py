"""The Cases tab: what is looked into, and the page of the case at hand beside it."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from app.keyboard.keys import Context, bindings
from app.output.case_page import CasePage, case_markdown
from app.output.written import write_new
from app.screens import case_telling, filtering, triage_reads
from app.screens.asking import ChoiceScreen, PromptScreen, if_given, not_empty
from app.screens.background import background
from app.screens.outcome import deciding
from app.screens.pane import ListPane
from app.screens.place import Tab
from app.screens.telling import decided
from app.screens.writing import REFUSED, may_write
from store.queries.cases import CaseRow
from store.triage import Actor, Done, cases
from widgets.record_list import RecordList
from widgets.text_pane import TextPane
from widgets.view_models import Line, Shown, Tone, shown

CaseDecision = Callable[[Path, int, Actor], Done]
"""Something that is decided about a case."""


class CasesPane(ListPane):
    """Open cases first, those first that were changed last."""

    TAB = Tab.CASES
    CONTEXT = Context.CASES
    FILTERED = False
    BINDINGS = bindings(Context.CASES, Context.LIST)
    COLUMNS = case_telling.COLUMNS

    def compose(self) -> ComposeResult:
        """List and page."""
        self._cases: dict[int, CaseRow] = {}
        self._page = TextPane(classes="beside")
        self._told: int | None = None
        with Container(classes="split"):
            yield self.list
            yield self._page

    async def _load(self) -> None:
        with self.filling():
            found = await self.desk.lanes.pages.run(triage_reads.all_cases)
            self._cases = {case.id: case for case in found}
            self.list.say(self.desk.words(case_telling.NONE))
            rows = [case_telling.row(case) for case in found]
            self.list.replace(rows, key=self.land(), index=self.list.cursor)
            self.count(case_telling.counted(found))

    @property
    def _case(self) -> CaseRow | None:
        spot = self.spot
        return self._cases.get(spot) if isinstance(spot, int) else None

    @on(RecordList.Moved)
    def _tell(self, event: RecordList.Moved) -> None:
        event.stop()
        background(self, "page", self._load_page, self._case)

    async def _load_page(self, case: CaseRow | None) -> None:
        if case is None:
            self._page.show([])
            return
        with self.reporting(say=lambda text: self._page.show([Line(text, Tone.BAD)])):
            page = await self._read(case.id)
            lines = [Line(shown(line)) for line in case_markdown(page)]
            self._page.show(lines, keep=case.id == self._told)
            self._told = case.id

    async def _read(self, case: int) -> CasePage:
        return await self.desk.lanes.details.run(triage_reads.page_of_case, case)

    def labels(self) -> Mapping[str, str]:
        """A case has no page of its own but the one beside the list."""
        return {"value.entity": ""}

    @on(RecordList.Opened)
    def action_open(self) -> None:
        """Show the case's alerts; on the number of its pins, those."""
        if self.list.cell == case_telling.PINS:
            self.action_records()
        elif self._case is not None:
            wanted = filtering.parsed(f"case:{self._case.id}")
            self.post_message(self.Drilled(Tab.ALERTS, wanted))

    def action_records(self) -> None:
        """Show the records that are pinned to the case."""
        case = self._case
        if case is None:
            return
        if not case.pins:
            self.post_message(self.Failed(Shown("No record is pinned to this case.")))
            return
        numbers = ",".join(str(pin.event) for pin in case.pins)
        self.post_message(self.Drilled(Tab.EVENTS, filtering.parsed(f"id:{numbers}")))

    def action_note(self) -> None:
        """Ask for a note."""
        self._ask(
            "Note", lambda text: lambda path, case, actor: cases.note_case(path, case, text, actor)
        )

    def action_close_case(self) -> None:
        """Close the case."""
        self._decide(cases.close_case)

    def action_reopen(self) -> None:
        """Open the case again."""
        self._decide(cases.reopen_case)

    def action_assign(self) -> None:
        """Ask to whom."""
        if self._case is not None:
            background(self, "assignees", self._ask_assignee)

    async def _ask_assignee(self) -> None:
        with self.reporting():
            me = self.desk.actor.name
            known = await self.desk.lanes.details.run(triage_reads.assignees)
            names: list[str | None] = [me, *(name for name in known if name != me), None]

            def take(number: int | None) -> None:
                if number is not None:
                    name = names[number]
                    self._decide(
                        lambda path, case, actor: cases.assign_case(path, case, name, actor)
                    )

            choices = [shown(name or "nobody") for name in names]
            self.app.push_screen(ChoiceScreen(Shown("Assign the case"), choices), take)

    def action_new(self) -> None:
        """Ask for the title of a new case."""

        def begin(text: str | None) -> None:
            if text is not None:
                writing = self.desk.decide(
                    cases.open_case, self.desk.database, text, self.desk.actor
                )
                background(self, "decision", self._confirm, writing)

        screen = PromptScreen(Shown("Title of the new case"), check=not_empty(self.desk.words))
        self.app.push_screen(screen, begin)

    def action_write(self) -> None:
        """Ask for a file, and write the case into it as Markdown."""
        case = self._case
        if not may_write(self.app, self.desk):
            self.post_message(self.Failed(REFUSED))
        elif case is not None:
            screen = PromptScreen(
                Shown("Write the case into which new file?"),
                value=f"case-{case.id}.md",
                check=not_empty(self.desk.words),
            )
            self.app.push_screen(
                screen, if_given(lambda text: background(self, "write", self._write, case.id, text))
            )

    async def _write(self, case: int, name: str) -> None:
        with self.reporting():
            lines = list(case_markdown(await self._read(case)))
            path = await asyncio.to_thread(write_new, name, lines)
            self.post_message(self.Decided(shown(f"written: {path}")))

    def _ask(self, title: str, made: Callable[[str], CaseDecision]) -> None:
        if self._case is not None:
            screen = PromptScreen(
                shown(f"{title}: case {self._case.id}"), check=not_empty(self.desk.words)
            )
            self.app.push_screen(screen, if_given(lambda text: self._decide(made(text))))

    def _decide(self, decision: CaseDecision) -> None:
        if self._case is not None:
            writing = self.desk.decide(decision, self.desk.database, self._case.id, self.desk.actor)
            background(self, "decision", self._confirm, writing)

    async def _confirm(self, writing: "asyncio.Future[Done]") -> None:
        with deciding(self):
            self.post_message(self.Decided(decided(await writing, self.desk.words)))

    def action_scroll_story(self, by: int) -> None:
        """Scroll the page."""
        self._page.scroll_rows(by)
