"""The names people go by elsewhere, with and without "@"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.details.near import around
from moderation.details.span import Kind, Span
from moderation.plain import Plain

_PLATFORM = (
    r"(?:insta(?:gram)?|instagrm|instgram|intagram|ig|snap(?:chat)?|sc|tik ?tok|tt|fb|face ?book|face|messenger|whats ?app|wapp|wsp"
    r"|telegram|tele|tg|kik"
    r"|discord|twitter|threads|venmo|cash ?app|pay ?pal|zelle|only ?fans|reddit|skype|signal|viber|wechat|linked ?in|pinterest|tumblr"
    r"|the gram|(?:blue )?bird app|i[ .]g)"
)
_ASKED = r"(?:handle|username|user ?name|user|account|name|nombre|usuario|cuenta|profile|perfil|tag|gamertag|id|@)"
_NAMED = r"[a-z0-9_](?:[a-z0-9_.$-]{1,28}[a-z0-9_])"
_DOTTED = r"(?:\s(?:dot|punto)\s[a-z0-9]{1,20}){0,3}"
_START = r"(?<![a-z0-9_.$-])"
_BAJO = r"(?:underscore|under score|guion bajo)"
_AT_NAME = re.compile(
    r"(?<![\w.@])@\s?(?!(?:everyone|here|all|host|mod|facilitator|todos|todas|\d+)\b)"
    r"([a-z_][a-z0-9_.-]{1,28}[a-z0-9_]|[a-z0-9_]{0,20}\d[a-z0-9_]{1,20})"
)
_ON_PLATFORM = re.compile(
    rf"\b{_PLATFORM}\b(?:\s{_ASKED})?\s?(?:(?:is|es|:|=|->|-|—|at|as|como|soy|i'm|im|i am|me llamo|it's|its|under|estoy|aparezco|salgo"
    rf"|i go by)\s?){{1,4}}@?\s?"
    rf"(?P<name>{_NAMED}{_DOTTED})"
)
_BARE_PLATFORM = re.compile(rf"\b{_PLATFORM}\b(?:\sme)?(?:\s(?:at|on|en))?\s?[:,-]?\s?(?P<name>{_NAMED})")
_THEN_PLATFORM = re.compile(
    rf"{_START}(?P<name>{_NAMED}(?:\s?(?:{_BAJO}|dot|punto)\s?[a-z0-9]{{1,20}}){{0,3}})"
    rf"\s?(?:[(\[]\s?)?(?:\bon\b|\ben\b|\bis my\b|\bes mi\b|@|\bat\b|-|=)\s?(?:my |mi )?{_PLATFORM}\b"
)
_SPELLED = re.compile(rf"\b{_PLATFORM}\b[^.!?\n]{{0,30}}?\b(?P<name>[a-z0-9]{{1,24}}(?:\s?{_BAJO}\s?[a-z0-9]{{1,24}}){{1,3}})")
_ONE_WORD = re.compile(
    rf"\b{_PLATFORM}\b(?:\s{_ASKED})?\s?(?:(?:is|es|:|=|-|as|como)\s?){{1,2}}(?P<name>[a-z0-9]{{2,24}}(?: [a-z0-9]{{2,24}}){{1,3}}),? ?"
    r"[(\[]?(?:(?:it's |its |as )?(?:all )?(?:one word|together|no spaces?)|todo junto|sin espacios?)"
)
_SIGN_SAID = re.compile(
    rf"\b(?:at sign|at symbol|arroba)\s(?P<name>[a-z0-9_.]{{2,24}}(?: [a-z0-9_.]{{2,24}}){{0,2}}?)\s(?:on|en|in)\s(?:my |mi |the |el "
    rf"|la )?{_PLATFORM}\b"
)
_MENTIONED = re.compile(
    rf"\b{_PLATFORM}\b[^.!?\n]{{0,40}}?[\s,:](?P<name>(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|covid|day|week|step)[a-z]*\d)"
    r"(?:[a-z]{5,24}\d{2,6}|[a-z0-9]{2,24}_[a-z0-9_]{2,24}))(?![\w@])"
)
_REDDIT = re.compile(r"(?<![\w/.])/?u/[a-z0-9_-]{3,20}\b")
_HANDED = re.compile(
    r"\b(?:(?:add|follow|dm|find|search)(?: me| for me)|agregame|sigueme|buscame|(?:my|mi)(?: \w{1,12})? ?(?:@|user ?name|handle"
    r"|gamertag|usuari[oa]|user|tag"
    r"|screen ?name|sn)|(?:user ?name|usuari[oa]|handle) ?)(?: (?:is|es|at|as|como|it's))?\s?[:=]?\s@?"
    r"(?P<name>(?=[a-z0-9_.-]{0,30}[a-z])(?=[a-z0-9_.-]{0,30}[0-9_])[a-z0-9_.-]{4,30}[a-z0-9_])(?![\w@])"
)
_FIND_ME = re.compile(
    r"\b(?:add|follow|find|message|msg|dm|look|hit|reach|search|text|agrega|busca|sigue|escribe|encuentra)(?:me| me| up| for me|nme){0,2}\b"
    rf"[^.!?\n]{{0,30}}?(?:\b(?:on|en|in|por|at)\b\s?)?{_PLATFORM}\b[^.!?\n]{{0,12}}?"
    rf"(?:\b(?:as|at|under|como|it's|its|i'm|im|soy)\b|[:@=-])\s?@?\s?(?P<name>{_NAMED})"
)
_TAGGED = re.compile(rf"{_START}[a-z0-9_.]{{2,32}}#\d{{4}}\b")
_CASHTAG = re.compile(r"(?<![\w$])\$[a-z][a-z0-9_-]{2,20}\b")
_LONGEST_FIRST_NAME = 10  # signs
_NUMBER_OF = re.compile(r"\d+(?:am|pm|st|nd|rd|th|k|x|min|mins|hrs?|days?|yrs?|mo)?")
_ENDS = re.compile(r"\s*(?:$|[.,;!?)\n]|if\b|and\b|so\b|dm\b|add\b|msg\b|message\b|y\b|si\b|por si\b)")
_COMMON_WORDS = """
    a the an my me it its this that full so not no private gone down all always just really where how toxic bad good great better best worse
    the they them and or but for with from about because been being is was are were be am on in at to of off out up over too very much
    like love hate what when who why which one two day days time week weeks month year new old only also still even ever never every
    making made full killing helping getting going coming doing having trying using deleted deactivated blocked broken hacked open public
    usual well part soon night today tonight tomorrow yesterday morning un una el la los las lo mi su tu que muy mal bien mas pero como
    para por con sin todo toda nada algo lleno llena cerrada borrada privado privada again back now then here there people someone
    everyone nobody something anything nothing group groups page post posts story stories video videos live reels feed meeting chat call
    work home school enough okay ok fine hard easy real fake free same different more less most least other others another if you your
    yours he him his she her hers we us our ours i im i'm ive i've don't dont didn't can can't cant will won't would could should might
    may must do does did done has have had let lets after before while until
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_PLACE = re.compile(rf"\b{_PLATFORM}\b")
_NEAR = 160  # signs before and behind a place elsewhere in which a name for it may stand
_RULES = (
    (_FIND_ME, "handle.find_me"),
    (_ON_PLATFORM, "handle.platform"),
    (_THEN_PLATFORM, "handle.then"),
    (_SPELLED, "handle.spelled"),
    (_BARE_PLATFORM, "handle.bare"),
    (_ONE_WORD, "handle.one_word"),
    (_SIGN_SAID, "handle.sign_said"),
    (_MENTIONED, "handle.mentioned"),
)
_SURE = frozenset({"handle.find_me", "handle.spelled", "handle.one_word", "handle.sign_said"})
_GREETED = re.compile(r"\b(?:hi|hey|hello|thanks|thank you|thank u|thx|ty|love you|gracias|hola|te quiero|animo)[ ,]+$")
_OF_HERS = re.compile(r"\s?(?:$|(?:is|on|me|my|follow|add|es|en|sigue\w*|agrega\w*|dm|everywhere)\b)")


