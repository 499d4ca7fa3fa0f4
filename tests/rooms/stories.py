"""Stories of a meeting with a shape, each seen by one woman: what becomes a sample that server and browser share."""

from __future__ import annotations

from rooms.commands import (
    AcceptLead,
    Admit,
    AnswerPrivately,
    BeginStep,
    CallOn,
    CloseByClock,
    ComeBack,
    Decline,
    DeclineSeat,
    Detach,
    Drill,
    EndGrounding,
    EndTurn,
    EraseDrill,
    GrantTime,
    Ground,
    Leave,
    LetBack,
    LiftQuiet,
    Listen,
    LockDoor,
    LowerHand,
    MoveToWaiting,
    OfferLead,
    PassTurn,
    Pause,
    Quiet,
    RaiseHand,
    Release,
    RemoveMessage,
    RemoveSeat,
    Report,
    Respond,
    RestoreMessage,
    Resume,
    SayPrivately,
    SetHold,
    SetMode,
    SetSlow,
    SetWaiting,
    StartRound,
    StepAway,
    TagMessage,
    TakeBack,
    TakeBackAll,
    UndoDrill,
    UnlockDoor,
)
from rooms.desk_acts import ClearBackChannel, SayInBackChannel, SendNudge, TakeBackInBackChannel
from rooms.desk_events import PersonTold
from rooms.events import MessageId, SeatId, SeatRole, Word
from rooms.formats import Step
from rooms.person import Names, pack_names
from rooms.rules import Rule
from rooms.side_wishes import (
    AcceptSideRoom,
    EndSideRoom,
    EndSideRooms,
    LeaveSideRoom,
    LengthenSideRoom,
    OfferSideRoom,
    SayInSideRoom,
)
from rooms.terms import Coming, Detail, Mode, NextStep, Nudge, Reason, Scope, Topic, WaitingFor
from rooms.upkeep import MoveOn, TellOfPerson
from tests.rooms.meeting_machine import NODE, Client, Machine

FACILITATOR = SeatRole.FACILITATOR
SCRIPT = (
    Step({"en": "Welcome", "es": "Bienvenida"}, 3, Mode.FACILITATORS, cross_talk=False, cue={"en": "Welcome, everyone."}),
    Step({"en": "Shares", "es": "Voces"}, 25, Mode.GO_ROUND, cross_talk=False, turn_s=240),
    Step({"en": "Open", "es": "Abierto"}, 10, Mode.OPEN, cross_talk=True),
)


def go_round() -> tuple[Machine, Client]:
    """A go-round by the script: more time for a turn, one held while she is away, a pass ahead of time, just listening."""
    room = Machine(script=SCRIPT)
    ruth = room.sit("Ruth", FACILITATOR)
    dana, tess, ola, mina = (room.sit(name) for name in ("Dana", "Tess", "Ola", "Mina"))
    seen = room.watch(tess)
    room.do(ruth, BeginStep(0))
    room.do(ruth, BeginStep(1))
    room.later(seconds=30)
    room.say(dana, "I will begin, then.")
    room.do(ruth, GrantTime(60))
    room.do(ola, PassTurn())
    room.do(mina, Listen(on=True))
    room.do(dana, StepAway(quiet=False))
    room.later(seconds=45)
    room.do(dana, ComeBack())
    room.do(dana, EndTurn())
    room.do(None, Detach(tess, NODE))
    room.later(seconds=12)
    room.attach(tess)
    room.say(tess, "That is me.")
    room.do(tess, EndTurn())
    room.do(mina, Listen(on=False))
    room.do(ruth, StartRound())
    room.do(ruth, BeginStep(2))
    return room, seen


def hands() -> tuple[Machine, Client]:
    """Hands in their order, one lowered, one gone with her who left; on the desk also who spoke, who is away quietly, who leads."""
    room = Machine()
    ruth, kay = room.sit("Ruth", FACILITATOR), room.sit("Kay", FACILITATOR)
    dana, tess, ola = (room.sit(name) for name in ("Dana", "Tess", "Ola"))
    seen = room.watch(kay)
    room.do(ruth, SetMode(Mode.QUEUE, cross_talk=False, turn_s=180))
    for seat in (dana, tess, ola, ruth):
        room.do(seat, RaiseHand())
    room.do(ola, StepAway(quiet=True))
    room.do(tess, LowerHand())
    room.say(dana, "Hello.")
    room.do(tess, RaiseHand())
    room.do(tess, Leave())
    room.do(ruth, CallOn(ola))
    room.do(ruth, OfferLead(kay))
    room.do(kay, AcceptLead())
    room.do(None, Detach(ruth, NODE))
    room.do(None, Detach(kay, NODE))
    room.attach(kay)
    room.do(kay, CallOn(dana))
    room.do(None, Detach(dana, NODE))
    room.later(minutes=2)
    room.do(None, MoveOn())
    return room, seen


