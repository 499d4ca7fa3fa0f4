"""Where she lives, and where her children go: street addresses and schools."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.details.near import around
from moderation.details.span import Kind, Span
from moderation.plain import Plain

_ONE = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|oh|zero)\b"
)
_NUMBER_WORD = rf"(?<!-)(?>{_ONE}(?:[\s-]{_ONE}){{0,4}})"
_SURE = r"(?:street|str33t|str|avenue|ave|road|rd|lane|ln|blvd|boulevard|terrace|highway|hwy|parkway|pkwy|crescent|st)"
_MAYBE = r"(?:Drive|Dr|Court|Ct|Place|Pl|Way|Circle|Cir|Close|Square|Sq|Gardens|Grove|Trail|Trl|Loop|Run|Path|Row|Hill)"
_ORDINARY = (
    r"(?!(?:of|in|on|the|a|an|my|our|his|her|your|their|this|that|years?|yrs?|days?|months?|weeks?|hours?|hrs?|minutes?|mins?|am|pm"
    r"|more|times?|blocks?"
    r"|miles?|people|kids|women|steps?|and|or|to|from|at|is|was|per|for|down|off|out|with|percent|bucks|dollars)\b)"
)
_UNIT = r"(?:,?\s?(?:apt|apartment|unit|suite|ste|flat|lot|room|rm|#|depto|piso)\.?\s?#?\s?\w{1,5})?"
_TOWN = r"(?:,?\s+[A-Z][a-zA-Z.]+(?:\s[A-Z][a-z]+)?,?\s+[A-Z]{2}\b(?:\s+\d{5}(?:-\d{4})?)?)?"
_WAY = r"(?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.?\s+)?"
_STREET = re.compile(
    rf"\b(?:\d{{1,5}}[a-z]?|\d(?:\s\d){{1,4}}"
    rf"|{_NUMBER_WORD})\s?,?\s?{_WAY}(?:{_ORDINARY}[a-z0-9][\w'.-]{{0,30}}\s){{1,3}}{_SURE}\b\.?(?!\s+(?:ago|away|trip"
    rf"|test|block)){_UNIT}",
    re.IGNORECASE,
)
_NUMBER_ON = re.compile(
    rf"\b(?:house|home|building|door|number|no\.?|num(?:ero)?|#)\s?(?:is\s|es\s)?(?:el\s|the\s)?"
    rf"(?P<street>(?:\d{{1,5}}[a-z]?|{_NUMBER_WORD})\s(?:on|of|en|de|in)\s(?:la\s|the\s)?"
    rf"(?:{_WAY}(?:{_ORDINARY}[a-z0-9][\w'.-]{{0,30}}\s){{1,3}}{_SURE}|(?:calle|avenida|av\.?)\s[a-z]\w{{2,30}})\b)"
)
_ROUTE = re.compile(
    r"\b\d{1,5}\s(?:(?:us|state|county|old|rural|n|s|e|w|north|south|east|west)\s)?(?:route|rte|rt|highway|hwy|county road|cr|sr"
    r"|fm)\s\d{1,4}\b"
)
_CROSSING = (
    r"(?:[A-Z][\w'.-]{1,30}(?:\s(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Lane|Ln)\b\.?)?"
    r"|\d{1,3}(?:st|nd|rd|th)\b(?:\s(?:St|Street|Ave|Avenue))?)"
)
_CORNER = re.compile(
    rf"\b(?:[Cc]orner of|[Ii]ntersection of|[Ee]squina (?:de|con)|[Ee]ntre)\s(?:la calle\s|las calles\s)?(?P<street>{_CROSSING}\s(?:and"
    rf"|&|y|con)\s{_CROSSING})"
)
_BLOCK = re.compile(rf"\b\d{{1,2}}00 block (?:of|on) {_WAY}(?:{_ORDINARY}[a-z0-9][\w'.-]{{0,30}}\s){{1,3}}{_SURE}\b")
_LOW_STREET = re.compile(
    rf"\b(?:\d{{2,5}}|{_ONE}(?:[\s-]{_ONE}){{1,4}})\s{_WAY}(?:{_ORDINARY}(?!(?:family|drug|mental|health|treatment|criminal|civil"
    rf"|juvenile|dependency|county"
    r"|small|claims|minute|hour|dollar|long|good|safe)\b)[a-z][a-z'-]{2,24}\s){1,2}(?:drive|dr|court|ct|circle|cir|trail|trl)\b"
    rf"(?=\s*(?:$|[,;.!?#)]|(?:apt|unit|is|in|by|near|if|and|if|lot)\b)){_UNIT}"
)
_NAMED_STREET = re.compile(rf"\b\d{{1,5}}[A-Za-z]?\s+{_WAY}(?:[A-Z][\w'.-]{{0,30}}\s){{1,3}}{_MAYBE}\b\.?{_UNIT}{_TOWN}")
_LIVES_ON = re.compile(
    r"\b(?:live|lives|living|stay|staying|stays|moved?|house is|apartment is|place is|apt is|located)\s+(?:over\s+)?(?:on|at|to|in|off)\s+"
    rf"(?P<street>(?:(?:the corner of\s+)?[A-Z0-9][\w'.-]{{0,30}}\s){{1,3}}(?:Street|Avenue|Ave|Road|Rd|Lane|Ln|Blvd|Boulevard|Terrace|St"
    rf"|{_MAYBE[3:-1]})\b\.?)"
)
_CALLE = re.compile(
    r"\b(?:c/\s?|(?:calle|cll\.?|clle|avenida|avda\.?|av\.|carrera|cra\.?|paseo|plaza|camino|callejon|privada|calz(?:ada)?\.?)\s)"
    r"(?:(?:de|del|la|las|los|el|san|santa)\s+){0,3}[a-z0-9][\w']{0,30}(?:\s(?!numero|num|no\b|con\b|y\b)[a-z][\w']{0,30}){0,3}\s?,?\s?"
    r"(?:(?:#|no\.?|num(?:ero)?\.?|n\.?º?)?\s?\d{1,5}(?:\s?[a-z]\b)?"
    r"|num(?:ero)? (?:(?:cien|ciento|\w{2,5}cientos|\w{3,10}(?:enta|inte)|y|dieci\w{4,6}|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|once|doce|trece|catorce|quince)\b\s?){1,5}(?<!\s))"
    r"(?:,?\s?(?:piso|depto|apto|int|interior|col(?:onia)?)\.?\s?\w{1,20})?(?:,\s?\d{1,2}[oa]\b(?:\s(?:[a-z]|izq\w*|dcha|der\w*)\b)?)?"
)
_BOX = re.compile(r"\bp\.?\s?o\.?\s?box\s?#?\s?\d{1,6}\b")
_TOWN_AND_ZIP = re.compile(r"\b[A-Z][a-zA-Z.]+(?:\s[A-Z][a-z]+)?,\s?[A-Z]{2}\s+\d{5}(?:-\d{4})?\b")
_ZIP = re.compile(r"\b(?:zip(?: ?code)?|codigo postal|c\.p\.)\s?(?:is|es|:)?\s?(?P<zip>\d{5})\b|\b(?P<before>\d{5}) (?:zip|area)\b")
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}|[ACDEFHKNPRTVWXY]\d{2}\s[A-Z0-9]{4})\b")
_KIND = (
    r"(?:Elementary(?:\sSchool)?|Middle\sSchool|High\sSchool|Junior\sHigh|Primary(?:\sSchool)?|Academy|Pre-?[Ss]chool|Day\s?[Cc]are"
    r"|Montessori"
    r"|Head\sStart|Kindergarten|Nursery(?:\sSchool)?|Charter\sSchool|Christian\sSchool|Catholic\sSchool|Grammar\sSchool|School|Elem)"
)
_NO_NAME = (
    r"(?=[A-Z])(?!(?:The|My|Her|His|Our|Their|Your|A|An|In|At|After|Before|Since|When|From|To|And|But|Is|Was|High|Middle|Public|Private|Old"
    r"|New|Sunday|Nursing"
    r"|Medical|Beauty|Community|Night|Art|Law|Grad|Grade|Online|Home|Summer|Back|Local|Same|Good|Catholic|Christian|Boarding|Trade"
    r"|Special|Elementary"
    r"|Primary|Junior|Charter|Preschool|This|That|No|Every|First|Some|Any|What|Which|Both|Two|God|I|We|She|He|They|You|It|If|So"
    r"|Because|Finished|Finish"
    r"|Graduated|Started|Starting|Until|For|Left|Quit|During|Through|Went|With)\b)"
)
_SCHOOL = re.compile(rf"\b{_NO_NAME}[A-Z][\w.'’&-]{{0,30}}(?:\s(?:of\s|the\s)?{_NO_NAME}[A-Z][\w.'’&-]{{0,30}}){{0,3}}\s{_KIND}\b")
_HIGH = re.compile(
    rf"\b(?:into|to|at|attends?|attending|from|starts?(?: at)?"
    rf"|started(?: at)?)\s(?P<name>{_NO_NAME}[A-Z][\w.'’-]{{2,30}}(?:\s{_NO_NAME}[A-Z][\w.'’-]{{2,30}})?"
    r"\s(?:High|Middle|Prep|Primary|Secondary))\b(?!\s[A-Z])"
)
_SCHOOL_AT = re.compile(
    r"\b(?:at|in|from|into|to)\s(?P<name>(?!(?:the|a|an|her|his|my|our|their|your|public|private|local|same|new|old|this|that|special"
    r"|every|any|some|catholic|good|different|no"
    r"|high|middle|first|second|last|late|early|start|community|online|home|summer|another|both|all|what|which|one|two|work|back|go"
    r"|going|go|be)\b)"
    r"[a-z][a-z'.]{3,24}(?: [a-z][a-z'.]{3,24})? (?:elementary(?: school)?|middle school|primary school|junior high|elem))\b"
    r"|\b(?P<elem>(?!(?:the|her|his|my|our|same|their|local|this|that)\b)[a-z]{4,24} elem)\b"
)
_SCHOOL_OF = re.compile(
    r"\b(?:PS|P\.S\.|IS|JHS)\s?\d{1,3}\b(?=.{0,40}\b(?:school|grade|kid|son|daughter|class|teacher|pick|drop|goes))|\b(?:school"
    r"|daycare|preschool) (?:called|named)\s+(?P<name>[A-Z][\w'’]*(?:\s[A-Z][\w'’]*){0,3})"
)
_SCHOOL_LOW = re.compile(
    r"\b(?:goes? to|going to|attends?|attending|enrolled (?:at|in)|starts? (?:at|school at)|started at|teach\w* at|drop\w*(?: \w+)? "
    r"off at|drop\w* off at"
    r"|pick\w*(?: \w+)? up (?:from|at)|in class at|works at|school is|daycare is|school, )\s+"
    r"(?P<name>(?!(?:the|a|an|her|his|my|our|their|public|local|same|new|old|private|this|that|special|every|any|some|catholic|good"
    r"|different|no)\b)"
    r"(?:st\.? )?[a-z][\w'.]*(?: (?!and\b|or\b|in\b|the\b)[a-z][\w'.]*){0,2} (?:elementary(?: school)?|middle school|high school"
    r"|primary(?: school)?|academy|pre-?school|day ?care|montessori|elem|junior high|kindergarten))\b"
)
_ESCUELA = re.compile(
    r"\b(?:[Ee]scuela|[Cc]olegio|[Pp]rimaria|[Ss]ecundaria|[Ii]nstituto|[Kk]inder|[Jj]ard[ií]n(?:\sde\s(?:ni[nñ]os|infantes))?"
    r"|[Gg]uarder[ií]a|[Pp]reparatoria|[Ll]iceo|[Pp]reescolar)"
    r"(?:\s(?:primaria|secundaria|p[uú]blica|elemental|infantil))?\s(?:de\s)?(?P<name>(?:San(?:ta|to)?\b|Nuestra|Sagrado"
    r"|[A-ZÁÉÍÓÚÑ][\w’']+)(?:\s(?:de\s|del\s|la\s|los\s)*[A-ZÁÉÍÓÚÑ][\w’']+){0,3})"
)


_WAYS = re.compile(rf"\b(?:{_SURE[3:-1]}|drive|dr|court|ct|circle|cir|trail|trl|box|route|rte|rt|county|cr|sr|fm)\b")
_TEACHING = re.compile(
    r"\b(?:elementary|school|high|middle|junior|primary|secondary|prep|academy|pre-?school|day ?care|montessori|head start|kindergarten"
    r"|nursery|charter|grammar|elem|p\.?s\.?|jhs|is|escuela|colegio|primaria|secundaria|instituto|kinder|jardin|guarderia|preparatoria|liceo|preescolar)\b"
)
_BEFORE, _BEHIND = 200, 80  # signs of an address before the word for its street, and behind it


def addresses(said: Plain, original: str) -> Iterator[Span]:
    """Street addresses and boxes."""
    near = list(around(said.text, _WAYS, _BEFORE, _BEHIND))
    for found in _NUMBER_ON.finditer(said.text):
        yield Span(*said.span(*found.span("street")), Kind.ADDRESS, "address.number_on")
    for pattern, rule in (
        (_STREET, "address.street"),
        (_BOX, "address.box"),
        (_ROUTE, "address.route"),
        (_BLOCK, "address.street"),
        (_LOW_STREET, "address.street"),
    ):
        for low, high in near:
            for found in pattern.finditer(said.text, low, high):
                yield Span(*said.span(*found.span()), Kind.ADDRESS, rule)
    for found in _NAMED_STREET.finditer(original):
        yield Span(*found.span(), Kind.ADDRESS, "address.street")


def calles(said: Plain) -> Iterator[Span]:
    """Street addresses as they are written in Spanish."""
    for found in _CALLE.finditer(said.text):
        yield Span(*said.span(*found.span()), Kind.ADDRESS, "address.calle")


def coded(said: Plain, original: str) -> Iterator[Span]:
    """Towns and their codes."""
    for found in _ZIP.finditer(said.text):
        yield Span(*said.span(*found.span(found.lastgroup or 0)), Kind.ADDRESS, "address.code")
    for pattern, rule in ((_TOWN_AND_ZIP, "address.town"), (_POSTCODE, "address.code")):
        for found in pattern.finditer(original):
            yield Span(*found.span(), Kind.ADDRESS, rule)


def homes(original: str) -> Iterator[Span]:
    """The street she lives in, without a number."""
    for found in _LIVES_ON.finditer(original):
        yield Span(*found.span("street"), Kind.ADDRESS, "address.lives")


def corners(original: str) -> Iterator[Span]:
    """Where two streets cross."""
    for found in _CORNER.finditer(original):
        yield Span(*found.span("street"), Kind.ADDRESS, "address.corner")


def schools(said: Plain, original: str) -> Iterator[Span]:
    """Schools and nurseries by their names."""
    for low, high in around(said.text, _TEACHING, _BEFORE, _BEHIND):
        yield from _taught(said, original, low, high)


def _taught(said: Plain, original: str, low: int, high: int) -> Iterator[Span]:
    for pattern, rule in ((_SCHOOL_AT, "school.at"), (_SCHOOL_LOW, "school.goes_to")):
        for found in pattern.finditer(said.text, low, high):
            yield Span(*said.span(*found.span(found.lastgroup or 0)), Kind.SCHOOL, rule)
    low, high = said.span(low, high)
    for pattern, rule in ((_SCHOOL, "school.named"), (_HIGH, "school.high"), (_SCHOOL_OF, "school.called"), (_ESCUELA, "school.escuela")):
        for found in pattern.finditer(original, low, high):
            whole = rule == "school.escuela" or found.lastgroup is None
            yield Span(*found.span(0 if whole else "name"), Kind.SCHOOL, rule)
