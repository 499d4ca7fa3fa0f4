"""Full names, and the names of children. What is only likely a name is not `certain`: she is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.details.given import ANY, FIRST, LOW
from moderation.details.near import around
from moderation.details.span import Kind, Span
from moderation.plain import Plain

_CAP = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñü'’]+(?:-[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+)?"
_NOT = (  # a capital first: the list is long, and read at capitals only
    r"(?=[A-ZÁÉÍÓÚÑ])(?!(?:I|He|She|We|They|You|It|And|But|Or|So|The|A|An|My|His|Her|Our|Is|Was|Has|Had|Have|Will|Can|Just|Not|No|Yes|God|Jesus"
    r"|Lord|CPS|DCF|DHS|AA|NA|ER|ICU|NICU"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October"
    r"|November|December"
    r"|Christmas|Easter|Thanksgiving|Halloween|Please|Thank|Thanks|Love|Today|Tonight|Tomorrow|When|If|What|Who|Where|Why|How|This"
    r"|That|Then|There|Here|In|On|At"
    r"|To|For|From|With|Because|Since|After|Before|Really|Very|Finally|Always|Never|Actually|Even|Only|Said|Says|Got|Went|Needs|Wants"
    r"|Loves|Keeps|Would|Could|Should"
    r"|Does|Did|Turned|Started|All|Still|Now|Ok|Okay|Well|Also|Facebook|Instagram|Google|Walmart"
    r"|Target|English|Spanish|American"
    r"|Mexican|Catholic|Christian|Day|Mom|Dad|Mommy|Daddy|Grandma|Nana|Higher|Power|Big|Book|Step|Steps|Serenity|Recovery|Narcan"
    r"|Suboxone|Methadone|Zoom"
    r"|El|La|Los|Las|Un|Una|Mi|Su|Tu|Yo|Ella|Nosotros|Es|Está|Pero|Y|O|Que|Cuando|Dios|Gracias|Hoy|Ayer|Señor|Señora|Te|Me|Se|Lo|Por"
    r"|Para|Con|Sin|Soy|Tengo|Ya|Estaba|Fue|Tiene|Quiere|Dice|Dijo|Nunca|Siempre"
    r"|También|Ahora|Mayor|Menor|Solo|Sólo|Cada|Va|Ha|Había|Como|Ni|No|Sí)\b)"
)
_NAME = rf"{_NOT}{_CAP}"
_MIDDLE = r"(?:\s(?:[A-Z]\.?|de|del|de la|van|von))?"
_FULL = rf"{_NAME}{_MIDDLE}(?:\s{_NAME}){{1,2}}"
_ROLE = (
    r"(?:case ?worker|social worker|cps worker|worker|lawyer|attorney|public defender|judge|therapist|counsel+or|sponsor|husband"
    r"|wife|ex|ex-husband|ex husband|boyfriend|girlfriend|fianc[eé]e?"
    r"|partner|boss|manager|landlord|mother|father|mom|dad|sister|brother|aunt|uncle|cousin|neighbou?r|pastor|priest|p\.?o\.?"
    r"|probation officer|parole officer|doctor|midwife"
    r"|teacher|nurse|dealer|friend|roommate|coworker|baby daddy|baby's father|abuser|guardian|foster mom|foster parent|mother in law"
    r"|mother-in-law"
    r"|abogad[ao]|trabajadora social|marido|esposo|novio|jefe|jefa|hermano|hermana|madre|padre|vecino|vecina|amiga|amigo|terapeuta"
    r"|juez|jueza|casero|patr[oó]n|suegra)"
)
_LINK = (
    r"(?:['’]s name is|['’]s name|,| is| is named| is called| named| called|, named| se llama| llamado| llamada| es| era| was| was "
    r"named|:)?"
)

_SELF = re.compile(
    rf"\b(?:[Mm]y (?:full |real |legal |actual |birth |maiden )?name(?:['’]s| is| was)|[Mm]e llamo|[Mm]i nombre (?:completo |real "
    rf"|verdadero )?es|[Nn]ame(?:['’]s| is)|(?P<am>[Tt]his is|I['’]?m|I am|[Ss]oy)|[Cc]all me|[Ss]igned,?"
    rf"|[Rr]eal name:?)\s(?P<name>{_FULL})"
)
_OTHER = re.compile(
    rf"\b(?:[Mm]y|[Tt]he|[Oo]ur|[Hh]is|[Hh]er) (?:\w+ )?{_ROLE}{_LINK}\s(?P<name>{_FULL})"
    rf"|\b(?:[Mm]i|[Ll]a|[Ee]l|[Ss]u|[Nn]uestr[oa]) (?:\w+ )?{_ROLE}{_LINK}\s(?P<otro>{_FULL})|\b(?:named|called"
    rf"|llamad[ao]|se llama)\s(?P<called>{_FULL})"
)
_ELSEWHERE = re.compile(
    rf"\b(?:[Ff]ace ?[Bb]ook|[Ff][Bb]|[Ff]ace|[Ii]nsta(?:gram)?|[Mm]essenger|[Ll]inked[Ii]n|[Zz]elle|[Vv]enmo|[Pp]ay[Pp]al)\s?"
    rf"(?:name )?(?:is|as|under|es|como|:)\s(?P<name>{_FULL})"
)
_LOW_SELF = re.compile(
    r"\b(?:my |mi )?(?:(?P<full>full |real |legal |actual |birth |whole )?(?:name|nombre)(?:'s| is| es)|(?:^|[.,;!?] ?|\byo "
    r"|\bhola,? )me llamo|nombre (?P<completo>completo |real )es)\s"
    r"(?P<name>(?P<first>[a-z]{2,20}) (?P<last>(?!(?:and|y|i|im|i'm|soy|but|pero|from|de|who|here|aqui|lol|btw|too|tambien|for|para"
    r"|with|con|in"
    r"|on|or|so|the|estoy|tengo|vengo|de|la|el)\b)[a-z'-]{3,20}))(?=\s*(?:$|[.,;!?)]|and\b|y\b|but\b|pero\b|btw\b|if\b|si\b))"
)
_TITLE = re.compile(
    rf"\b(?P<title>Dr|Mr|Mrs|Ms|Miss|Judge|Officer|Detective|Doctor|Doctora|Sgt|Sergeant|Deputy|Nurse|Jueza?|Lic|Licenciad[ao]|Sra?|Señora?"
    rf"|Pastor|Attorney|Magistrate|Coach)\.?\s(?P<name>{_NAME}(?:\s{_NAME})?)"
)
_HEARTY = frozenset({"Miss", "Ms", "Mr", "Sr", "Sra", "Señora", "Señor"})  # with a first name: how people are called to their faces
_PAIR = re.compile(rf"(?<![.!?]\s)(?<![\w’'])(?P<first>{_CAP})(?:\s[A-Z]\.)?\s(?P<last>{_NAME})(?![\w’'])")

_KIN = (
    r"(?:son|daughter|baby(?: girl| boy)?|little (?:girl|boy|one|man)|boy|girl|kid|kiddo|child|toddler|newborn|infant|oldest"
    r"|youngest|eldest|middle one|stepson|stepdaughter|grandson|granddaughter"
    r"|grandbaby|foster (?:son|daughter|child)|nephew|niece|twin|preemie)s?"
)
_HIJO = r"(?:hij[oa]|beb[eé]|niñ[oa]|nen[ea]|chiquit[oa]|peque|pequeñ[oa]|niet[oa]|sobrin[oa]|gord[oa]|gordit[oa]|muchachit[oa])"
_AGE = r"(?:\s(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)[- ](?:year|yr|month|week|day)s?[- ]?(?:old)?)?"
_CHILD = re.compile(
    rf"\b(?:[Mm]y|[Oo]ur|[Hh]er|[Hh]is|[Tt]he){_AGE}(?:\s\w+)?\s{_KIN}(?:\sis (?:named|called)|['’]s name(?: is|['’]s)?|,? named|,? "
    rf"called|,| is|:)?\s(?P<name>{_NAME}(?:\s(?:and|&)\s{_NAME})?(?:\s{_NAME})?)"
)
_CHILD_ES = re.compile(
    rf"\b(?:[Mm]is?|[Nn]uestr[oa]s?|[Ss]us?|[Ll]a|[Ee]l)\s{_HIJO}s?(?:\s(?:mayor|menor|pequeñ[oa]))?(?:\sse llaman?|,|\ses|:"
    rf"|\sllamad[oa])?\s(?P<name>{_NAME}(?:\sy\s{_NAME})?)"
)
_CHILD_SAID = re.compile(rf"\b(?P<name>{_NAME})(?P<how>,| is| es)\s(?:my|our|mi|nuestr[oa])\s(?:{_KIN}|{_HIJO})\b")
_NAMED_CHILD = re.compile(
    rf"\b(?:[Nn]amed|[Ll]e pus(?:e|imos))\s(?:(?:him|her|the baby|my baby|our baby|my son|my daughter)\s)?(?P<name>{_NAME})\b"
)
_BY_AGE = re.compile(
    rf"\b(?:[Mm]y|[Oo]ur)\s(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten)[ -](?:year|yr"
    rf"|month)s?[ -]?(?:old)?,?\s(?P<name>{_NAME})"
)
_COUNTED = re.compile(
    rf"\b(?:have|had|got|lost|tengo|tuve)\s(?:\d|two|three|four|five|dos|tres|cuatro|cinco)(?:\s(?:kids|children|boys|girls|sons"
    rf"|daughters|babies|hijos"
    rf"|hijas|niños|niñas))?[,:]\s(?P<name>{_NAME}(?:,\s{_NAME}){{0,3}},?\s(?:and|&|y)\s{_NAME})"
)
_LOW_KIN = re.compile(
    rf"\b(?:my|our|mi|nuestr[oa]){_AGE}(?:\s(?:\w+))?\s(?:{_KIN}|{_HIJO}),?\s(?P<name>[a-záéíóúñ]{{3,20}})\b"
    rf"|\b(?:my|our)\s{_KIN},?\s(?P<apart>[a-z](?:\s[a-z]){{3,14}})(?![\w'])"
)
_AGED = re.compile(
    r"(?:\s(?:is|turned|turns|just turned|cumplió|cumplio|cumple|tiene)|,? (?:de|age|aged))\s(?:only |solo )?"
    r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)"
)
_CHILD_LOW = re.compile(
    rf"\b(?:my|our|his|her)(?:\s\w+)?\s{_KIN}(?:'?s)?(?: name is|'s name is| is named| is called| named| "
    rf"called)\s(?P<name>(?!(?:after|the|a|my|me|him|her|it|and|in|to|for|by|on|today|back|out|us|off|from|up)\b)[a-z]{{3,}})\b"
    rf"|\b(?:mi|nuestr[oa])\s{_HIJO}\s(?:se llama|llamad[oa])\s(?P<nombre>[a-záéíóúñ]{{3,}})\b"
)

_NOT_NAMES = """
    important mud trouble not never nothing enough changed gone safe secret private hidden yours theirs mine below above wrong right same
    different known taken popular common rare hard easy ugly pretty over under otra vez mi ayer anoche hoy esta
    the a an on in at all still so really just being