def _two() -> tuple[Machine, SeatId, SeatId, SeatId]:
    room = Machine()
    return room, room.sit("Ruth", FACILITATOR), room.sit("Dana"), room.sit("Tess")


def read_first(watch_facilitator: bool = True) -> tuple[Machine, Client]:
    """Words that are read first: released in the order of now, declined, taken back; one seat held and all of them; slow mode."""
    room, ruth, dana, tess = _two()
    seen = room.watch(ruth if watch_facilitator else tess)
    room.do(ruth, SetHold(dana, on=True))
    first = room.say(dana, "Read this first.", "held-0000000001")
    room.say(tess, "Meanwhile.", "message-00000001")
    second = room.say(dana, "And this.", "held-0000000002")
    third = room.say(dana, "Not this.", "held-0000000003")
    room.later(seconds=40)
    room.do(ruth, Release(first))
    room.do(ruth, Decline(second, Reason.CONTACT))
    room.do(dana, TakeBack(third))
    room.do(ruth, SetHold(None, on=True))
    room.say(tess, "Mine too.", "held-0000000004")
    room.do(ruth, SetHold(dana, on=False))
    room.do(ruth, SetHold(None, on=False))
    room.do(ruth, SetSlow(30))
    room.say(dana, "Slowly.", "message-00000002")
    return room, seen


def read_first_by_others() -> tuple[Machine, Client]:
    """The same, as another woman of the circle sees it: words come when they are released."""
    return read_first(watch_facilitator=False)


def met_a_rule(watch_facilitator: bool = True) -> tuple[Machine, Client]:
    """A room's rules: words that are posted with a line beside them, and words that are held, shown later or given back."""
    room, ruth, dana, tess = _two()
    room.say(dana, "It is all on example.org/early", rule=Rule.LINKS)
    room.say(dana, "Held before she looks.", "message-held-early", rule=Rule.WORDS, hold=True)
    seen = room.watch(ruth if watch_facilitator else tess)
    room.say(dana, "It is all on example.org/story", rule=Rule.LINKS)
    shown = room.say(dana, "@all of you, @one @two @three @four", "message-held-shown", rule=Rule.MENTIONS, hold=True)
    given = room.say(dana, "Call me: 503-555-0142", "message-held-given", rule=Rule.CONTACT, hold=True)
    room.say(ruth, "A facilitator's own words are hers to judge: example.org", rule=Rule.LINKS, hold=True, hidden=(Detail.URL,))
    room.say(dana, "Call me: [phone number hidden]", rule=Rule.CONTACT, hidden=(Detail.PHONE,))
    covered = room.say(dana, "I am [name hidden]", "message-held-hidden", rule=Rule.WORDS, hold=True, hidden=(Detail.PERSON,))
    room.do(ruth, Release(covered))
    room.do(ruth, Release(shown))
    room.do(ruth, Decline(given, Reason.CONTACT))
    return room, seen


def met_a_rule_as_others_see_it() -> tuple[Machine, Client]:
    """The same from a member's place: the words that were posted, and nothing of any rule."""
    return met_a_rule(watch_facilitator=False)


def taken_down() -> tuple[Machine, Client]:
    """Words taken down with a reason, answered before; one restored in its place, one taken back as well; a report."""
    room, ruth, dana, tess = _two()
    seen = room.watch(ruth)
    first, second, third = room.say(dana, "One."), room.say(dana, "Two."), room.say(dana, "Three.")
    room.do(tess, Respond(first, Word.WITH_YOU))
    room.do(tess, Report(second, "report-1", Reason.DETAILS))
    room.do(ruth, RemoveMessage(second, Reason.DETAILS))
    room.do(ruth, RemoveMessage(first, Reason.UNKIND))
    room.do(ruth, RemoveMessage(third, Reason.SELLING))
    room.do(ruth, RestoreMessage(first))
    room.do(dana, TakeBack(third))
    return room, seen


