"""``{% load text_message %}``: how many text messages a text is, and what they cost."""

from typing import Any

from django import template

from lasna.correspondence.queries import text_message_size
from lasna.people.models import Organisation

register = template.Library()


@register.inclusion_tag("correspondence/text_message_size.html")
def text_message_size_of(text: str, organisation: Organisation) -> dict[str, Any]:
    return {"size": text_message_size(text, organisation)}
