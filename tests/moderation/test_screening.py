"""A room's rules about words: what each looks for, which one decides, and that none looks at how a woman is."""

from __future__ import annotations

import ast
import inspect
import statistics
from functools import partial
from typing import Any

import pytest

from moderation import screening
from moderation.confidentiality import Listed
from moderation.following import follow
from moderation.screening import kept_by, screen
from rooms.rules import NO_RULES, Rule, Rules, Then, pack, unpack
from rooms.terms import Reason
from rooms.verdict import Conduct, Found, Safety, Verdict
from tests.support.steps import steps

ALL_HELD = Rules(Then.HOLD, Then.HOLD, Then.HOLD, Then.HOLD, ("cheap pills", "Pendejo"))
TEXTS = {
    Rule.CONTACT: "call me, 503-555-0142",
    Rule.LINKS: "it is all on https://example.org/story",
    Rule.MENTIONS: "@ana @bea @cleo @dana @eva listen",
    Rule.WORDS: "I can get you CHEAP  pills",
}
DISCLOSURES = (
    "I want to die tonight and I have the pills here",
    "I cut myself again, I am so ashamed",
    "He choked me and I could not breathe",
    "I took too many, I feel strange",
    "I relapsed. I used on Sunday and I am going to use again",
    "I am afraid I will hurt the baby",
    "ya no quiero vivir, quiero desaparecer",
    "me pegó delante de los niños y tiene pistola",
)


def only(rule: Rule, then: Then) -> Rules:
    return Rules(**{each.value: then if each is rule else Then.NOTHING for each in Rule}, listed=ALL_HELD.listed, ours=())


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("then", Then)
def test_each_rule_finds_its_own_and_asks_for_what_the_room_says(rule: Rule, then: Then) -> None:
    for other, text in TEXTS.items():
        verdict = screen(text, only(rule, then), Listed(roster=frozenset({"ana", "bea", "cleo", "dana", "eva"})))
        if other is rule and then is not Then.NOTHING:
            assert (verdict.conduct.value, verdict.rule, len(verdict.found)) == (then.value, rule, 1)
            assert len(verdict.hidden) == (then is Then.MASK and rule is not Rule.MENTIONS)
        else:
            assert verdict == Verdict()


def test_the_signs_are_those_of_her_text() -> None:
    text = "💐 llámame: cinco cero tres 555 0142"
    (found,) = screen(text, Rules(contact=Then.ASK)).found
    assert (text[found.start : found.end], found.what) == ("cinco cero tres 555 0142", "phone")
    assert screen(TEXTS[Rule.WORDS], ALL_HELD).found == (Found(14, 26, "words"),)


@pytest.mark.parametrize("text", ["¡PENDEJO!", "pendejo", "eres un péndejo"])
def test_listed_words_are_found_in_any_case_and_with_any_accents(text: str) -> None:
    assert screen(text, ALL_HELD).rule is Rule.WORDS


@pytest.mark.parametrize("text", ["pendejos no", "the pills were cheap", "email me never", "I live on hope", "one two three four five"])
def test_what_is_near_a_rule_passes(text: str) -> None:
    assert screen(text, ALL_HELD) == Verdict()


def test_the_rule_that_asks_for_most_decides() -> None:
    text = f"{TEXTS[Rule.CONTACT]} or {TEXTS[Rule.LINKS]}"
    verdict = screen(text, Rules(contact=Then.ASK, links=Then.HOLD))
    assert (verdict.conduct, verdict.rule) == (Conduct.HOLD, Rule.LINKS)
    assert verdict.reasons == (Reason.CONTACT, Reason.SELLING)
    assert screen(text, Rules(contact=Then.ASK, links=Then.ALERT)).conduct is Conduct.ASK


def test_once_she_is_sure_she_is_not_asked_again_and_the_other_rules_stay() -> None:
    text = f"{TEXTS[Rule.CONTACT]} or {TEXTS[Rule.LINKS]}"
    assert screen(TEXTS[Rule.CONTACT], Rules(contact=Then.ASK), sure=True) == Verdict()
    assert screen(text, Rules(contact=Then.ASK, links=Then.ALERT), sure=True).conduct is Conduct.ALERT
    assert screen(text, Rules(contact=Then.HOLD), sure=True).conduct is Conduct.HOLD


def hidden_of(text: str, policy: Rules, **more: Any) -> list[tuple[str, str]]:
    return [(text[found.start : found.end], found.what) for found in screen(text, policy, **more).hidden]


def test_a_room_that_hides_hides_every_kind_and_leaves_the_rest() -> None:
    text = "Soy Ana: my name is Vera Quill, 503-555-0142, v@example.org, see https://example.org/v"
    assert hidden_of(text, Rules()) == [("Vera Quill", "person"), ("503-555-0142", "phone"), ("v@example.org", "email")]
    assert hidden_of(text, Rules(links=Then.MASK))[-1] == ("https://example.org/v", "url")
    assert hidden_of(TEXTS[Rule.WORDS], Rules(words=Then.MASK, listed=ALL_HELD.listed)) == [("CHEAP  pills", "own")]


