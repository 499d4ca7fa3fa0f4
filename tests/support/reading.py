"""How many years of school a page asks of its reader: Flesch-Kincaid (1975) for English, Crawford (1989) for Spanish.

Syllables are counted by groups of vowels, which is a little above the truth in English: a page that passes is no harder than it says.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

SENTENCE = re.compile(r"[.!?]+(?:\s|$)|\n")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ENGLISH = re.compile(r"[aeiouy]+")
SPANISH = re.compile(r"[iuü]?[aeoáéó][iuy]?(?![aeoáéíóú])|[iuü][iuü]|[aeiouáéíóúü]")
SILENT = re.compile(r"(?<=[^aeiouy])e$|(?<=[^dt])ed$|(?<=[^sxz])es$")
APART = {"h1", "h2", "h3", "button", "label"}


class Blocks(HTMLParser):
    """The paragraphs and lines of lists in a page's main part. Headings and buttons, which are short, would make it easier than it is."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self._main = self._inside = False
        self.feed(page)
        self.texts = [text for each in self.texts if (text := re.sub(r"\s+", " ", each).strip())]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- the parser's own signature
        """Another begins."""
        if tag in {"p", "li"}:
            self._inside = self._main
            self.texts.append("")
        elif tag == "main":
            self._main = True
        elif tag in APART:
            self._inside = False

    def handle_endtag(self, tag: str) -> None:
        """A paragraph, a line or the main part ends."""
        self._main = self._main and tag != "main"
        self._inside = self._inside and tag not in {"p", "li"}

    def handle_data(self, data: str) -> None:
        """A piece of it."""
        if self._inside:
            self.texts[-1] += data


def syllables(word: str, language: str) -> int:
    """About how many a word has; at least one."""
    lower = word.lower()
    return max(1, len(SPANISH.findall(lower)) if language == "es" else len(ENGLISH.findall(SILENT.sub("", lower))))


def grade(texts: list[str], language: str) -> float:
    """Years of school."""
    sentences = [found for text in texts for part in SENTENCE.split(text) if (found := WORD.findall(part))]
    words = [word for each in sentences for word in each]
    spoken = sum(syllables(word, language) for word in words)
    if language == "es":
        return -0.205 * (100 * len(sentences) / len(words)) + 0.049 * (100 * spoken / len(words)) - 3.407
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59
