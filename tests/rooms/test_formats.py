"""Scripts as files: what comes with Hearth, what a programme writes itself, and what it is told when that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms import events as e
from rooms.commands import BeginStep, CallOn, NextTurn, PassTurn, Pause, RaiseHand, Resume, SetMode, StartRound
from rooms.events import SeatId, SeatRole
from rooms.formats import LANGUAGES, LONGEST_WORDS, Script, ScriptRefused, Step, parse, settings_view, step_view
from rooms.state import Turn
from rooms.terms import Mode, Part
from server.asks import LONGEST_TEXT
from tests.rooms.meeting_machine import Machine, refused

FOLDER = Path(__file__).parents[2] / "rooms" / "scripts"
OURS = {path.stem: parse(path.read_bytes(), path.name) for path in FOLDER.glob("*.toml")}
HEAD = 'title.en = "Our evening"\nlicence = "ours"\n'
STEP = '[[step]]\ntitle.en = "Welcome"\nminutes = 5\nmode = "open"\ncross_talk = true\n'


def written(text: str) -> Script:
    return parse(text.encode(), "ours.toml")


def shape(script: Script) -> list[tuple[int, Mode, bool]]:
    return [(step.minutes, step.mode, step.cross_talk) for step in script.steps]


def test_the_formats_of_the_table_come_with_hearth() -> None:
    assert set(OURS) == {"twelve_step", "smart", "women_for_sobriety", "perinatal", "trauma_informed", "open_circle"}


@pytest.mark.parametrize("script", OURS.values(), ids=OURS.keys())
def test_ours_speak_both_languages_and_say_whose_texts_they_ask_for(script: Script) -> None:
    assert "Apache-2.0" in script.licence
    for texts in (script.title, script.notes, *(text for step in script.steps for text in (step.title, step.cue))):
        assert tuple(texts) == LANGUAGES
    for texts in (text for step in script.steps for text in (step.note, step.paste) if text):
        assert tuple(texts) == LANGUAGES


@pytest.mark.parametrize("script", OURS.values(), ids=OURS.keys())
def test_no_text_that_belongs_to_another_comes_with_ours(script: Script) -> None:
    assert not any(step.reading for step in script.steps)
    assert script.texts_to_paste == sum(bool(step.paste) for step in script.steps)


def test_twelve_steps_as_the_table_has_it() -> None:
    script = OURS["twelve_step"]
    assert [step.minutes for step in script.steps] == [2, 3, 2, 8, 5, 10, 25, 2, 3]
    assert script.steps[0].mode is Mode.SILENCE
    assert (script.steps[6].mode, script.steps[6].turn_s) == (Mode.GO_ROUND, 210)
    assert [step.cross_talk for step in script.steps] == [False] * 8 + [True]  # the chat opens at the end
    assert set(script.steps[0].parts) == set(Part)
    assert (script.minutes, script.texts_to_paste) == (60, 3)


def test_smart_answers_in_working_time_only() -> None:
    script = OURS["smart"]
    assert script.minutes == 90
    assert shape(script)[1] == (20, Mode.GO_ROUND, False)
    assert [step.cross_talk for step in script.steps] == [False, False, False, True, False, False]


def test_the_others_as_the_table_has_them() -> None:
    women = OURS["women_for_sobriety"]
    assert [step.minutes for step in women.steps] == [3, 2, 8, 15, 45, 2]
    assert [step.mode for step in women.steps][2:5] == [Mode.QUEUE, Mode.GO_ROUND, Mode.OPEN]
    perinatal = OURS["perinatal"]
    assert [step.minutes for step in perinatal.steps] == [5, 3, 15, 35, 5, 10]
    assert sum(step.minutes for step in perinatal.steps[4:]) == 15  # the warning says fifteen
    assert perinatal.steps[3].mode is Mode.QUEUE
    informed = OURS["trauma_informed"]
    assert [step.mode for step in informed.steps].count(Mode.SILENCE) == 2  # grounding at both ends


def test_a_programmes_own_script() -> None:
    script = written(
        HEAD
        + STEP
        + 'cue.es = " Bienvenidas "\nparts = ["reader", "reader"]\nreading = [{ en = "One" }, { en = "Two" }]\npaste.en = "Ours"\n'
    )
    (step,) = script.steps
    assert (script.name, script.title, script.minutes, script.notes) == ("ours", {"en": "Our evening"}, 5, {})
    assert (step.cue, step.parts, step.reading) == ({"es": "Bienvenidas"}, (Part.READER,), ({"en": "One"}, {"en": "Two"}))
    assert script.texts_to_paste == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "ours.toml, field step: is missing."),
        (STEP, "ours.toml, field title: is missing."),
        (HEAD.replace("licence", "license") + STEP, "ours.toml, field license: is not known; perhaps it is misspelt."),
        (HEAD + "step = 3", "ours.toml, field step: expected a list, got a whole number."),
        (HEAD + "step = [3]", "ours.toml, step 1: expected a table, got a whole number."),
        (HEAD + STEP + STEP.replace("= 5", "= 0"), "ours.toml, step 2 (Welcome), field minutes: expected a whole number >= 1."),
        (HEAD + STEP.replace("= 5", '= "5"'), "ours.toml, step 1 (Welcome), field minutes: expected a whole number, got text in quotes."),
        (HEAD + STEP.replace("minutes = 5\n", ""), "ours.toml, step 1 (Welcome), field minutes: is missing."),
        (
            HEAD + STEP.replace("open", "opne"),
            "ours.toml, step 1 (Welcome), field mode: 'opne' is none of open, queue, go_round, facilitators, silence.",
        ),
        (HEAD + STEP.replace("true", '"no"'), "ours.toml, step 1 (Welcome), field cross_talk: expected true or false, got text in quotes."),
        (HEAD + STEP + "turn_s = 4000", "ours.toml, step 1 (Welcome), field turn_s: expected a whole number <= 3600."),
        (HEAD + STEP + 'parts = ["cook"]', "ours.toml, step 1 (Welcome), field parts[0]: 'cook' is none of reader, timekeeper, welcome."),
        (HEAD + STEP + 'cue.fr = "x"', "ours.toml, step 1 (Welcome), field cue.fr: is not known; perhaps it is misspelt."),
        (HEAD + STEP + 'cue.en = "a\\tb"', "ours.toml, step 1 (Welcome), field cue.en: holds a sign that nobody can read, such as a tab."),
        (
            HEAD + STEP + f'note.es = "{"a" * 2001}"',
            "ours.toml, step 1 (Welcome), field note.es: 2001 characters, and a message holds 2000.",
        ),
        (HEAD + STEP + 'reading = [{ en = "x" }, {}]', "ours.toml, step 1 (Welcome), field reading 2: is empty."),
        (HEAD + STEP.replace('"Welcome"', '" "'), "ours.toml, step 1, field title: is empty."),
        (HEAD + STEP.replace("Welcome", "W" * 61), "ours.toml, step 1, field title.en: must be one line of at most 60 characters."),
        ("[[step", "ours.toml is no TOML: Expected ']]' at the end of an array declaration (at end of document)."),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(text: str, says: str) -> None:
    assert written(HEAD + STEP).steps
    with pytest.raises(ScriptRefused) as refused:
        written(text)
    assert str(refused.value) == says


def test_a_file_in_another_encoding_or_under_a_strange_name_is_refused() -> None:
    with pytest.raises(ScriptRefused, match=r"^ours\.toml is not saved as UTF-8 text\.$"):
        parse("título = 1".encode("latin-1"), "ours.toml")
    assert parse((HEAD + STEP).encode(), "/etc/hearth/our_evening.toml").name == "our_evening"
    for name in ("Our Evening.toml", "7.toml", "noche-clara.toml", "a" * 41 + ".toml"):
        with pytest.raises(ScriptRefused, match="small letters"):
            parse((HEAD + STEP).encode(), name)


def test_a_card_is_never_longer_than_a_message() -> None:
    assert LONGEST_WORDS == LONGEST_TEXT


def test_members_are_shown_no_cards() -> None:
    step = OURS["perinatal"].steps[0]
    assert set(step_view(step)) - set(settings_view(step)) == {"cue", "note", "paste", "reading"}
    assert step.note["en"] not in str(settings_view(step))
    assert settings_view(step)["mode"] == "open"


# running a script


class Evening(Machine):
    """Ruth facilitates a meeting with this script; Ann, Bea and Cat have come."""

    def __init__(self, script: Script) -> None:
        super().__init__(script=script.steps)
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.ann, self.bea, self.cat = (self.sit(name) for name in ("Ann", "Bea", "Cat"))

    def settings(self) -> tuple[Mode, bool, int]:
        return (self.meeting.mode, self.meeting.cross_talk, self.meeting.turn_s)

    def speaking(self) -> SeatId | None:
        return None if self.meeting.turn is None else self.meeting.turn.seat


@pytest.mark.parametrize("script", OURS.values(), ids=OURS.keys())
def test_every_step_begins_with_all_its_settings_in_one_event(script: Script) -> None:
    room = Evening(script)
    members, desk = room.watch(room.ann), room.watch(room.ruth)
    for index in (*range(len(script.steps)), 0):  # to the end, and back to the beginning
        step = script.steps[index]
        room.later(minutes=1)
        events = room.do(room.ruth, BeginStep(index))
        assert events[0] == e.StepBegan(index)
        assert not any(isinstance(event, e.ModeSet | e.RoundBegan) for event in events)
        assert (room.settings(), room.meeting.step, room.meeting.step_at) == ((step.mode, step.cross_talk, step.turn_s), index, room.now)
        for client in (members, desk):
            shown = client.state()
            assert (shown["mode"], shown["cross_talk"], shown["turn_s"], shown["step"]) == (step.mode, step.cross_talk, step.turn_s, index)
    assert room.refold() == room.meeting


def test_a_step_takes_effect_for_the_very_next_words() -> None:
    room = Evening(OURS["twelve_step"])
    room.do(room.ruth, BeginStep(4))
    first = room.say(room.ann, "Thirty days")
    room.do(room.ruth, BeginStep(0))
    with refused("silence"):
        room.say(room.bea, "Hello")
    room.do(room.ruth, BeginStep(1))
    with refused("facilitators_only"):
        room.say(room.bea, "Hello")
    room.do(room.ruth, BeginStep(6))
    assert room.speaking() == room.ann  # the go-round begins with the step
    with refused("not_your_turn"):
        room.say(room.bea, "Hello")
    room.do(room.ruth, BeginStep(8))
    assert room.speaking() is None
    room.say(room.bea, "Well done", reply_to=first)


def test_no_answers_until_the_step_that_allows_them() -> None:
    room = Evening(OURS["smart"])
    room.do(room.ruth, BeginStep(1))
    said = room.say(room.ann, "A hard week")
    room.do(room.ann, PassTurn())
    with refused("no_cross_talk"):
        room.say(room.bea, "Have you tried", reply_to=said)
    room.do(room.ruth, BeginStep(3))
    room.say(room.bea, "How was it", reply_to=said)


def test_a_step_ends_the_turn_forgets_who_was_asked_and_keeps_the_hands() -> None:
    room = Evening(OURS["twelve_step"])
    room.do(room.ruth, BeginStep(6))
    room.do(room.ann, PassTurn())
    assert (room.speaking(), room.meeting.asked) == (room.bea, {room.ann})
    room.do(room.ruth, BeginStep(7))
    room.do(room.cat, RaiseHand())
    assert (room.speaking(), room.meeting.asked) == (None, set())
    room.do(room.ruth, BeginStep(3))
    assert (room.speaking(), room.meeting.hands) == (room.cat, [])  # a hand that was up has the turn as soon as hands count
    assert room.meeting.turn == Turn(room.cat, room.now, 0)


def test_a_step_that_was_left_by_mistake_goes_on_where_it_was() -> None:
    room = Evening(OURS["twelve_step"])
    room.do(room.ruth, BeginStep(6))
    room.do(room.ann, PassTurn())
    assert room.speaking() == room.bea
    room.do(room.ruth, BeginStep(7))
    room.do(room.ruth, BeginStep(6))
    assert room.speaking() == room.bea, "Ann has been asked; Bea's turn was cut short"
    room.do(room.bea, PassTurn())
    room.do(room.cat, PassTurn())
    assert room.speaking() is None
    room.do(room.ruth, StartRound())
    assert room.speaking() == room.ann
    assert room.refold() == room.meeting


def test_the_same_step_again_restores_what_was_changed_by_hand() -> None:
    room = Evening(OURS["smart"])
    room.do(room.ruth, BeginStep(3))
    assert room.do(room.ruth, BeginStep(3)) == []
    room.do(room.ruth, SetMode(Mode.QUEUE, cross_talk=False, turn_s=60))
    assert room.meeting.step == 3
    assert room.do(room.ruth, BeginStep(3)) == [e.StepBegan(3)]
    assert room.settings() == (Mode.OPEN, True, 0)


def test_a_step_that_begins_while_everything_rests_waits_with_its_turns() -> None:
    room = Evening(OURS["twelve_step"])
    room.do(room.ruth, Pause())
    assert room.do(room.ruth, BeginStep(6)) == [e.StepBegan(6)]
    assert room.settings() == (Mode.GO_ROUND, False, 210)
    with refused("paused"):
        room.say(room.ann, "Hello")
    room.do(room.ruth, Resume())
    assert room.speaking() == room.ann


def test_only_a_facilitator_begins_a_step_and_only_one_there_is() -> None:
    room = Evening(OURS["smart"])
    with refused("not_allowed"):
        room.do(room.ann, BeginStep(0))
    for index in (-1, 6):
        with refused("no_script"):
            room.do(room.ruth, BeginStep(index))
    assert room.meeting.step is None
    bare = Machine()
    ruth = bare.sit("Ruth", SeatRole.FACILITATOR)
    with refused("no_script"):
        bare.do(ruth, BeginStep(0))


def test_a_chair_gives_the_speaker_her_turn() -> None:
    room = Evening(OURS["twelve_step"])
    room.do(room.ruth, BeginStep(5))
    room.do(room.ruth, CallOn(room.bea))
    assert room.meeting.turn == Turn(room.bea, room.now, 600)
    room.say(room.bea, "I came here two years ago")
    assert room.do(room.ruth, NextTurn()) == [e.TurnEnded(room.bea)]


def test_cards_reach_facilitators_only() -> None:
    room = Evening(OURS["twelve_step"])
    card = OURS["twelve_step"].steps[1].cue["en"]
    assert card in str(room.watch(room.ruth).state())
    assert card not in str(room.watch(room.ann).state())


# docs/FORMATS.md

PAGE = (FOLDER.parents[1] / "docs" / "FORMATS.md").read_text(encoding="utf-8")


def told(head: str) -> dict[str, str]:
    """The rows of a table of the page: first cell to second."""
    rows = PAGE.split(f"| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {cell[0].strip("`"): cell[1] for cell in cells}


def test_the_page_names_every_script_that_comes_with_hearth() -> None:
    assert told("comes with Hearth") == {name: str(script.minutes) for name, script in OURS.items()}


def test_the_page_names_every_field_and_whether_it_is_needed() -> None:
    for head, start in (("of a script", 0), ("of a step", 1)):
        fields = told(head)
        text = HEAD + STEP + 'parts = ["reader"]\n'
        needed = {field for field, need in fields.items() if need == "yes"}
        assert {field for field in fields if _misses(text, field, start)} == needed
    assert set(told("of a step")) == set(Step.__struct_fields__)
    assert set(told("of a script")) == {"title", "licence", "notes", "step"}


def _misses(text: str, field: str, start: int) -> bool:
    """Whether a script is refused because this field of it, or of its step, is missing."""
    head, step = text.split("[[step]]")
    part = [head, "[[step]]" + step][start]
    without = "\n".join(line for line in part.splitlines() if not line.startswith((f"{field} ", f"{field}.", f"[[{field}")))
    if field == "step":
        without, step = part, ""
    try:
        written(f"{without}\n{f'[[step]]{step}' if step else ''}" if start == 0 else head + without)
    except ScriptRefused as refused_:
        return str(refused_).endswith(f"field {field}: is missing.")
    return False


def test_the_example_of_the_page_can_be_used() -> None:
    script = written(PAGE.split("```toml\n", 1)[1].split("```", 1)[0])
    assert [step.mode for step in script.steps] == [Mode.QUEUE, Mode.OPEN]
    assert len(script.steps[0].reading) == 2
