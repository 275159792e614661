"""How fields become HTML: without a template for each field and choice, which took most of the time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lasna.kernel.web.html import filled

WIDGETS = "django/forms/widgets/"
LABEL, ERRORS = "django/forms/label.html", "django/forms/errors/list/default.html"
SELECT = f"{WIDGETS}select.html"
INPUTS = frozenset(
    f"{WIDGETS}{kind}.html"
    for kind in ("text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "checkbox")
)


class Renderer(DjangoTemplates):
    """As Django, but for ``<select>``, ``<input>``, ``<label>``: the same words and attributes, at once."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString | str:
        if template_name == SELECT:
            return select(context["widget"])
        if template_name in INPUTS:
            return single_input(context["widget"])
        if template_name == LABEL:
            return label(context)
        if template_name == ERRORS and not context["errors"]:
            return ""
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString:
    groups = [_group(label, options) for label, options, _index in widget["optgroups"]]
    inside = format_html_join("", "{}", ((group,) for group in groups))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), inside)


def single_input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"])
    )


def label(shown: Mapping[str, Any]) -> SafeString:
    if not shown["use_tag"]:
        return format_html("{}", shown["label"])
    tag = shown["tag"]
    return format_html("<{}{}>{}</{}>", tag, flatatt(shown["attrs"] or {}), shown["label"], tag)


def _option(option: Mapping[str, Any]) -> SafeString:
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    values = {"value": option["value"], "attributes": attributes, "label": option["label"]}
    return filled('<option value="{value}"{attributes}>{label}</option>', values)


def _group(label: object, options: Sequence[Mapping[str, Any]]) -> SafeString:
    written = mark_safe("".join(map(_option, options)))  # noqa: S308  # of parts that are
    return format_html('<optgroup label="{}">{}</optgroup>', label, written) if label else written
