"""What a correct escalation must do: each invariant has a test that bears its name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

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
ANA, BEA, CLEO, DORA, EVE, FAY = (t.AccountId(name) for name in ("ana", "bea", "cleo", "dora", "who worries", "fay"))
POLICY = t.Policy((t.Level((ANA, BEA)), t.Level((CLEO,))), (DORA,))
CLOCK = t.Actor(t.SYSTEM, t.Standing.SYSTEM)
HER = t.Actor(t.SHE, t.Standing.SHE)
RED, AMBER, GREEN = t.Severity


def on_call(account: t.AccountId) -> t.Actor:
    return t.Actor(account, t.Standing.ON_CALL)


LEADS = t.Actor(FAY, t.Standing.FACILITATOR)
HEADS = t.Actor(DORA, t.Standing.SUPERVISOR)


class Tale:
    """A case as it goes: `ask` decides, folds and moves the clock on by `after` seconds first."""

    def __init__(self, severity: t.Severity = RED, policy: t.Policy = POLICY, origin: t.Origin = t.Origin.SHE) -> None:
        self.now, self.case, self.events = T0, None, list[e.CaseEvent]()
        by = {t.Origin.FACILITATOR: LEADS, t.Origin.WORDS: CLOCK}.get(origin, HER)
        self.ask(by, c.Raise(t.CaseId("0CASE"), t.AskId("first"), severity, origin, policy))

    case: Case | None

    def ask(self, actor: t.Actor, command: c.CaseCommand, after: float = 0) -> list[e.CaseEvent]:
        self.now += timedelta(seconds=after)
        events = decide(self.case, actor, command, self.now)
        if events:
            self.case = fold(self.case, events, self.now)
        self.events += events
        return events

    def tick(self, after: float = 0) -> list[e.CaseEvent]:
        return self.ask(CLOCK, c.Due(), after)

    def at_due(self) -> list[e.CaseEvent]:
        """Let the clock come to what is due next."""
        when = due(self.is_())
        assert when is not None
        return self.tick((when - self.now).total_seconds())

    def is_(self) -> Case:
        assert self.case is not None
        return self.case

    def owned(self, by: t.AccountId = ANA) -> Tale:
        self.ask(on_call(by), c.Acknowledge())
        return self


def refused(code: str, tale: Tale, actor: t.Actor, command: c.CaseCommand, after: float = 0) -> None:
    before = tale.case
    with pytest.raises(Refused) as said:
        tale.ask(actor, command, after)
    assert said.value.code == code
    assert tale.case == before


def kinds(events: Iterable[e.CaseEvent]) -> list[str]:
    return [type(event).__name__ for event in events]


def paged(events: Iterable[e.CaseEvent]) -> list[tuple[t.AccountId, ...]]:
    return [event.targets for event in events if isinstance(event, e.LevelPaged | e.SupervisorsPaged | e.Repaged)]


# the chain


def test_a_raise_pages_the_first_level_at_once() -> None:
    tale = Tale()
    assert kinds(tale.events) == ["Raised", "LevelPaged"]
    assert paged(tale.events) == [(ANA, BEA)]
    assert tale.is_().stage is t.Stage.PAGING


@pytest.mark.parametrize(("severity", "seconds"), [(RED, 90), (AMBER, 300), (GREEN, 1800)])
def test_the_next_level_never_starts_before_the_one_before_has_had_its_chance(severity: t.Severity, seconds: float) -> None:
    tale = Tale(severity)
    assert tale.tick(seconds - 0.001) == []
    assert paged(tale.tick(0.001)) == [(CLEO,)]


def test_a_delay_counts_from_the_step_before() -> None:
    tale = Tale()
    tale.tick(130)  # nobody ran for forty seconds: the second level is paged late, and has its whole time all the same
    assert due(tale.is_()) == T0 + timedelta(seconds=130 + 90)


def test_a_restart_fires_what_is_overdue_once_and_moves_no_deadline() -> None:
    tale = Tale()
    before = due(tale.is_())
    kept, again = tale.events, None
    for event in kept:  # a new process folds what was kept
        again = evolve(again, event, T0)
    assert again == tale.is_()
    assert due(again) == before
    tale.tick(3600)
    assert kinds(tale.events[2:]) == ["LevelPaged"], "one step, however late: whoever is paged has her chance"
    assert tale.tick() == [], "and once"


def test_each_step_fires_at_most_once_however_often_the_timer_does() -> None:
    tale = Tale()
    tale.at_due()
    for _ in range(5):
        assert tale.tick() == []
    rounds = [(event.level, event.round) for event in tale.events if isinstance(event, e.LevelPaged)]
    assert len(rounds) == len(set(rounds)) == 2


def test_an_empty_level_is_skipped_at_once() -> None:
    tale = Tale(policy=replace(POLICY, levels=(t.Level(()), t.Level((CLEO,)))))
    assert kinds(tale.events) == ["Raised", "LevelSkipped", "LevelPaged"]
    assert paged(tale.events) == [(CLEO,)]


def test_two_rounds_then_exhausted_and_everybody_is_paged_again_and_again() -> None:
    tale = Tale()
    for _ in range(3):
        tale.at_due()
    assert paged(tale.events) == [(ANA, BEA), (CLEO,), (ANA, BEA), (CLEO,)]
    assert t.Side.EXHAUSTED not in tale.is_().sides
    assert kinds(tale.at_due()) == ["Exhausted", "SupervisorsPaged"]
    assert tale.now == T0 + timedelta(seconds=4 * 90)
    assert t.Side.EXHAUSTED in tale.is_().sides
    for _ in range(10):
        assert paged(tale.at_due()) == [(DORA, ANA, BEA, CLEO)]
    assert tale.now == T0 + timedelta(seconds=4 * 90 + 10 * 180)


def test_exhausted_is_told_to_the_raiser() -> None:
    tale = Tale(policy=t.Policy((), ()))
    assert kinds(tale.events) == ["Raised", "Exhausted"], "nobody is on call: that is known at once, and said at once"
    assert told(tale.is_()).status is Coming.NOBODY
    tale = Tale()
    assert told(tale.is_()).status is Coming.CALLING
    for _ in range(4):
        tale.at_due()
    assert told(tale.is_()).status is Coming.NOBODY
    tale.owned()
    assert (told(tale.is_()).status, told(tale.is_()).owner) == (Coming.HAS_IT, ANA)
    assert t.Side.EXHAUSTED not in tale.is_().sides


def test_no_number_of_a_round_is_used_twice_for_a_level() -> None:
    tale = Tale()
    for _ in range(6):
        tale.at_due()
    tale.owned()
    tale.at_due()
    keys = [(getattr(event, "level", 0), event.round) for event in tale.events if isinstance(event, e.CallsPages)]
    assert len(keys) == len(set(keys)) == 8


def test_one_failed_channel_moves_nothing() -> None:
    tale = Tale()
    before = due(tale.is_())
    tale.ask(CLOCK, c.TellPageFailed("p1", ANA, t.Channel.PUSH, t.Trouble.HUNG), 30)
    tale.ask(CLOCK, c.TellPageSent("p2", BEA, t.Channel.MAIL), 1)
    assert due(tale.is_()) == before


def test_the_policy_is_frozen_at_the_raise() -> None:
    tale = Tale()
    raised = tale.events[0]
    assert isinstance(raised, e.Raised)
    assert raised.policy == POLICY
    assert tale.is_().policy == POLICY


# ownership


def test_acknowledging_stops_every_page_at_once() -> None:
    tale = Tale()
    tale.at_due()
    assert all(still_wanted(tale.is_(), 1, who) for who in (ANA, BEA, CLEO))
    tale.owned(CLEO)
    assert not any(still_wanted(tale.is_(), 1, who) for who in (ANA, BEA, CLEO, DORA)), "also of her who has it"
    assert tale.is_().stage is t.Stage.ACKED
    assert tale.tick(100) == []


def test_a_second_acknowledgement_loses_cleanly() -> None:
    tale = Tale().owned()
    refused("already_owned", tale, on_call(BEA), c.Acknowledge())
    refused("already_owned", tale, HEADS, c.Acknowledge())
    assert tale.is_().owner == ANA
    assert tale.ask(on_call(ANA), c.Acknowledge()) == [], "her own second tap is no error"


def test_acknowledged_is_not_resolved_silence_pages_again_from_the_first_level() -> None:
    tale = Tale()
    tale.at_due()
    tale.owned(CLEO)
    assert tale.tick(179) == []
    events = tale.tick(1)
    assert kinds(events) == ["OwnerReleased", "LevelPaged"]
    assert paged(events) == [(ANA, BEA)]
    assert tale.is_().owner is None
    assert still_wanted(tale.is_(), tale.is_().round, ANA)
    assert not still_wanted(tale.is_(), 1, ANA), "a page from before, that hung until now"


@pytest.mark.parametrize("command", [c.StillHere(), c.Note(MessageId("n")), c.Say(MessageId("m")), c.TryContact(t.Way.ROOM, reached=False)])
def test_notes_and_typing_put_the_owners_clock_back(command: c.CaseCommand) -> None:
    tale = Tale().owned()
    tale.ask(on_call(ANA), command, 170)
    assert tale.tick(179) == []
    assert kinds(tale.tick(1)) == ["OwnerReleased", "LevelPaged"]


def test_what_others_do_does_not_speak_for_the_owner() -> None:
    tale = Tale().owned()
    tale.ask(on_call(BEA), c.Note(MessageId("n")), 170)
    tale.ask(HER, c.Say(MessageId("m")))
    assert kinds(tale.tick(10)) == ["OwnerReleased", "LevelPaged"]


def test_that_she_types_is_not_kept_at_every_letter() -> None:
    tale = Tale().owned()
    assert tale.ask(on_call(ANA), c.StillHere(), 19) == []
    assert kinds(tale.ask(on_call(ANA), c.StillHere(), 1)) == ["OwnerHeard"]


def test_who_cannot_go_on_gives_it_back_and_others_are_paged_at_once() -> None:
    tale = Tale().owned()
    assert kinds(tale.ask(on_call(ANA), c.GiveBack())) == ["OwnerReleased", "LevelPaged"]
    refused("not_owner", tale, on_call(ANA), c.GiveBack())


def test_a_red_one_is_for_who_is_on_call() -> None:
    tale = Tale(RED)
    refused("not_allowed", tale, LEADS, c.Acknowledge())
    assert kinds(tale.ask(LEADS, c.BeWithHer())) == ["WithHer"]
    assert paged(tale.at_due()) == [(CLEO,)], "a facilitator is with her, and the pages go on"
    assert told(tale.is_()).with_her == FAY
    tale.ask(LEADS, c.BeWithHer(on=False))
    assert told(tale.is_()).with_her is None


def test_hand_over_must_be_accepted() -> None:
    tale = Tale().owned()
    refused("not_owner", tale, on_call(BEA), c.OfferHandover(CLEO))
    tale.ask(on_call(ANA), c.OfferHandover(BEA))
    assert tale.is_().owner == ANA, "until then it stays hers"
    refused("already_owned", tale, on_call(CLEO), c.AcceptHandover())
    tale.ask(on_call(ANA), c.StillHere(), 60)
    assert paged(tale.tick(30)) == [(BEA, ANA)], "not accepted in time: both are paged"
    assert still_wanted(tale.is_(), tale.is_().round, BEA)
    assert not still_wanted(tale.is_(), tale.is_().round, CLEO)
    tale.ask(on_call(ANA), c.StillHere(), 60)
    assert paged(tale.tick(30)) == [(BEA, ANA)], "and again"
    tale.ask(on_call(BEA), c.AcceptHandover())
    assert (tale.is_().owner, tale.is_().handover) == (BEA, None)
    refused("not_owner", tale, on_call(ANA), c.Engage())


def test_a_hand_over_can_be_declined_or_taken_back() -> None:
    tale = Tale().owned()
    tale.ask(on_call(ANA), c.OfferHandover(BEA))
    refused("not_owner", tale, on_call(CLEO), c.EndHandover())
    assert kinds(tale.ask(on_call(BEA), c.EndHandover())) == ["HandoverEnded"]
    assert tale.is_().owner == ANA
    for nobody in (ANA, t.SHE, t.SYSTEM):
        refused("bad_request", tale, on_call(ANA), c.OfferHandover(nobody))


# severity


def test_raising_is_one_tap_and_never_moves_a_deadline_later() -> None:
    tale = Tale(AMBER)
    tale.now += timedelta(seconds=60)
    before = due(tale.is_())
    assert kinds(tale.ask(LEADS, c.SetSeverity(RED))) == ["SeveritySet", "Repaged"]
    assert paged(tale.events[-1:]) == [(ANA, BEA)], "whoever was paged is told that it is graver"
    assert due(tale.is_()) == T0 + timedelta(seconds=90)
    assert before is not None
    assert before > T0 + timedelta(seconds=90)


def test_lowering_needs_a_reason_and_who_has_it() -> None:
    tale = Tale(RED)
    refused("not_owner", tale, on_call(ANA), c.SetSeverity(AMBER, t.WhyLowered.SPOKE_WITH_HER))
    tale.owned()
    refused("not_owner", tale, LEADS, c.SetSeverity(AMBER, t.WhyLowered.SPOKE_WITH_HER))
    refused("reason_needed", tale, on_call(ANA), c.SetSeverity(AMBER))
    tale.ask(on_call(ANA), c.SetSeverity(AMBER, t.WhyLowered.SPOKE_WITH_HER))
    assert tale.is_().severity is AMBER
    assert tale.ask(HEADS, c.SetSeverity(AMBER)) == []


def test_what_becomes_red_is_not_left_to_a_facilitator_alone() -> None:
    tale = Tale(AMBER)
    tale.ask(LEADS, c.Acknowledge())
    assert tale.is_().owner == FAY
    events = tale.ask(CLOCK, c.AskAgain(t.AskId("words"), RED, t.Origin.WORDS))
    assert kinds(events) == ["AskedAgain", "SeveritySet", "OwnerReleased", "LevelPaged"]


# asking again, taking back


def test_a_flood_folds_into_one_case_and_none_is_dropped() -> None:
    tale = Tale(AMBER, origin=t.Origin.GUEST)
    for number in range(50):
        assert kinds(tale.ask(HER, c.AskAgain(t.AskId(str(number)), AMBER, t.Origin.GUEST))) == ["AskedAgain"]
        assert tale.ask(HER, c.AskAgain(t.AskId(str(number)), AMBER, t.Origin.GUEST)) == [], "the same tap, twice on the way"
    assert len(tale.is_().asks) == 51
    for number in range(50):
        tale.ask(HER, c.Withdraw(t.AskId(str(number))))
    assert tale.is_().outcome is None, "one of them still asks"
    tale.ask(HER, c.Withdraw(t.AskId("first")))
    assert tale.is_().outcome is t.Outcome.WITHDRAWN


def test_a_withdrawn_red_stays_until_a_human_closes_it() -> None:
    tale = Tale(RED)
    tale.ask(HER, c.Withdraw(t.AskId("first")))
    assert tale.is_().stage is t.Stage.PAGING
    assert t.Side.WITHDRAWN in tale.is_().sides
    assert paged(tale.at_due()) == [(CLEO,)], "and is paged on"
    tale.owned().ask(on_call(ANA), c.Close(t.Outcome.WITHDRAWN))
    assert tale.is_().stage is t.Stage.CLOSED


def test_what_somebody_has_is_closed_by_her_also_when_taken_back() -> None:
    tale = Tale(AMBER).owned()
    tale.ask(HER, c.Withdraw(t.AskId("first")))
    assert tale.is_().outcome is None
    assert told(tale.is_()).withdrawn


def test_she_may_decline_and_it_ends_nothing() -> None:
    tale = Tale(RED, origin=t.Origin.WORDS)
    assert kinds(tale.ask(HER, c.Decline())) == ["SheDeclined"]
    assert tale.ask(HER, c.Decline()) == []
    assert paged(tale.at_due()) == [(CLEO,)]


def test_the_target_is_never_told_who_worries() -> None:
    worried = t.Actor(EVE, t.Standing.MEMBER)
    events = decide(None, worried, c.Raise(t.CaseId("1"), t.AskId("a"), AMBER, t.Origin.MEMBER, POLICY), T0)
    case = fold(None, events, T0)
    events += decide(case, worried, c.AskAgain(t.AskId("b"), RED, t.Origin.MEMBER), T0)
    assert EVE not in repr(events)


# what is done


def test_offered_cannot_be_closed_as_connected() -> None:
    tale = Tale().owned()
    me = on_call(ANA)
    refused("not_connected", tale, me, c.Close(t.Outcome.HANDOFF_OFFERED))
    tale.ask(me, c.OfferHandoff(t.Service.CRISIS_LINE))
    assert tale.is_().stage is t.Stage.HANDOFF_OFFERED
    for outcome in (t.Outcome.HANDOFF_CONNECTED, t.Outcome.HANDOFF_CONFIRMED):
        refused("not_connected", tale, me, c.Close(outcome))
    refused("not_connected", tale, me, c.ConnectHandoff())
    tale.ask(HER, c.AcceptHandoff())
    refused("not_connected", tale, me, c.ConfirmHandoff())
    tale.ask(me, c.ConnectHandoff())
    assert tale.is_().stage is t.Stage.CONNECTED
    refused("not_connected", tale, me, c.Close(t.Outcome.HANDOFF_CONFIRMED))
    refused("outcome_untrue", tale, HER, c.RefuseHandoff())
    tale.ask(me, c.ConfirmHandoff())
    assert tale.is_().stage is t.Stage.CONFIRMED
    tale.ask(me, c.Close(t.Outcome.HANDOFF_CONFIRMED))
    assert tale.is_().stage is t.Stage.CLOSED


def test_outside_help_needs_a_second_person() -> None:
    tale = Tale().owned()
    refused("second_needed", tale, on_call(ANA), c.CallEmergency())
    tale.ask(on_call(ANA), c.AskToCall())
    refused("second_needed", tale, on_call(ANA), c.SecondCall())
    refused("second_needed", tale, on_call(ANA), c.CallEmergency(t.WhyAlone.DANGER_GREW), 179)
    tale.ask(LEADS, c.SecondCall())
    assert tale.ask(on_call(ANA), c.CallEmergency()) == [e.EmergencyCalled(ANA, FAY)]
    assert tale.ask(on_call(ANA), c.CallEmergency()) == []


def test_after_three_minutes_one_may_act_alone_with_a_reason_reviewed_next_day() -> None:
    tale = Tale().owned()
    tale.ask(on_call(ANA), c.AskToCall())
    refused("reason_needed", tale, on_call(ANA), c.CallEmergency(), 180)
    events = tale.ask(on_call(ANA), c.CallEmergency(t.WhyAlone.NOBODY_ANSWERED))
    assert events[0] == e.EmergencyCalled(ANA, alone=t.WhyAlone.NOBODY_ANSWERED)
    assert [each.what for each in tale.is_().tasks] == [t.Task.REVIEW]
    tale.ask(on_call(ANA), c.ConfirmEmergency())
    refused("tasks_open", tale, on_call(ANA), c.Close(t.Outcome.EMERGENCY_CONFIRMED))
    refused("second_needed", tale, on_call(ANA), c.FinishFollowUp(tale.is_().tasks[0].id))
    refused("not_allowed", tale, HEADS, c.DropFollowUp(tale.is_().tasks[0].id, t.WhyDropped.NOT_NEEDED))
    tale.ask(HEADS, c.FinishFollowUp(tale.is_().tasks[0].id))
    tale.ask(on_call(ANA), c.Close(t.Outcome.EMERGENCY_CONFIRMED))


def test_an_attempt_in_progress_waits_for_nobody() -> None:
    tale = Tale()
    events = tale.ask(LEADS, c.CallEmergency(t.WhyAlone.ATTEMPT))
    assert kinds(events) == ["EmergencyCalled", "FollowUpSet"]
    assert tale.is_().stage is t.Stage.PAGING, "somebody must own it all the same"
    assert paged(tale.at_due()) == [(CLEO,)]


def test_emergency_services_must_be_confirmed_or_marked_not_confirmed() -> None:
    tale = Tale().owned()
    me = on_call(ANA)
    refused("outcome_untrue", tale, me, c.ConfirmEmergency())
    refused("outcome_untrue", tale, me, c.Close(t.Outcome.EMERGENCY_CONFIRMED))
    tale.ask(me, c.AskToCall())
    tale.ask(LEADS, c.SecondCall())
    tale.ask(me, c.CallEmergency())
    assert tale.is_().stage is t.Stage.EMERGENCY_CALLED
    for outcome in t.Outcome:
        refused("emergency_open", tale, me, c.Close(outcome, t.CaseId("2") if outcome is t.Outcome.DUPLICATE else None))
    refused("emergency_open", tale, me, c.BeginFollowUp())
    tale.ask(me, c.MarkNotConfirmed())
    assert tale.is_().stage is t.Stage.NOT_CONFIRMED
    refused("outcome_untrue", tale, me, c.Close(t.Outcome.FALSE_ALARM))
    refused("outcome_untrue", tale, me, c.Close(t.Outcome.EMERGENCY_CONFIRMED))
    tale.ask(me, c.Close(t.Outcome.EMERGENCY_NOT_CONFIRMED))


def test_follow_up_that_is_overdue_pages_again() -> None:
    tale = Tale().owned()
    me = on_call(ANA)
    refused("no_follow_up", tale, me, c.BeginFollowUp())
    tomorrow = tale.now + timedelta(days=1)
    tale.ask(me, c.SetFollowUp(t.TaskId("x"), t.Task.SPEAK_WITH_HER, tomorrow))
    tale.ask(me, c.BeginFollowUp())
    assert tale.is_().stage is t.Stage.FOLLOW_UP
    assert due(tale.is_()) == tomorrow, "her clock rests until then"
    events = tale.at_due()
    assert kinds(events) == ["FollowUpOverdue", "Repaged"]
    assert paged(events) == [(ANA,)]
    assert still_wanted(tale.is_(), tale.is_().round, ANA)
    refused("no_follow_up", tale, me, c.BeginFollowUp())
    assert kinds(tale.at_due()) == ["OwnerReleased", "LevelPaged"], "and if she is silent, the chain again"


def test_nothing_left_to_do_is_not_yet_closed() -> None:
    tale = Tale().owned()
    me = on_call(ANA)
    tale.ask(me, c.SetFollowUp(t.TaskId("x"), t.Task.SPEAK_WITH_HER, tale.now + timedelta(days=1)))
    tale.ask(me, c.BeginFollowUp())
    refused("tasks_open", tale, me, c.Close(t.Outcome.SUPPORTED_IN_ROOM))
    tale.ask(me, c.FinishFollowUp(t.TaskId("x")), 3600)
    assert due(tale.is_()) == tale.now + timedelta(seconds=180), "somebody must say how it ended"


@pytest.mark.parametrize("command", [c.AskAgain(t.AskId("b"), RED, t.Origin.SHE), c.Say(MessageId("m"))])
def test_what_rests_wakes_when_she_asks_again_or_writes(command: c.CaseCommand) -> None:
    tale = Tale().owned()
    tale.ask(on_call(ANA), c.SetFollowUp(t.TaskId("x"), t.Task.SPEAK_WITH_HER, tale.now + timedelta(days=1)))
    tale.ask(on_call(ANA), c.BeginFollowUp())
    assert paged(tale.ask(HER, command, 3600)) == [(ANA,)]
    assert due(tale.is_()) == tale.now + timedelta(seconds=180)


# its end


def test_closing_needs_an_owner_and_an_outcome_that_happened() -> None:
    tale = Tale()
    refused("not_owner", tale, on_call(ANA), c.Close(t.Outcome.FALSE_ALARM))
    tale.owned()
    refused("not_owner", tale, on_call(BEA), c.Close(t.Outcome.FALSE_ALARM))
    refused("outcome_untrue", tale, on_call(ANA), c.Close(t.Outcome.WITHDRAWN))
    tale.ask(on_call(ANA), c.Close(t.Outcome.SUPPORTED_IN_ROOM))
    assert (tale.is_().stage, due(tale.is_()), tale.tick(10_000)) == (t.Stage.CLOSED, None, [])
    refused("case_closed", tale, on_call(BEA), c.Acknowledge())
    assert told(tale.is_()).status is Coming.OVER


def test_a_duplicate_names_the_other() -> None:
    tale = Tale().owned()
    refused("bad_request", tale, on_call(ANA), c.Close(t.Outcome.DUPLICATE))
    refused("bad_request", tale, on_call(ANA), c.Close(t.Outcome.DUPLICATE, tale.is_().id))
    refused("bad_request", tale, on_call(ANA), c.Close(t.Outcome.FALSE_ALARM, t.CaseId("other")))
    tale.ask(on_call(ANA), c.Close(t.Outcome.DUPLICATE, t.CaseId("other")))
    assert t.Side.DUPLICATE_OF in tale.is_().sides


def test_reopened_it_has_an_owner_or_is_paged() -> None:
    tale = Tale().owned()
    tale.ask(on_call(ANA), c.Close(t.Outcome.UNREACHABLE))
    assert kinds(tale.ask(on_call(BEA), c.Reopen(t.WhyReopened.NEWS))) == ["Reopened", "Acknowledged"]
    assert (tale.is_().owner, tale.is_().stage) == (BEA, t.Stage.ACKED)
    assert t.Side.REOPENED in tale.is_().sides
    tale.ask(on_call(BEA), c.Close(t.Outcome.UNREACHABLE))
    assert kinds(tale.ask(LEADS, c.Reopen(t.WhyReopened.SHE_WROTE))) == ["Reopened", "LevelPaged"], "a red one, by a facilitator"


def test_what_she_is_not_shown_has_a_reason_and_two_names() -> None:
    tale = Tale().owned()
    refused("second_needed", tale, on_call(ANA), c.WithholdNotice(ANA, t.WhyWithheld.WATCHED))
    tale.ask(on_call(ANA), c.WithholdNotice(FAY, t.WhyWithheld.WATCHED))
    assert tale.is_().withheld
    widened = tale.ask(on_call(ANA), c.WidenWindow(t.WhyLooked.WHERE_SHE_IS))
    assert widened == [e.WindowWidened(ANA, t.WhyLooked.WHERE_SHE_IS, shown=False)]
    refused("not_owner", tale, on_call(BEA), c.WidenWindow(t.WhyLooked.WHERE_SHE_IS))
    refused("not_owner", tale, LEADS, c.OpenWindow(t.WhyLooked.ANSWER))
    tale.ask(on_call(ANA), c.GiveNotice())
    assert not tale.is_().withheld


# who may ask what


def test_every_command_is_refused_to_every_standing_that_may_not_ask_it() -> None:
    """The table is the only word on it: it is asked before anything else is."""
    tale = Tale().owned()
    for command, may in c.STANDINGS.items():
        for standing in set(t.Standing) - may:
            fields: dict[str, Any] = dict.fromkeys(command.__struct_fields__)
            refused("not_allowed", tale, t.Actor(ANA, standing), command(**fields))


def test_no_staff_act_is_hers_and_no_clock_is_a_person() -> None:
    hers = {kind.__name__ for kind, may in c.STANDINGS.items() if t.Standing.SHE in may}
    assert hers == {"Raise", "AskAgain", "Withdraw", "Decline", "Say", "AcceptHandoff", "RefuseHandoff"}
    clocks = {kind.__name__ for kind, may in c.STANDINGS.items() if may == {t.Standing.SYSTEM}}
    assert clocks == {"Due", "TellPageSent", "TellPageFailed"}
    members = {kind.__name__ for kind, may in c.STANDINGS.items() if t.Standing.MEMBER in may}
    assert members == {"Raise", "AskAgain"}