def pause() -> tuple[Machine, Client]:
    """Everything rests and goes on: the turn waits, the door is locked and open again, quiet time comes and goes. Then nobody leads."""
    room, ruth, dana, tess = _two()
    seen = room.watch(tess)
    room.do(ruth, SetMode(Mode.QUEUE, cross_talk=True, turn_s=60))
    room.do(dana, RaiseHand())
    room.later(seconds=10)
    room.do(ruth, Pause())
    room.do(ruth, LockDoor())
    room.later(seconds=20)
    room.do(ruth, Quiet(dana, 5, Reason.UNKIND))
    room.do(ruth, LiftQuiet(dana))
    room.do(ruth, UnlockDoor())
    room.do(ruth, Resume())
    room.later(seconds=5)
    room.do(ruth, Leave())
    return room, seen


def grounding() -> tuple[Machine, Client]:
    """Everyone rests: a turn that runs and one that begins meanwhile lose nothing; ended early, and once more by itself."""
    room, ruth, dana, tess = _two()
    seen = room.watch(tess)
    room.do(ruth, SetMode(Mode.QUEUE, cross_talk=True, turn_s=60))
    room.do(dana, RaiseHand())
    room.later(seconds=10)
    room.do(ruth, Ground())
    room.say(ruth, "Feel your feet on the floor.")
    room.later(seconds=20)
    room.do(tess, RaiseHand())
    room.do(dana, EndTurn())
    room.later(seconds=30)
    room.do(ruth, EndGrounding())
    room.later(minutes=10)
    room.do(ruth, Ground())
    room.later(minutes=3)
    room.say(tess, "Thank you.")
    return room, seen


def what_words_touch() -> tuple[Machine, Client]:
    """Words that say what they touch before they are read: as their author posts them, held ones too, and as a facilitator adds to it."""
    room, ruth, dana, tess = _two()
    early = room.say(tess, "Before she looks.", topics=(Topic.LOSS,))
    seen = room.watch(dana)
    said = room.say(tess, "About my mother.", topics=(Topic.FOOD, Topic.LOSS, Topic.FOOD))
    room.do(ruth, TagMessage(said, Topic.VIOLENCE, on=True))
    room.do(ruth, TagMessage(said, Topic.FOOD, on=False))
    room.do(ruth, TagMessage(early, Topic.LOSS, on=False))
    room.do(ruth, SetHold(tess, on=True))
    held = room.say(tess, "About the birth.", "message-held", topics=(Topic.BIRTH,))
    room.do(ruth, Release(held))
    room.do(ruth, RemoveMessage(said, Reason.DETAILS))
    room.do(ruth, RestoreMessage(said))
    return room, seen


def waiting_room() -> tuple[Machine, Client]:
    """The door on the desk: who waits, what is said on her line, let in, declined, asked back, asked to go, let back, gone again."""
    room = Machine(waiting=WaitingFor.EVERYONE)
    ruth = room.sit("Ruth", FACILITATOR)
    seen = room.watch(ruth)
    nell, wren, lou, ivy = (room.sit(name, guest=True) for name in ("Nell", "Wren", "Lou", "Ivy"))
    for seat, by, ident, text in ((nell, nell, "private-01", "Hi. I am new."), (nell, ruth, "private-02", "Not long now.")):
        room.words.bodies[MessageId(ident)] = text
        room.do(by, SayPrivately(MessageId(ident)) if by is seat else AnswerPrivately(MessageId(ident), seat))
    room.do(ruth, Admit(nell))
    room.say(nell, "Thank you.")
    room.do(ruth, DeclineSeat(wren, NextStep.NEXT_MEETING))
    room.do(lou, Leave())
    room.later(seconds=5)
    room.attach(lou)
    room.do(None, Detach(ivy, NODE))
    room.do(ruth, Admit(ivy))
    room.do(ruth, MoveToWaiting(nell))
    room.do(ruth, Quiet(nell, 15, Reason.OTHER))
    room.do(ruth, RemoveSeat(lou, Reason.DISTURBING, Scope.ROOM))
    room.do(ruth, LetBack(wren))
    room.do(ruth, SetWaiting(WaitingFor.GUESTS))
    room.attach(ivy)
    return room, seen


