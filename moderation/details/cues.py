"""Which families of rules could find anything in a text at all, by the words in it: most messages hold no cue, and cost next to nothing.

The words are the rules' own. `tests/moderation/test_details.py` holds that no rule finds what its cues let pass.
"""

from __future__ import annotations

import re

from moderation.details.digits import BEGINS, SPOKEN, words_in


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
    CORNER = 2048  # where two streets cross
    CALLED = 4096  # somebody says what she is called
    HANDED = 8192  # somebody hands over the name she has elsewhere


_WORDS = {
    Cue.NUMBER: " ".join(SPOKEN) + " cien ciento doscientos trescientos cuatrocientos quinientos",
    Cue.STREET: """
        street str avenue ave road rd lane ln blvd boulevard terrace highway hwy parkway pkwy crescent st drive dr court
        ct place pl way circle cir close square sq gardens grove trail trl loop run path row hill box route rte rt cr sr fm
    """,
    Cue.LIVES: "live lives living stay staying stays move moved house apartment place apt located",
    Cue.CALLE: "calle c avenida avda av cll clle carrera cra paseo plaza camino callejon privada calz calzada",
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
        named puse pusimos yr year
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
        wechat linked linkedin pinterest tumblr gram bird g instagrm instgram intagram
    """,
    Cue.CORNER: "corner intersection esquina entre",
    Cue.PAPER: """
        case docket file cause petition order warrant claim medicaid medicare member policy insurance license licence dl passport
        inmate booking badge account iban card cps dcf dhs dss snap ebt wic ssn ssi social security tax itin ein mrn patient chart visa
        alien expediente caso causa folio dni nie curp rfc pasaporte seguro licencia cedula poliza matricula credencial
    """,
    Cue.CALLED: "name names named llamo llama nombre",
    Cue.HANDED: "add follow dm find search username user handle gamertag usuario usuaria screenname sn agregame sigueme buscame tag",
}

WORDS: dict[str, int] = {}  # a word -> its cues
for _cue, _text in _WORDS.items():
    for _word in _text.split():
        WORDS[_word] = WORDS.get(_word, 0) | _cue

KNOWN = frozenset(word for word in WORDS if len(word) > 1) | {"com", "net", "org", "at"}  # what may be spelled with digits

_WORD = re.compile(r"[a-z]+")


def cues(text: str) -> tuple[int, int, int]:
    """The cues of all words of a text in plain spelling, together; how many number words there are; and how many letters stand alone."""
    together = numbers = alone = 0
    for word in _WORD.findall(text):
        cue = WORDS.get(word)
        if cue is not None:
            together |= cue
            numbers += cue & Cue.NUMBER
        elif word[:3] in BEGINS and (several := words_in(word)):  # "fivefivefive"
            together |= Cue.NUMBER
            numbers += several
        if len(word) == 1:
            alone += 1
    return together, numbers, alone
