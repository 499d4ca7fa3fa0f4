"""The language that frames are written in, and what of a text must be there for one to match.

A pattern is words in the form `moderation.speech` gives, parted by spaces: `a/b` one of these, `a_b` words that belong together, `word*`
any ending, `{slot}` one of a named list, `x?` or not, `..` up to three words between and `...` up to six, none of which denies, `<i>` she
herself, also where a sentence begins without her.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

DENIES = "almost|nearly|casi|not|never|no|without|nunca|jamas|ni|tampoco|sin|nobody|neither"
_BETWEEN = rf"(?: (?!(?:{DENIES}|but|pero|because|porque) )[a-z0-9]+)"
_ADVERBS = (
    "just|really|still|honestly|only|so|actually|fucking|fuckin|always|even|do|also|kinda|literally|truly|now|already|genuinely|"
    "seriously|probably|legit|totally|sometimes|often|again|finally|am|have|had|been|was|swear|think|ever|constantly|tonight|today|"
    "ya|solo|siempre|tambien|hoy|ahora|mas|a_veces|creo_que|la_verdad"
).replace("_", " ")
_SHE = rf"(?:(?: i| ima| yo)|(?<= [.,?\"])|(?<= and)|(?<= so)|(?<= because)|(?<= y)|(?<= guess)|(?<= lol))(?: (?:{_ADVERBS})){{0,4}}"
_ELEMENT = re.compile(r"(?:[a-z0-9_*/,.]|\{[a-z_]+\})+\??|\.\.\.?|<i>|\^")


class PatternRefused(ValueError):
    """A pattern that is not of this language. Its text says why."""


class Pattern(msgspec.Struct, frozen=True):
    """One way to say something. A text that it matches holds one of `needs` as a word; one that ends in a star, as its beginning."""

    source: str
    needs: frozenset[str]
    words: frozenset[str]


def _choices(element: str, slots: Mapping[str, Sequence[str]]) -> list[str]:
    choices: list[str] = []
    for choice in element.split("/"):
        if not choice:
            raise PatternRefused(f"{element!r} has an empty choice")
        if not choice.startswith("{"):
            choices.append(choice.replace("_", " "))
        elif (name := choice[1:-1]) in slots:
            choices += slots[name]
        else:
            raise PatternRefused(f"there is no list {name!r}")
    return choices


def _source(choices: Sequence[str]) -> str:
    either = sorted(
        {choice.replace(".", r"[.?]").replace("*", "[a-z0-9]*") for choice in choices}, key=lambda choice: (-len(choice), choice)
    )
    return either[0] if len(either) == 1 else f"(?:{'|'.join(either)})"


def compiled(pattern: str, slots: Mapping[str, Sequence[str]], common: Mapping[str, int]) -> Pattern:
    """One pattern as the source of a regular expression. Raises `PatternRefused`.

    Of its elements that must be there, the one whose words are rarest is what a text is first looked through for. `common` only says
    how often words are met: whatever is chosen, what matches holds it.
    """
    source: list[str] = []
    every: set[str] = set()
    best: tuple[int, frozenset[str]] | None = None
    for element in pattern.split():
        if element != "." and _ELEMENT.fullmatch(element) is None:
            raise PatternRefused(f"{element!r} is not understood")
        if element in ("..", "..."):
            source.append(_BETWEEN + ("{0,3}" if element == ".." else "{0,6}"))
        elif element == "<i>":
            source.append(_SHE)
        elif element == "^":
            source.append(r"(?<= [.,?])")
        else:
            choices = _choices(element.removesuffix("?"), slots)
            every.update(word for choice in choices for word in choice.split())
            if element.endswith("?"):
                source.append(f"(?: {_source(choices)})?")
                continue
            source.append(f" {_source(choices)}")
            if any(not any(word.isalnum() or word.endswith("*") for word in choice.split()) for choice in choices):
                continue  # a sign may stand there instead of a word
            needs = frozenset(rarest(choice, common) for choice in choices)
            cost = sum(common.get(word, 1) for word in needs)
            if best is None or cost < best[0]:
                best = cost, needs
    if best is None:
        raise PatternRefused("nothing in it must be there")
    if any(not re.fullmatch(r"[a-z0-9]+|[,.]|[a-z0-9]{3,}\*", word) for word in every):
        raise PatternRefused("a word is not in plain spelling, or is too short for a star")
    return Pattern("".join(source) + "(?= )", best[1], frozenset(every))


def rarest(choice: str, common: Mapping[str, int]) -> str:
    """The word of a phrase that is met least often."""
    words = [word for word in choice.split() if word not in (",", ".")]
    return min(words, key=lambda word: common.get(word, 1))