def signed(said: Plain, roster: frozenset[str]) -> Iterator[Span]:
    """Names with a sign of their own: "@name", "name#1234", "$name". `roster` are this room's names in lower case: "@rosie" is none."""
    for found in _AT_NAME.finditer(said.text):
        if found.group(1) not in roster and not _is_addressed(said.text, found):
            yield Span(*said.span(*found.span()), Kind.HANDLE, "handle.at")
    for pattern in (_TAGGED, _CASHTAG, _REDDIT):
        for found in pattern.finditer(said.text):
            yield Span(*said.span(*found.span()), Kind.HANDLE, "handle.tag")


def _is_addressed(text: str, found: re.Match[str]) -> bool:
    """`@rosie thank you`: a word to somebody here, who may have gone meanwhile. A name elsewhere is longer, odder, or said to be one."""
    name = found.group(1)
    if len(name) > _LONGEST_FIRST_NAME or not name.isalpha():
        return False
    if not text[: found.start()].strip():
        return _OF_HERS.match(text, found.end()) is None
    return _GREETED.search(text, max(0, found.start() - 12), found.start()) is not None


def handed(said: Plain) -> Iterator[Span]:
    """Names that are handed over without a word of where they are used: "add me rosa_92"."""
    for found in _HANDED.finditer(said.text):
        if not _NUMBER_OF.fullmatch(found.group("name")):
            yield Span(*said.span(*found.span("name")), Kind.HANDLE, "handle.handed")


def elsewhere(said: Plain) -> Iterator[Span]:
    """Names beside the place where they are used."""
    for low, high in around(said.text, _PLACE, _NEAR, _NEAR):
        yield from _between(said, low, high)


def _between(said: Plain, low: int, high: int) -> Iterator[Span]:
    for pattern, rule in _RULES:
        for found in pattern.finditer(said.text, low, high):
            if _is_handle(found.group("name"), said.text[found.end("name") :][:12], rule):
                yield Span(*said.span(*found.span("name")), Kind.HANDLE, rule)


def _is_handle(name: str, rest: str, rule: str) -> bool:
    bare = name.rstrip(".")
    if bare in _COMMON or _NUMBER_OF.fullmatch(bare):
        return False
    if (
        any(sign.isdigit() or sign in "_.$" for sign in bare)
        or " dot " in name
        or " punto " in name
        or "underscore" in name
        or "guion bajo" in name
        or rule in _SURE
    ):
        return True
    return rule == "handle.platform" and _ENDS.match(rest) is not None