def a_full_circle() -> tuple[Machine, Client]:
    """The queue of a full circle on the desk: somebody new to it all, let in by a seat that came free, met again, let in by hand."""
    room = Machine(capacity=2)
    ruth, ann, bea = room.sit("Ruth", FACILITATOR), room.sit("Ann"), room.sit("Bea")
    room.sit("Early", newcomer=True)
    seen = room.watch(ruth)
    wren, lou, _ivy = room.sit("Wren", newcomer=True, listening=True), room.sit("Lou", guest=True), room.sit("Ivy")
    room.later(seconds=40)
    room.do(ann, Leave())
    room.do(bea, Leave())
    room.do(ruth, SetWaiting(WaitingFor.GUESTS))
    room.do(ruth, Admit(lou))
    room.do(ruth, MoveToWaiting(wren))
    room.do(ruth, Admit(wren))
    return room, seen


def drill(watch_facilitator: bool = True) -> tuple[Machine, Client]:
    """The intruder drill and its undoing: pause, lock, seats to the waiting room, their words taken down, and everything back."""
    room, ruth, dana, tess = _two()
    nell, lou = room.sit("Nell"), room.sit("Lou")
    seen = room.watch(ruth if watch_facilitator else tess)
    room.say(nell, "Flood one.")
    room.say(dana, "What is this?")
    room.say(lou, "Flood two.")
    room.do(nell, Respond(MessageId("message-00000002"), Word.ME_TOO))
    for seat in (nell, dana):
        room.do(seat, RaiseHand())
    room.do(ruth, Drill((nell, lou)))
    room.later(seconds=30)
    if watch_facilitator:
        room.do(ruth, UndoDrill())
        room.say(dana, "We go on.")
    return room, seen


def drill_as_others_see_it() -> tuple[Machine, Client]:
    """The drill as the circle sees it: who is moved has left, and nothing of theirs can be read."""
    return drill(watch_facilitator=False)


def drill_that_stays() -> tuple[Machine, Client]:
    """A drill that nobody undid: its words are destroyed, but for those that were shown again, and it cannot be undone any more."""
    room, ruth, dana, _tess = _two()
    nell = room.sit("Nell")
    seen = room.watch(ruth)
    room.do(ruth, SetHold(nell, on=True))
    held = room.say(nell, "Flood one.", "held-0000000009")
    room.do(ruth, SetHold(nell, on=False))
    first, second = room.say(nell, "Flood two."), room.say(nell, "Flood three.")
    room.do(ruth, Drill((nell,)))
    room.do(ruth, RestoreMessage(second))
    room.later(seconds=600)
    room.do(None, EraseDrill((first, second, held)))
    room.do(ruth, Resume())
    room.say(dana, "We go on.")
    return room, seen


def among_facilitators() -> tuple[Machine, Client]:
    """What facilitators write to each other: said before she looked and after, taken back, cleared; and a kind sentence to one woman."""
    room, ruth, dana, _tess = _two()
    kay = room.sit("Kay", FACILITATOR)

    def tell(seat: SeatId, name: str, text: str) -> None:
        room.words.bodies[MessageId(name)] = text
        room.do(seat, SayInBackChannel(MessageId(name)))

    tell(ruth, "back-000000000001", "Dana is here for the first time.")
    seen = room.watch(kay)
    room.later(seconds=20)
    tell(kay, "back-000000000002", "I will welcome her.")
    room.do(kay, SendNudge(dana, Nudge.WELCOME))
    for version, (status, names) in enumerate(((Coming.CALLING, Names()), (Coming.HAS_IT, Names("Ines", "on_call", "Kay"))), 1):
        room.words.bodies[MessageId(f"names-{version}")] = pack_names(names)
        told = PersonTold(dana, MessageId(f"names-{version}"), "0CASE", version, status, "amber", "she", mine=True)
        room.do(None, TellOfPerson(told))
    room.do(kay, TakeBackInBackChannel(MessageId("back-000000000002")))
    room.do(ruth, ClearBackChannel())
    tell(kay, "back-000000000003", "Shall we go on? ¿Seguimos?")
    room.do(kay, Leave())
    room.attach(kay)
    return room, seen


