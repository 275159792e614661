"""How fields become HTML: without a template for each field and choice, which took most of the time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from lasna.kernel.web.html import attributes, escaped

WIDGETS = "django/forms/widgets/"
LABEL, ERRORS = "django/forms/label.html", "django/forms/errors/list/default.html"
SELECT = f"{WIDGETS}select.html"
CHOICES = frozenset({f"{WIDGETS}radio.html", f"{WIDGETS}checkbox_select.html"})
INPUTS = frozenset(
    f"{WIDGETS}{kind}.html"
    for kind in ("text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "checkbox")
)


class Select(forms.Select):
    """A select of plain choices, of which there may be hundreds: Django makes a mapping of each."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        chosen = self.format_value(value)[:1]
        options = ((key, " selected" if str(key) in chosen else "", label) for key, label in self.choices)
        written = "".join(
            f'<option value="{escaped(key)}"{selected}>{escaped(label)}</option>'
            for key, selected, label in options
        )
        own = attributes(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escaped(name)}"{own}>{written}</select>')  # noqa: S308  # all is escaped


class Renderer(DjangoTemplates):
    """As Django, but for ``<select>``, ``<input>``, lists of choices and ``<label>``: the same words and
    attributes, at once."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString | str:
        if template_name == SELECT:
            return select(context["widget"])
        if template_name in CHOICES:
            return choices(context["widget"])
        if template_name in INPUTS:
            return single_input(context["widget"])
        if template_name == LABEL:
            return label(context)
        if template_name == ERRORS and not context["errors"]:
            return ""
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString:
    inside = "".join(_group(label, options) for label, options, _index in widget["optgroups"])
    name, own = escaped(widget["name"]), attributes(widget["attrs"])
    return mark_safe(f'<select name="{name}"{own}>{inside}</select>')  # noqa: S308  # all is escaped


def choices(widget: Mapping[str, Any]) -> SafeString:
    inside = "".join(_choices_of(label, options) for label, options, _index in widget["optgroups"])
    of_list = {name: value for name in ("id", "class") if (value := widget["attrs"].get(name))}
    return mark_safe(f"<div{attributes(of_list)}>{inside}</div>")  # noqa: S308  # all is escaped


def single_input(widget: Mapping[str, Any]) -> SafeString:
    return mark_safe(_input(widget))  # noqa: S308  # all is escaped


def label(shown: Mapping[str, Any]) -> SafeString:
    words = escaped(shown["label"])
    if not shown["use_tag"]:
        return mark_safe(words)  # noqa: S308  # is escaped
    tag, own = escaped(shown["tag"]), attributes(shown["attrs"] or {})
    return mark_safe(f"<{tag}{own}>{words}</{tag}>")  # noqa: S308  # all is escaped


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    kind, name = escaped(widget["type"]), escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{attributes(widget["attrs"])}>'


def _choices_of(label: object, options: Sequence[Mapping[str, Any]]) -> str:
    written = "".join(f"<div>{_choice(option)}</div>" for option in options)
    return f"<div><label>{escaped(label)}</label>{written}</div>" if label else written


def _choice(option: Mapping[str, Any]) -> str:
    if not option["wrap_label"]:
        return _input(option)
    whose = attributes({"for": option["attrs"].get("id") or None})
    return f"<label{whose}>{_input(option)} {escaped(option['label'])}</label>"


def _group(label: object, options: Sequence[Mapping[str, Any]]) -> str:
    written = "".join(map(_option, options))
    return f'<optgroup label="{escaped(label)}">{written}</optgroup>' if label else written


def _option(option: Mapping[str, Any]) -> str:
    own, words = attributes(option["attrs"]), escaped(option["label"])
    return f'<option value="{escaped(option["value"])}"{own}>{words}</option>'
