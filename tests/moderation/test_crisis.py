"""Noticing a crisis: the messages the rules were written by hold, what is written differently is still seen, and nothing takes long.

`building.txt` and `fresh.txt` with their ordinary messages are what the rules were written and mended by. Figures of the others, as first
seen, stand in bench/README.md.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.screening import SAFE, Message, messages, wilson
from moderation.crisis import NOTHING, Before, Noticed, Watch, notice, safety
from moderation.lexicon import Category, Lexicon, LexiconRefused, read
from moderation.speech import words
from rooms.verdict import Safety
from server.lexicons import load

LEXICON = load()
BUILDING = [each for name in ("building", "ordinary-building", "fresh", "ordinary-fresh") for each in messages(name)]
DANGERS = [each for each in BUILDING if each.tier >= 2]
KNOWN = Path(__file__).parent / "crisis/known.txt"


def holds(message: Message, noticed: Noticed) -> bool:
    if message.category in ("negative", "ordinary"):
        return noticed.tier <= 1
    return noticed.tier == message.tier and (message.category == "distress" or message.category in noticed.categories)


def test_what_the_rules_were_written_by_holds_but_for_what_is_known() -> None:
    wrong = {message.text for message in BUILDING if not holds(message, notice(message.text, LEXICON))}
    assert wrong == {line for line in KNOWN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}


@pytest.mark.parametrize("rule", LEXICON.rules, ids=lambda rule: rule.frame.id)
def test_each_rule_finds_its_example_and_no_near_miss(rule: object) -> None:
    frame = rule.frame  # type: ignore[attr-defined]
    found = notice(frame.example, LEXICON)
    assert frame.id in found.rules or frame.fact in found.facts
    for near in frame.near:
        assert notice(near, LEXICON).tier < max(2, frame.tier), near


FLOORS = {"untouched": 0.95, "last": 0.85, "voices": 0.95, "strangers": 0.85, "late": 0.95, "evening": 0.95, "night": 0.75}


@pytest.mark.parametrize("name", FLOORS)
def test_dangers_of_other_sets_are_found(name: str) -> None:
    found = [notice(each.text, LEXICON).tier >= 2 for each in messages(name) if each.tier >= 2]
    assert sum(found) / len(found) >= FLOORS[name]


@pytest.mark.parametrize("name", ["untouched", "last", "voices", "strangers", "late", "evening", "ordinary-untouched", "ordinary-last"])
def test_what_is_ordinary_or_only_sounds_like_danger_alarms_nobody(name: str) -> None:
    safe = [each.text for each in messages(name) if each.category in SAFE]
    assert [text for text in safe if notice(text, LEXICON).tier >= 2] == []


def upper(text: str) -> str:
    return text.upper()


def curly(text: str) -> str:
    return text.replace("'", "’")


def bare(text: str) -> str:
    return text.replace("n't", "nt").replace("'m", "m").replace("'ve", "ve")


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def look_alike(text: str) -> str:
    return text.translate(str.maketrans("aeopcx", "аеорсх"))


def joined_by_invisible_signs(text: str) -> str:
    return "\u200b".join(text)


def accented(text: str) -> str:
    return text.replace("i", "í").replace("u", "ü")


@pytest.mark.parametrize("variant", [upper, curly, bare, wide, look_alike, joined_by_invisible_signs, accented])
def test_what_is_spelled_otherwise_is_still_noticed(variant: object) -> None:
    missed = [m.text for m in DANGERS if notice(variant(m.text), LEXICON).tier < notice(m.text, LEXICON).tier]  # type: ignore[operator]
    assert missed == []


@pytest.mark.parametrize(
    "text",
    ["I want to d i e", "i wanna k.i.l.l myself", "im su1cidal", "k!ll mys3lf tonight", "I want to kiiiill myself", "suic*dal",
     "I'm gonna kms", "i w a n t t o d i e",
     "quiero s u i c i d a r m e", "thinking about sucide"],
)  # fmt: skip
def test_evasive_spelling_is_noticed(text: str) -> None:
    assert notice(text, LEXICON).tier >= 2


PIECES = st.one_of(
    st.sampled_from([word for each in BUILDING for word in each.text.split()]),
    st.sampled_from([*LEXICON.exact, *LEXICON.speech.rewrites, *LEXICON.speech.phrases]),
    st.sampled_from([each.text for each in DANGERS]),
    st.text(max_size=4),
)


@given(st.lists(PIECES, max_size=14), st.sampled_from([" ", " ", ", ", ". ", ""]))
@settings(max_examples=60, deadline=None)
def test_what_is_passed_over_quickly_would_not_have_been_found(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert notice(text, LEXICON) == notice(text, LEXICON, thorough=True)


def test_no_message_of_any_set_is_passed_over_wrongly() -> None:
    """Every eighth: asking every way takes long, and the sets are much alike."""
    every = [each.text for path in sorted(KNOWN.parent.glob("*.txt")) for each in messages(path.stem)][::8]
    assert len(every) > 200
    assert [text for text in every if notice(text, LEXICON) != notice(text, LEXICON, thorough=True)] == []


def files() -> dict[str, str]:
    folder = Path(__file__).parents[2] / "moderation/lexicons"
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")}


def test_the_order_of_rules_does_not_matter() -> None:
    shuffled = {}
    for name, text in files().items():
        head, *frames = text.split("\n[[")
        Random(7).shuffle(frames)
        shuffled[name] = "\n[[".join([head, *frames])
    other: Lexicon = read(shuffled)
    assert [each.text for each in BUILDING if notice(each.text, other) != notice(each.text, LEXICON)] == []


FRAME = '[[frame]]\nid = "a"\nwhy = "w"\nexample = "e"\npatterns = ["dragon"]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FRAME + "tier = 4\ncategory = 'ipv'\n", "x.toml, line 1:"),
        ("\n\n" + FRAME + "tire = 2\n", "x.toml, line 3:"),
        (FRAME + "tier = 2\n", "never alarms"),
        (FRAME + "tier = 3\ncategory = 'relapse'\n", "never alarms"),
        (FRAME + "tier = 3\ncategory = 'psychosis'\nresisted = 3\n", "never page"),
        (FRAME + FRAME, "x.toml, line 6: a is there twice"),
        (FRAME.replace("dragon", "{none}"), "there is no list 'none'"),
        (FRAME.replace("dragon", "DRAGON"), "is not understood"),
        (FRAME.replace("dragon", "a?"), "nothing in it must be there"),
        (FRAME + 'meets = ["dragon"]\n', "nothing meets"),
        (FRAME + 'meets = ["dragon + {none}"]\n', "there is no list 'none'"),
        (FRAME.replace('patterns = ["dragon"]', ""), "it has no pattern"),
        ("[slots]\na = ['{b}']\nb = ['{a}']\n" + FRAME + 'meets = ["dragon + a"]\n', "stands in itself"),
        ("a = [\n", "x.toml, line 2:"),
        ("[scopes]\nnowhere = ['a']\n", "there is no scope 'nowhere'"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(LexiconRefused, match=r"^x\.toml") as refused:
        read({"x.toml": text})
    assert said in str(refused.value)


MEETS = """
[slots]
who = ["my sister/brother", "she"]
far = ["away from home"]
[[frame]]
id = "a"
why = "w"
example = "my sister is away from home"
category = "ipv"
tier = 2
within = 3
meets = ["who + far|gone"]
"""


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("my sister is away from home", 2),
        ("gone, my brother", 2),  # in whatever order
        ("my sister is not gone", 0),  # denied
        ("my sister and one and two and three are gone", 0),  # too far apart
        ("my mother is gone", 0),
        ("she she she she gone", 2),
    ],
)
def test_slots_meet_in_any_order_within_so_many_words(text: str, tier: int) -> None:
    assert notice(text, read({"x.toml": MEETS})).tier == tier


def test_now_is_not_made_less_by_what_was_or_by_a_joke() -> None:
    for text in (
        "I used to be fine but tonight I'm going to kill myself",
        "lol I'm going to kill myself tonight haha",
        "years ago it was him. now I'm going to kill myself",
    ):
        assert notice(text, LEXICON).tier == 3


def test_an_answer_is_understood_by_what_was_asked() -> None:
    asked = notice("are you thinking of killing yourself or do you feel suicidal?", LEXICON)
    assert asked.tier == 0
    assert "asked.suicide" in asked.facts
    assert notice("yes", LEXICON).tier == 0
    assert notice("yes", LEXICON, Before(room=asked.facts)) == Noticed(2, (Category.SUICIDE,), ("answer.suicide",), frozenset({"yes"}))
    assert notice("no", LEXICON, Before(room=asked.facts)) == NOTHING


def test_a_wish_and_then_the_means_are_more_together() -> None:
    wish = notice("I want to die", LEXICON)
    means = "there's a bottle of pills"
    assert wish.tier == 2
    assert notice(means, LEXICON).tier < 3
    assert notice(means, LEXICON, Before(hers=wish.facts)).tier == 3
    assert notice("the baby is asleep", LEXICON, Before(hers=wish.facts)) == NOTHING


def test_a_room_that_only_watches_follows_nothing() -> None:
    for tier, followed in enumerate((Safety.NOTHING, Safety.OFFER, Safety.CONCERN, Safety.NOW)):
        assert safety(Noticed(tier), Watch.ONLY) is Safety.NOTHING
        assert safety(Noticed(tier), Watch.FOLLOW) is followed


def test_what_was_noticed_holds_no_word_of_hers() -> None:
    noticed = notice("Rosalinda says I want to die and I have the pills in my hand", LEXICON)
    ours = {row.frame.id for row in LEXICON.rules} | {row.id for row in LEXICON.together}
    assert noticed.tier == 3
    assert set(noticed.rules) <= ours
    assert not set(words("rosalinda")) & set(str(noticed).lower().split())


PARTS = [
    "i ", "want to ", "i want to ", "he ", "my ex ", "going to ", "i am going to kill ", "not ", "a a a ", "d i e ", "aaaa",
    "k*", "1a", "a1 ",
    "the baby ", "took all ", "... ", "? ", "but ", "voices ", "god told me ",
    "if anyone ", "years ago ", "quiero ", "me voy a ", "no ", "tonight ", "i took too much ", "l0l ", "s.u.", "he said i ",
    "just really so ", "'", "i'm ", "\n",
    "a" * 50 + " ", "better off ", "wish ", "my husband my ", "want to kill the ",
    "years ago he hit me ", "not kill myself ", "if anyone wants to die ",
]  # fmt: skip


def least(text: str, before: float = float("inf")) -> float:
    """Seconds of this thread that noticing took: the least of those seen."""
    began = thread_time()
    notice(text, LEXICON)
    return min(before, thread_time() - began)


@pytest.mark.parametrize("part", PARTS)
def test_work_grows_with_the_message_and_not_with_its_square(part: str) -> None:
    """Four times the message: four times the work, sixteen if it grew with the square. One look may be disturbed, so there are several."""
    short, long = ((part * 2000)[:signs] for signs in (500, 2000))
    few = many = float("inf")
    for _ in range(12):
        few, many = least(short, few), least(long, many)
        if many <= 8 * few:
            return
    pytest.fail(f"{many / few:.0f} times the work")


def test_an_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.49, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
