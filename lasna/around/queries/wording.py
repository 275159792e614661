"""The ready-made words about tasks and of thanks: neither service nor title nor what was agreed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.around.queries.told import sample_of_task, sample_of_thanks
from lasna.correspondence.protocol import Letter, Link
from lasna.meetings.queries.wording import CODE_WORDS, WAY_LINK, WAY_WORDS, WHEN
from lasna.wording.protocol import CALL_BACK, NAME, ORGANISATION, Template, offer_words
from lasna.wording.states import Placeholder

TASK_LINK = Placeholder("link", gettext_lazy("The link to what is to be done."), required=True, is_link=True)
NEXT_WORDS = Placeholder(
    "next_words",
    gettext_lazy("“Your next meeting is on …” Left out where none is agreed on."),
    may_be_empty=True,
)
AGREED_WORDS = Placeholder(
    "agreed_words",
    gettext_lazy("“What we agreed on is on your own page.” Left out where the client has none."),
    may_be_empty=True,
)


def _task() -> Letter:
    parts: list[str | Link] = [
        _("There is one thing to do before your meeting on {when}. Your adviser is {name}."),
        "\n".join([_("Open the link and read what it is."), str(CODE_WORDS)]),
        Link(str(TASK_LINK), _("Read what to do")),
        _("If you cannot do it, come all the same."),
        _("If you want to ask something, call {call_back}."),
        str(ORGANISATION),
    ]
    return Letter(_("Before your meeting on {when}"), parts)


def _thanks() -> Letter:
    parts: list[str | Link] = [
        _("Thank you for the meeting. You met: {name}."),
        str(AGREED_WORDS),
        str(NEXT_WORDS),
        str(WAY_WORDS),
        Link(str(WAY_LINK), _("Another way suits me better")),
        _("If you want to ask something, call {call_back}."),
        str(ORGANISATION),
    ]
    return Letter(_("Thank you for the meeting"), parts)


offer_words(
    Template(
        name="task",
        kinds=["task"],
        title=gettext_lazy("Task before a meeting"),
        ready=_task,
        placeholders=[WHEN, NAME, ORGANISATION, CALL_BACK, TASK_LINK, CODE_WORDS],
        sample=sample_of_task,
    ),
    Template(
        name="thanks",
        kinds=["thanks"],
        title=gettext_lazy("Thanks after a meeting"),
        ready=_thanks,
        placeholders=[NAME, ORGANISATION, CALL_BACK, AGREED_WORDS, NEXT_WORDS, WAY_WORDS, WAY_LINK],
        sample=sample_of_thanks,
    ),
)
