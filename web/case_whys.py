"""Reasons that a case asks for, in plain words, and in how long a follow-up may be due."""

from __future__ import annotations

from datetime import timedelta

from moderation.case_terms import WhyAlone, WhyDropped, WhyLooked, WhyLowered, WhyReopened
from web.words import mark

LOWERED: dict[WhyLowered, str] = {
    WhyLowered.SPOKE_WITH_HER: mark("I spoke with her"),
    WhyLowered.SOMEONE_IS_WITH_HER: mark("Someone is with her"),
    WhyLowered.FIGURE_OF_SPEECH: mark("It was a figure of speech"),
    WhyLowered.LONG_AGO: mark("It was long ago"),
    WhyLowered.MISTAKEN: mark("It was set so by mistake"),
}
ALONE: dict[WhyAlone, str] = {
    WhyAlone.ATTEMPT: mark("An attempt is in progress"),
    WhyAlone.NOBODY_ANSWERED: mark("Nobody else answered"),
    WhyAlone.DANGER_GREW: mark("The danger grew"),
}
LOOKED: dict[WhyLooked, str] = {
    WhyLooked.ANSWER: mark("To answer her"),
    WhyLooked.WHAT_LED_HERE: mark("To see what led here"),
    WhyLooked.WHERE_SHE_IS: mark("To learn where she is"),
    WhyLooked.WHO_ELSE: mark("To learn whether someone else is in danger"),
    WhyLooked.REVIEW: mark("To review it"),
}
REOPENED: dict[WhyReopened, str] = {
    WhyReopened.SHE_WROTE: mark("She wrote again"),
    WhyReopened.NEWS: mark("There is news"),
    WhyReopened.CLOSED_BY_MISTAKE: mark("It was closed by mistake"),
}
DROPPED: dict[WhyDropped, str] = {
    WhyDropped.SHE_DECLINED: mark("She does not wish it"),
    WhyDropped.NOT_NEEDED: mark("It is not needed any more"),
    WhyDropped.UNREACHABLE: mark("She cannot be reached"),
}
DUE: dict[str, tuple[str, timedelta]] = {
    "30m": (mark("In half an hour"), timedelta(minutes=30)),
    "2h": (mark("In two hours"), timedelta(hours=2)),
    "1d": (mark("In a day"), timedelta(days=1)),
    "3d": (mark("In three days"), timedelta(days=3)),
    "7d": (mark("In a week"), timedelta(days=7)),
}