def test_what_is_hidden_is_hidden_whatever_else_follows() -> None:
    verdict = screen(f"{TEXTS[Rule.CONTACT]} or {TEXTS[Rule.LINKS]}", Rules(links=Then.HOLD))
    assert (verdict.conduct, verdict.rule, len(verdict.hidden)) == (Conduct.HOLD, Rule.LINKS, 1)


@pytest.mark.parametrize("then", [Then.MASK, Then.ASK])
def test_a_name_that_is_only_likely_is_asked_about_and_never_hidden(then: Then) -> None:
    text = f"then Mary Hill came, {TEXTS[Rule.CONTACT]}"
    verdict = screen(text, Rules(contact=then))
    assert (verdict.conduct, verdict.rule, verdict.found[0]) == (Conduct.ASK, Rule.CONTACT, Found(5, 14, "person"))
    sure = screen(text, Rules(contact=then), sure=True)
    assert sure.conduct is (Conduct.MASK if then is Then.MASK else Conduct.PASS)
    assert not any(found.what == "person" for found in sure.hidden)
    assert screen("then Mary Hill came", Rules(contact=Then.ALERT)) == Verdict()
    assert screen(text, Rules(contact=Then.HOLD)).conduct is Conduct.HOLD


def test_words_of_her_own_list_are_hidden_in_every_room() -> None:
    text = "Rex is my dog, 503-555-0142"
    own = [Found(0, 3, "own")]
    assert hidden_of(text, NO_RULES, own=own) == [("Rex", "own")]
    assert hidden_of(text, Rules(), own=own) == [("Rex", "own"), ("503-555-0142", "phone")]
    assert hidden_of(text, Rules(), own=[Found(10, 18, "own")]) == [("dog, 503-555-0142", "own")], "of two that overlap, both"
    assert screen(text, NO_RULES, own=own).conduct is Conduct.PASS


OURS = ("1-503-555-0142", "https://www.haven.org/help", "desk@haven.org", "@haven", "12 Oak Street, Salem")


def test_what_the_programme_wrote_down_as_its_own_stays() -> None:
    text = "call (503) 555 0142, see haven.org/rooms, mail desk@haven.org, follow us @haven, or come to 12 Oak Street"
    every = Rules(Then.HOLD, Then.HOLD, Then.HOLD, Then.HOLD)
    assert screen(text, every, kept_by(Listed(), OURS)) == Verdict()
    assert len(screen(text, Rules(links=Then.MASK)).hidden) == 5
    assert screen("call 503-555-0143 or 12 Oak Street, apt 5", Rules(), kept_by(Listed(), OURS)).hidden
    assert kept_by(Listed(), ()) == Listed()


def test_help_lines_and_the_names_of_those_here_are_no_contacts() -> None:
    listed = Listed(frozenset({"988", "8006624357"}), frozenset({"988lifeline.org"}), frozenset({"rosie"}))
    assert screen("@rosie call 1-800-662-4357 or see https://988lifeline.org/chat", ALL_HELD, listed) == Verdict()


@pytest.mark.parametrize("text", DISCLOSURES)
@pytest.mark.parametrize("then", Then)
def test_the_rules_never_look_at_how_she_is(text: str, then: Then) -> None:
    """A disclosure is never an offence: with every rule at its strictest, it passes."""
    policy = Rules(then, then, then, then)
    assert screen(text, policy) == Verdict()
    assert not follow(screen(text, policy)).support


@pytest.mark.parametrize("text", [*DISCLOSURES, *(f"{disclosure} {text}" for disclosure in DISCLOSURES[:2] for text in TEXTS.values())])
def test_the_safety_half_says_nothing_yet(text: str) -> None:
    verdict = screen(text, ALL_HELD)
    assert (verdict.safety, verdict.signs) == (Safety.NOTHING, ())
    assert not {reason.value for reason in verdict.reasons} & {safety.value for safety in Safety}


def test_the_rules_do_not_even_know_of_safety() -> None:
    """Neither the list of rules nor what applies it names it: there is nothing by which a rule could come to be about her."""
    names = {node.id for node in ast.walk(ast.parse(inspect.getsource(screening))) if isinstance(node, ast.Name)}
    assert "Safety" not in names
    assert not {rule.value for rule in Rule} & {safety.value for safety in Safety}


def test_no_rules_is_no_work() -> None:
    assert all(screen(text, NO_RULES) == Verdict() for text in TEXTS.values())


def test_rules_are_kept_as_a_text() -> None:
    assert unpack(pack(ALL_HELD)) == ALL_HELD
    assert unpack("{}") == Rules()
    assert unpack(pack(Rules(ours=OURS))).ours == OURS


def test_screening_asks_little_of_ordinary_words() -> None:
    """Counted, not timed; `bench/hiding.py` has the times."""
    texts = [*DISCLOSURES, "thank you all for being here tonight", "hoy fue un día difícil pero aquí estoy"]
    assert statistics.median(steps(partial(screen, text, ALL_HELD)) for text in texts) < 100  # 67; where every rule is asked 160
