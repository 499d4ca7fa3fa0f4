"""Who must report what: whom the programme's statement speaks of, and the example that its administrator makes her own."""

from __future__ import annotations

from collections.abc import Callable

from web.words import mark

WHO: dict[str, str] = {
    "facilitator": mark("The facilitators"),
    "on_call": mark("The people on call"),
    "others": mark("Everyone else who works here"),
}

EXAMPLE: dict[str, tuple[str, ...]] = {
    "facilitator": (
        mark("Facilitators are women with lives like yours, trained by us. [The law here does / does not make them report.]"),
        mark("They tell [child protection] when they learn that a child is being hurt, or is in danger now."),
        mark("They do not report that you use, used, or are afraid you will. They do not report that you are poor, alone, sick or sad."),
        mark("Before they report, they tell you what they will say and to whom, unless telling you would put someone in danger."),
    ),
    "on_call": (
        mark("The people on call are [nurses, counselors, social workers]. [The law here makes them report.]"),
        mark("They tell [child protection] when they have reason to think that a child is being hurt or badly neglected."),
        mark("When your life or someone else's is in danger right now, they may call [911], and say only what is needed to help."),
        mark("Before they report, they tell you what they will say and to whom, unless telling you would put someone in danger."),
    ),
    "others": (
        mark("Supervisors and administrators do not read what you write in a meeting. A supervisor may read words that someone reported."),
        mark("For what they learn, the same holds as for [the people on call]. The women in the circle report nothing for us."),
    ),
}
"""Plain words to begin with. What stands in square brackets differs by place; while a bracket is left, nothing can be published."""


def first_text(role: str, say: Callable[[str], str]) -> str:
    """The example for a role, in one language: `say` translates."""
    return "\n\n".join(say(each) for each in EXAMPLE[role])