def the_lead_goes() -> tuple[Machine, Client]:
    """She who leads leaves while she is away, and another leads; a woman who wrote is asked to go, and stays so at the close."""
    room, ruth, dana, tess = _two()
    kay = room.sit("Kay", FACILITATOR)
    seen = room.watch(kay)
    room.say(ruth, "Good evening.")
    room.say(dana, "Buy this.")
    room.do(tess, RaiseHand())
    room.do(ruth, StepAway(quiet=False))
    room.do(ruth, Leave())
    room.do(kay, RemoveSeat(dana, Reason.SELLING, Scope.TONIGHT))
    room.do(tess, Leave())
    room.do(kay, LockDoor())
    room.do(None, CloseByClock())
    return room, seen


def side_room(watch_facilitator: bool = True) -> tuple[Machine, Client]:
    """A side room on the desk: offered, not now, offered again, begun, longer, over; one is ended, one ends with her who leaves."""
    room, ruth, dana, tess = _two()
    kay = room.sit("Kay", FACILITATOR)
    seen = room.watch(ruth if watch_facilitator else tess)
    room.do(kay, OfferSideRoom(dana, 10))
    room.do(dana, LeaveSideRoom())
    room.do(ruth, SetMode(Mode.QUEUE, cross_talk=True, turn_s=60))
    room.do(dana, RaiseHand())
    room.do(kay, OfferSideRoom(dana, 5))
    room.do(dana, AcceptSideRoom())
    room.do(ruth, OfferSideRoom(tess, 10))
    for by, ident, text in ((dana, "side-0000000001", "Between us."), (kay, "side-0000000002", "I am with you.")):
        room.words.bodies[MessageId(ident)] = text
        room.do(by, SayInSideRoom(MessageId(ident)))
    room.do(kay, LengthenSideRoom())
    room.later(minutes=10)
    room.do(None, EndSideRooms())
    room.say(dana, "I am back.")
    room.do(kay, OfferSideRoom(dana, 5))
    room.do(dana, AcceptSideRoom())
    room.do(dana, StepAway(quiet=False))
    room.do(kay, EndSideRoom())
    room.do(kay, OfferSideRoom(dana, 5))
    room.do(dana, AcceptSideRoom())
    room.do(dana, Leave())
    room.do(kay, OfferSideRoom(room.sit("Wren"), 1))
    return room, seen


def side_room_as_others_see_it() -> tuple[Machine, Client]:
    """The same from another member's place: she stepped away and came back, and nothing more."""
    return side_room(watch_facilitator=False)


def everything_taken_back(watch_facilitator: bool = True) -> tuple[Machine, Client]:
    """Everything of hers on the desk: in the circle before she looked and after, read first, among facilitators, at the door."""
    room, ruth, dana, tess = _two()
    kay = room.sit("Kay", FACILITATOR)
    early = room.say(dana, "Before.")
    seen = room.watch(ruth if watch_facilitator else tess)
    room.do(tess, Respond(early, Word.ME_TOO))
    room.do(ruth, SetHold(dana, on=True))
    room.say(dana, "Read me first.", "held-000000000001")
    room.say(tess, "What stays.", reply_to=early)
    room.words.bodies |= {MessageId("back-000000000001"): "Among us.", MessageId("private-01"): "Hi.", MessageId("private-02"): "Hello."}
    room.do(kay, SayInBackChannel(MessageId("back-000000000001")))
    room.do(ruth, SetWaiting(WaitingFor.EVERYONE))
    wren = room.sit("Wren", answers=MessageId("answers-Wren"))
    room.do(wren, SayPrivately(MessageId("private-01")))
    room.do(ruth, AnswerPrivately(MessageId("private-02"), wren))
    for seat in (dana, wren, kay):
        room.do(seat, TakeBackAll())
    return room, seen


def everything_taken_back_as_others_see_it() -> tuple[Machine, Client]:
    """The same from another member's place: of what the circle never got she is told nothing."""
    return everything_taken_back(watch_facilitator=False)


SHAPED = [
    everything_taken_back,
    everything_taken_back_as_others_see_it,
    among_facilitators,
    the_lead_goes,
    go_round,
    hands,
    read_first,
    read_first_by_others,
    met_a_rule,
    met_a_rule_as_others_see_it,
    taken_down,
    pause,
    grounding,
    what_words_touch,
    waiting_room,
    a_full_circle,
    drill,
    drill_as_others_see_it,
    drill_that_stays,
    side_room,
    side_room_as_others_see_it,
]