"""
_NO_NAMES = frozenset(_NOT_NAMES.split())


TWO_CAPITALS = re.compile(r"[A-ZÁÉÍÓÚÑ][\w'’-]*\.?,?\s(?:[A-ZÁÉÍÓÚÑ]|de\b|del\b|van\b|von\b)")
_OF_CHILDREN = re.compile(rf"\b(?:{_KIN}|{_HIJO}|named|pus(?:e|imos)|years?|yr|months?)", re.IGNORECASE)
_BEFORE, _BEHIND = 100, 140  # signs around a word that names may stand beside


def names(original: str) -> Iterator[Span]:
    """Full names: her own, someone's in a role, someone's with a title, a first name that is one followed by another."""
    for low, high in around(original, TWO_CAPITALS, _BEFORE, _BEHIND):
        yield from _names(original, low, high)


def _names(original: str, low: int, high: int) -> Iterator[Span]:
    for found in _SELF.finditer(original, low, high):
        sure = found.group("am") is None or found.group("name").split()[0].lower() in ANY  # "I'm Team Mama"
        yield Span(*found.span("name"), Kind.PERSON, "person.self", certain=sure)
    for found in _ELSEWHERE.finditer(original, low, high):
        yield Span(*found.span("name"), Kind.PERSON, "person.elsewhere")
    for found in _OTHER.finditer(original, low, high):
        group = found.lastgroup
        if group is not None:
            yield Span(*found.span(group), Kind.PERSON, "person.role")
    for found in _TITLE.finditer(original, low, high):
        if " " in found.group("name") or not (found.group("name") in FIRST and found.group("title") in _HEARTY):
            yield Span(*found.span("name"), Kind.PERSON, "person.title", certain=" " in found.group("name"))
    for found in _PAIR.finditer(original, low, high):
        if found.group("first") in FIRST:
            yield Span(*found.span(), Kind.PERSON, "person.pair", certain=False)


def children(original: str) -> Iterator[Span]:
    """A child's name."""
    small = original.lower()
    for low, high in around(original, _OF_CHILDREN, _BEFORE, _BEHIND):
        yield from _written_large(original, low, high)
        if len(small) == len(original):  # else a capital of two small signs (İ): the places would not fit
            yield from _written_small(small, low, high)


