"""Which families of rules could find anything in a text at all, by the words in it: most messages hold no cue, and cost next to nothing.

The words are the rules' own. `tests/moderation/test_details.py` holds that no rule finds what its cues let pass.
"""

from __future__ import annotations

import re


class Cue:
    """What a word in a text hints at. Plain numbers: an enum is slow to reckon with."""

    NUMBER = 1  # a number word
    STREET = 2  # a kind of street
    LIVES = 4  # where somebody lives
    CALLE = 8  # an address as written in Spanish
    SCHOOL = 16
    CHILD = 32
    BIRTH = 64
    PAPER = 128  # a numbered paper
    MAIL = 256  # who keeps mail
    DOT = 512  # a dot or an at that is spelled out
    ELSEWHERE = 1024  # where people have other names
    APART = 2048  # a single letter that is no word


_WORDS = {
    Cue.NUMBER: """
        zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand double triple
        won ate fife niner too fore cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
        quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento doscientos trescientos
        quinientos dieciseis diecisiete dieciocho diecinueve doble
    """,
    Cue.STREET: """
        street str avenue ave road rd lane ln blvd boulevard terrace highway hwy parkway pkwy crescent st drive dr court
        ct place pl way circle cir close square sq gardens grove trail trl loop run path row hill box
    """,
    Cue.LIVES: "live lives living stay staying stays move moved house apartment place apt located",
    Cue.CALLE: "calle c avenida avda av carrera cra paseo plaza camino callejon privada calz calzada",
    Cue.SCHOOL: """
        elementary school high middle junior primary academy pre preschool day daycare montessori head kindergarten
        nursery charter christian catholic grammar elem ps jhs escuela colegio primaria secundaria instituto kinder
        jardin guarderia preparatoria liceo preescolar
    """,
    Cue.CHILD: """
        son daughter baby girl boy one man kid kiddo child toddler newborn infant oldest youngest eldest middle stepson
        stepdaughter grandson granddaughter grandbaby foster nephew niece twin preemie sons daughters babys babies girls
        boys ones mans kids kiddos toddlers newborns infants oldests youngests eldests stepsons stepdaughters grandsons
        granddaughters grandbabys childs nephews nieces twins preemies hijo hija hijos hijas bebe bebes nino nina ninos
        ninas nene nena nenes nenas chiquito chiquita chiquitos chiquitas peque peques pequeno pequena pequenos pequenas
        nieto nieta nietos nietas sobrino sobrina sobrinos sobrinas gordo gorda gordos gordas gordito gordita gorditos
        gorditas muchachito muchachita muchachitos muchachitas
    """,
    Cue.BIRTH: "born dob d birth birthdate birthday bday b day nacido nacida naci nacio nacimiento cumpleanos cumple",
    Cue.MAIL: """
        gmail g mail gmial yahoo hotmail outlook icloud aol proton protonmail live msn ymail gmx comcast verizon zoho
        tutanota
    """,
    Cue.DOT: "dot punto point arroba http https hxxp hxxps www",
    Cue.ELSEWHERE: """
        insta instagram ig snap snapchat sc tik tiktok tt fb face facebook messenger whatsapp whats wapp wsp telegram
        tele tg kik discord twitter threads venmo cash cashapp pay paypal zelle onlyfans only reddit skype signal viber
        wechat linked linkedin pinterest tumblr gram bird
    """,
    Cue.APART: "b c f g h j k l n p q r v w x z",
}

WORDS: dict[str, int] = {}  # a word -> its cues
for _cue, _text in _WORDS.items():
    for _word in _text.split():
        WORDS[_word] = WORDS.get(_word, 0) | _cue

KNOWN = frozenset(word for word in WORDS if len(word) > 1) | {"com", "net", "org", "at"}  # what may be spelled with digits

_WORD = re.compile(r"[a-z]+")


def cues(text: str) -> tuple[int, int]:
    """The cues of all words of a text in plain spelling, together; and how many number words there are."""
    together = numbers = 0
    for word in _WORD.findall(text):
        cue = WORDS.get(word)
        if cue is not None:
            together |= cue
            numbers += cue & Cue.NUMBER
    return together, numbers
