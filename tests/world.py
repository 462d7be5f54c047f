"""The demo district as tests use it: its people, its records, and a clock that moves only when told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from casework import actions
from casework.filing import Filing, Opened, PartyInput
from casework.models import Assignment, Case, CaseTask, CreditRecord, Unit, User
from casework.permissions import Actor
from casework.rules.deadlines import CHINA
from reference.loader import load
from workflows.base.stage import Stage

PACK = Path(__file__).resolve().parent.parent / "reference" / "xigang"
START = datetime(2026, 11, 9, 10, 0, tzinfo=CHINA)  # a Monday without a holiday near
RECORD = "XG-2025-0003"
PASSWORD = "correct horse battery"


@dataclass
class World(Stage):
    """The loaded district. `at` is now."""

    at: datetime = START

    @staticmethod
    def load() -> None:
        """Load pack and demo part."""
        load(PACK, START - timedelta(days=400), demo=True, password=PASSWORD)

    @classmethod
    def ready(cls) -> World:
        """The district as it is loaded, or loaded now when a test has emptied the database."""
        if not Unit.objects.exists():
            cls.load()
        return cls(people={user.username: user for user in User.objects.all()})

    def filer(self, case: Case) -> Actor:
        """The filer of a case."""
        return Actor.filer(case)

    def filing(self, **changes: Any) -> Filing:
        """A believable objection to the record with the wrong amount."""
        record = changes.pop("record", None) or CreditRecord.objects.get(number=RECORD)
        party = PartyInput("enterprise", record.subject_name, record.subject_code, "13842600718", "office@example.com")
        details = {"reason": "wrong_amount", "field": "amount", "claim": "6400元", "wish": "更正金额"}
        return Filing(
            **{"content": "罚款金额应为6400元。", "filer": party, "record": record, "details": details} | changes
        )

    def file(self, **changes: Any) -> Opened:
        """File an objection online."""
        return actions.open_case("objection", self.filing(**changes), by=Actor(), at=self.at)

    def agreed(
        self, case: Case, move: str, who: str = "fagai_handler", by: str = "fagai_supervisor", **data: Any
    ) -> Any:
        """Propose and have approved."""
        self.approve(self.submit(case, move, who, **data), by)
        return self.get(case)

    def ask(self, case: Case, unit: str, who: str = "fagai_handler", question: str = "请核查罚款金额。") -> Assignment:
        """Ask a unit."""
        return super().ask(case, unit, who, question)

    def answer(
        self, assignment: Assignment, who: str, finding: str = "wrong", text: str = "经查原决定书，金额为6400元。"
    ) -> Assignment:
        """Answer for a unit."""
        return super().answer(assignment, who, finding, text)

    def open_tasks(self, case: Case) -> list[tuple[str, str, str]]:
        """Node, unit and owner of each open task, in a stable order."""
        rows = CaseTask.objects.open().filter(case_id=case.pk).select_related("unit", "owner")
        return sorted((t.flow_task.name, str(t.unit or ""), t.owner.username if t.owner else "") for t in rows)

    # Cases brought to a state through real moves ------------------------------------------------------------

    def submitted(self) -> Any:
        """Just filed."""
        return self.get(self.file().case)

    def verifying(self) -> Any:
        """Accepted and marked."""
        return self.agreed(self.submitted(), "accept")

    def consulting(self) -> tuple[Any, Assignment]:
        """The provider was asked."""
        case = self.verifying()
        assignment = self.ask(case, "区财政局")
        return self.get(case), assignment

    def deciding(self) -> Any:
        """The provider has answered."""
        case, assignment = self.consulting()
        self.answer(assignment, "caizheng_handler")
        return self.get(case)

    def decided(self) -> Any:
        """The correction is approved."""
        return self.agreed(self.deciding(), "decide_correct", amount="6400.00", explanation="经核查，金额录入有误。")

    def notifying(self) -> Any:
        """The correction is carried out."""
        case = self.decided()
        self.submit(case, "execute", "fagai_handler")
        return self.get(case)

    def closed(self) -> Any:
        """Every subscriber has confirmed."""
        case = self.notifying()
        for code in ("xinyong-dalian", "zhengfu-caigou"):
            self.submit(case, "acknowledge", "fagai_handler", subscriber=code, reference=f"HZ-{code}")
        return self.get(case)

    def refused(self) -> Any:
        """Not accepted."""
        return self.agreed(self.submitted(), "refuse", reason="not_subject", explanation="申请人不是信息主体。")

    def reviewing(self) -> Any:
        """The filer asked for a review of the result."""
        case = self.closed()
        self.as_filer(case, "ask_review", grounds="更正不彻底。")
        return self.get(case)