def _written_large(original: str, low: int, high: int) -> Iterator[Span]:
    for found in _CHILD_SAID.finditer(original, low, high):
        if found.group("how") != "," or found.group("name").lower() in ANY:  # "Llora, mi niña" calls nobody by name
            yield Span(*found.span("name"), Kind.CHILD, "child")
    for pattern in (_CHILD, _CHILD_ES, _NAMED_CHILD, _BY_AGE):
        for found in pattern.finditer(original, low, high):
            yield Span(*found.span("name"), Kind.CHILD, "child")


def _written_small(small: str, low: int, high: int) -> Iterator[Span]:
    for found in _LOW_KIN.finditer(small, low, high):
        if found.group("apart") or found.group("name") in LOW or (found.group("name") in ANY and _AGED.match(small, found.end("name"))):
            yield Span(*found.span(found.lastgroup or "name"), Kind.CHILD, "child.low")
    for found in _CHILD_LOW.finditer(small, low, high):
        yield Span(*found.span(found.lastgroup or "name"), Kind.CHILD, "child.called")


def counted(original: str) -> Iterator[Span]:
    """The names of her children after how many they are: "I have two, Kaylee and Theo"."""
    for found in _COUNTED.finditer(original):
        yield Span(*found.span("name"), Kind.CHILD, "child.counted")


def told(said: Plain) -> Iterator[Span]:
    """Her own full name in small letters. Without "full" or "real" before it, it is only likely one."""
    for found in _LOW_SELF.finditer(said.text):
        sure = found.group("full") is not None or found.group("completo") is not None
        if found.group("first") in LOW or not {found.group("first"), found.group("last")} & _NO_NAMES:
            yield Span(*said.span(*found.span("name")), Kind.PERSON, "person.told", certain=sure)
