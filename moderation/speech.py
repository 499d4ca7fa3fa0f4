"""What is said, in one plain form: chat shorthand, contractions, misspellings and words in disguise told as whole words.

The form begins and ends with a full stop and parts every word and sign by one space: " . i can not wake her . ". Rules read nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import msgspec

LONGEST = 4000  # signs that are read of a message: twice what may be posted

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[.!?;:\n]+|,|[\"“”«»]|[—–()]")
_APART = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[ .*_-]{1,2}[a-z0-9](?![a-z0-9])){2,}")
_ODD = re.compile(
    r"([a-z])\1\1|[a-z][0-9@$!*+|][a-z]|[0-9@$][a-z]{2}|[a-z][0-9@$](?![a-z0-9])|[a-z][.*_-][a-z][.*_-]"
    r"|(?<![a-z0-9'])[a-z0-9] [a-z0-9] [a-z0-9](?![a-z0-9])"
)
_DISGUISED = re.compile(r"(?<![a-z0-9@$*])(?=[a-z0-9@$!*+|]*[a-z])[a-z0-9@$!*+|]{3,24}(?<![!|+])")
_LONG_DRAWN = re.compile(r"([a-z])\1{2,}")
_LETTERS = str.maketrans("013457$@!+|", "oieastsaitl")
_ELL = str.maketrans("013457$@!+|", "oleastsaltl")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'"})


def words(said: str) -> list[str]:
    """The words of a text in plain spelling, as they are written."""
    return _WORD.findall(said)


class Speech(msgspec.Struct, frozen=True):
    """How people write: what a word or phrase stands for, and the words that rules know."""

    rewrites: Mapping[str, str]
    phrases: Mapping[str, str]
    known: frozenset[str]
    hidden: Mapping[tuple[str, int], tuple[str, ...]]  # by first letter and length: what a word with stars in it may be
    phrase: re.Pattern[str]

    def plainly(self, said: str) -> str:
        """A text in plain spelling (`moderation.plain`) with whatever is disguised in it told plainly."""
        said = said[:LONGEST].translate(_QUOTES)
        if _ODD.search(said) is None:
            return said
        said = _APART.sub(lambda found: self._together(found.group()), said)
        said = _LONG_DRAWN.sub(r"\1\1\1", said)
        return _DISGUISED.sub(lambda found: self._unmasked(found.group()), said)

    def told(self, said: str) -> str:
        """The form the rules read, of a text that `plainly` gave."""
        rewrites = self.rewrites
        told = [" ."]
        for sign in _TOKEN.findall(said):
            if sign[0].isalnum():
                told.append(rewrites.get(sign) or sign.replace("'", ""))
            elif "?" in sign:
                told.append("?")
            elif sign in ",—–()":
                told.append(",")
            elif sign in '"“”«»':
                told.append('"')
            else:
                told.append(".")
        told.append(". ")
        return self.phrase.sub(lambda found: " " + self.phrases[found.group()[1:]], " ".join(told))

    def _together(self, letters: str) -> str:
        """A word written letter by letter; what spells none stays."""
        word = re.sub(r"[ .*_-]+", "", letters)
        for spelled in (word, word.translate(_LETTERS), word.translate(_ELL)):
            if spelled in self.known or spelled in self.rewrites:
                return spelled
            if parts := self._apart(spelled):
                return " ".join(parts)
        return letters

    def _apart(self, word: str) -> list[str]:
        """Words written as one, longest first; empty when it is not made of such words."""
        best: dict[int, list[str]] = {0: []}
        for end in range(1, min(len(word), 40) + 1):
            for start in range(max(0, end - 12), end):
                if start in best and (word[start:end] in self.known or word[start:end] in "ia"):
                    best[end] = [*best[start], word[start:end]]
                    break
        return best.get(len(word), [])

    def _unmasked(self, token: str) -> str:
        """One word as it would be written plainly: long drawn, with digits for letters, with stars in it."""
        if token in self.known or token in self.rewrites:
            return token
        for spelled in (_LONG_DRAWN.sub(r"\1\1", token), _LONG_DRAWN.sub(r"\1", token)):
            if spelled in self.known or spelled in self.rewrites:
                return spelled
        told = _LONG_DRAWN.sub(r"\1", token)
        for table in (_LETTERS, _ELL):
            if (spelled := told.translate(table)) in self.known or spelled in self.rewrites:
                return spelled
        if "*" in told[1:]:
            pattern = re.compile("".join("." if sign == "*" else re.escape(sign) for sign in told))
            for word in self.hidden.get((told[0], len(told)), ()):
                if pattern.fullmatch(word):
                    return word
        return told if told != token and told.isalpha() else token


def speech(rewrites: Mapping[str, str], phrases: Mapping[str, str], known: Collection[str], misspelt: Collection[str]) -> Speech:
    """Ready to be used. Of each of `misspelt`, what one slip of a thumb makes of it is understood as well."""
    every = frozenset(known)
    slips = {slip: word for word in sorted(misspelt) for slip in _slips(word) if slip not in every}
    hidden: dict[tuple[str, int], list[str]] = {}
    for word in sorted(set(misspelt)):
        hidden.setdefault((word[0], len(word)), []).append(word)
    return Speech(
        {**slips, **rewrites},
        dict(phrases),
        every,
        {key: tuple(found) for key, found in hidden.items()},
        re.compile(f" (?:{'|'.join(sorted(map(re.escape, phrases), key=len, reverse=True))})(?= )" if phrases else r"(?!)"),
    )


def _slips(word: str) -> list[str]:
    """A letter left out, doubled, or two that changed places; never the first letter, and of long words only."""
    if len(word) < 6:
        return []
    found = [word[:i] + word[i + 1 :] for i in range(1, len(word))]
    found += [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)]
    return found + [word[:i] + word[i] + word[i:] for i in range(1, len(word))]
