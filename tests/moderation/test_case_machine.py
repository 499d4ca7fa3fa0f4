"""Any case, with any policy, asked anything by anyone, while time goes by, the clock fires early, late, twice or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation import case_commands as c
from moderation import case_events as e
from moderation import case_terms as t
from moderation.case import Case
from moderation.case_told import told
from moderation.escalation import decide, due, evolve, fold, still_wanted
from rooms.ids import MessageId
from rooms.refusals import Refused
from rooms.terms import Coming

T0 = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
PEOPLE = tuple(t.AccountId(name) for name in ("ana", "bea", "cleo", "dora", "eve"))
CLOCK = t.Actor(t.SYSTEM, t.Standing.SYSTEM)
WHO = (
    t.Actor(t.SHE, t.Standing.SHE),
    t.Actor(PEOPLE[0], t.Standing.ON_CALL),
    t.Actor(PEOPLE[1], t.Standing.ON_CALL),
    t.Actor(PEOPLE[2], t.Standing.SUPERVISOR),
    t.Actor(PEOPLE[3], t.Standing.FACILITATOR),
    t.Actor(PEOPLE[4], t.Standing.MEMBER),
)
TARGETS = st.lists(st.sampled_from(PEOPLE[:3]), max_size=2, unique=True).map(tuple)
KINDS = sorted(
    (kind for kind in c.STANDINGS if c.STANDINGS[kind] != {t.Standing.SYSTEM} and kind is not c.Raise), key=lambda kind: kind.__name__
)
SEEDS = st.integers(0, 2**20)


class Cases(RuleBasedStateMachine):
    """One case; `self.kept` is what the record holds of it."""

    case: Case

    @initialize(
        levels=st.lists(TARGETS, max_size=3),
        supervisors=TARGETS,
        rounds=st.integers(1, 3),
        severity=st.sampled_from(list(t.Severity)),
        origin=st.sampled_from(list(t.Origin)),
        asked=st.lists(st.sampled_from(KINDS), min_size=3, max_size=9, unique=True),
    )
    def begin(  # noqa: PLR0917 -- one a setting
        self,
        levels: list[Any],
        supervisors: Any,
        rounds: int,
        severity: t.Severity,
        origin: t.Origin,
        asked: list[type[c.CaseCommand]],
    ) -> None:
        self.now = T0
        self.asked = asked  # a few kinds a run lead further than all of them
        self.kept: list[tuple[datetime, e.CaseEvent]] = []
        self.calls: list[tuple[datetime, e.CallsPages]] = []
        policy = t.Policy(tuple(t.Level(each) for each in levels), supervisors, rounds)
        self._keep(decide(None, CLOCK, c.Raise(t.CaseId("1"), t.AskId("0"), severity, origin, policy), self.now), None)

    def _keep(self, events: list[e.CaseEvent], before: Case | None) -> None:
        if not events:
            return
        self.kept += [(self.now, event) for event in events]
        self.calls += [(self.now, event) for event in events if isinstance(event, e.CallsPages)]
        self.case = fold(before, events, self.now)
        if before is not None:
            self._check(before, events)

    @rule(seconds=st.one_of(st.floats(0, 120), st.floats(0, 7200), st.floats(0, 200_000)))
    def time_goes_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=round(seconds, 3))

    @rule()
    def the_clock_comes_in_time(self) -> None:
        when = due(self.case)
        if when is not None:
            self.now = max(self.now, when)
            before, events = self.case, decide(self.case, CLOCK, c.Due(), self.now)
            assert events, "what is due is done"
            self._keep(events, before)

    @rule(times=st.integers(1, 3))
    def the_clock_comes_whenever(self, times: int) -> None:
        for _ in range(times):
            when, before = due(self.case), self.case
            events = decide(self.case, CLOCK, c.Due(), self.now)
            assert bool(events) is (when is not None and when <= self.now), "neither early nor twice, and never overlooked"
            self._keep(events, before)

    @rule(who=st.sampled_from(WHO), seed=SEEDS)
    def somebody_asks(self, who: t.Actor, seed: int) -> None:
        self._ask(who, self._command(seed))

    @rule(seed=SEEDS)
    def the_owner_asks(self, seed: int) -> None:
        who = next((each for each in WHO if each.account == self.case.owner), WHO[1])
        self._ask(who, self._command(seed))

    @rule(who=st.sampled_from(WHO))
    def somebody_acknowledges(self, who: t.Actor) -> None:
        self._ask(who, c.Acknowledge())

    def _ask(self, who: t.Actor, command: c.CaseCommand) -> None:
        before = self.case
        try:
            events = decide(before, who, command, self.now)
        except Refused as refused:
            if refused.code == "already_owned":
                assert before.owner not in {None, who.account}
            return
        self._keep(events, before)
        assert decide(before, who, command, self.now) == events, "deciding again is free"

    def _command(self, seed: int) -> c.CaseCommand:
        pick = Random(seed)
        kind = pick.choice(self.asked)
        fields = {field.name: self._value(field, pick) for field in msgspec.structs.fields(kind)}
        return kind(**fields)

    def _value(self, field: msgspec.structs.FieldInfo, pick: Random) -> Any:
        name = field.name
        chosen: dict[str, Any] = {
            "ask": t.AskId(str(pick.randrange(3))),
            "to": pick.choice(PEOPLE),
            "second": pick.choice(PEOPLE),
            "due_at": self.now + timedelta(seconds=pick.choice([-1, 60, 90_000])),
            "task": t.TaskId(pick.choice(["a", "b", "review"])),
            "lines": ("988",),
            "duplicate_of": pick.choice([None, None, t.CaseId("2")]),
            "note": MessageId("n"),
            "message": MessageId("m"),
            "on": pick.random() < 0.7,
            "reached": pick.random() < 0.5,
        }
        if name in chosen:
            return chosen[name]
        closed: Any = field.type if isinstance(field.type, type) else next(each for each in field.type.__args__ if each is not type(None))
        values: list[Any] = list(closed)
        return None if closed is not field.type and pick.random() < 0.4 else pick.choice(values)

    def teardown(self) -> None:
        """Whoever folds what was kept, as JSON, has the case."""
        folded: Case | None = None
        for at, event in self.kept:
            folded = evolve(folded, msgspec.json.decode(msgspec.json.encode(event), type=e.CaseEvent), at)
        assert folded == self.case

    # what must hold

    def _check(self, before: Case, events: list[e.CaseEvent]) -> None:
        """Of each step."""
        after = self.case
        for event in events:
            if isinstance(event, e.LevelPaged):
                assert event.targets == before.policy.levels[event.level - 1].targets != ()
        taken = before.owner is not None and after.owner is not None and before.owner != after.owner
        if taken:
            assert any(isinstance(event, e.HandoverAccepted | e.Reopened) for event in events), "one owner, until she or nobody has it"
        lowered = before.severity.graver_than(after.severity)
        was, when = due(before), due(after)
        if not lowered and before.owner is None and after.owner is None and was is not None and not _steps(events):
            assert when is not None or after.outcome is not None
            assert when is None or when <= was, "no deadline is moved: only a step of the chain begins a new one"
        self._no_step_is_skipped(before, events)

    def _no_step_is_skipped(self, before: Case, events: list[e.CaseEvent]) -> None:
        place, passes = (before.level, before.passes) if before.passes else (0, 0)
        for event in events:
            match event:
                case e.OwnerReleased() | e.Reopened() | e.Acknowledged():
                    place, passes = 0, 0
                case e.LevelPaged(level) | e.LevelSkipped(level):
                    assert level == place + 1 or (level == 1 and place == len(before.policy.levels))
                    place, passes = level, passes + (level == 1)
                    assert passes <= before.policy.rounds
                    assert isinstance(event, e.LevelPaged) is bool(before.policy.levels[level - 1].targets)
                case e.Exhausted():
                    assert place == len(before.policy.levels)
                    anybody = any(each.targets for each in before.policy.levels)
                    assert not anybody or passes == before.policy.rounds
                case _:
                    pass

    @invariant()
    def an_open_case_is_never_forgotten(self) -> None:
        case = self.case
        if case.outcome is None and (case.owner is not None or case.policy.everybody()):
            assert due(case) is not None

    @invariant()
    def acknowledged_means_silent(self) -> None:
        case = self.case
        for _, call in self.calls:
            for target in call.targets:
                wanted = still_wanted(case, call.round, target)
                if case.outcome is not None:
                    assert not wanted
                elif case.owner is not None and wanted:
                    assert call.round > case.answered
                    assert target == case.owner or (case.handover is not None and target == case.handover.to)

    @invariant()
    def while_nobody_has_it_what_was_paged_last_is_wanted(self) -> None:
        if self.case.outcome is None and self.case.owner is None and self.calls:
            last = self.calls[-1][1]
            assert all(still_wanted(self.case, last.round, target) for target in last.targets) or last.round <= self.case.answered

    @invariant()
    def exhausted_is_always_told(self) -> None:
        if self.case.exhausted_at is not None and self.case.outcome is None:
            assert self.case.owner is None
            assert told(self.case).status is Coming.NOBODY
        if told(self.case).status is Coming.CALLING:
            assert self.case.exhausted_at is None
            assert due(self.case) is not None

    @invariant()
    def numbers_are_never_used_twice(self) -> None:
        keys = [(getattr(call, "level", 0), call.round) for _, call in self.calls]
        assert len(keys) == len(set(keys))

    @invariant()
    def a_red_one_is_never_left_to_a_facilitator(self) -> None:
        if self.case.severity is t.Severity.RED and self.case.outcome is None:
            assert self.case.owner_standing is not t.Standing.FACILITATOR

    @invariant()
    def what_is_closed_has_happened(self) -> None:
        case = self.case
        if case.outcome is None:
            return
        assert due(case) is None
        assert not case.calls
        if case.outcome is t.Outcome.HANDOFF_CONFIRMED:
            assert case.handed is not None
            assert case.handed.step is t.Step.CONFIRMED
        if case.outcome is t.Outcome.WITHDRAWN:
            assert case.withdrawn_at is not None

    @invariant()
    def nobody_learns_who_worries(self) -> None:
        assert all(PEOPLE[4] != getattr(event, "by", None) for _, event in self.kept)


def _steps(events: list[e.CaseEvent]) -> bool:
    return any(isinstance(event, e.LevelPaged | e.SupervisorsPaged | e.Closed) for event in events)


TestCases = Cases.TestCase
TestCases.settings = settings(max_examples=40, stateful_step_count=40, deadline=None, phases=(Phase.explicit, Phase.generate))
