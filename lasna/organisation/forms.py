"""What administrators type about their organisation."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lasna.errors import UserError
from lasna.kernel.phones import parse_phone, read_phone
from lasna.kernel.pictures import MOST_BYTES
from lasna.kernel.web.colours import can_be_read, nearest_that_reads, parse_colour
from lasna.kernel.web.languages import NAMES
from lasna.kernel.words import plain_line, plain_lines
from lasna.organisation.services import Senders, ThemeWish
from lasna.organisation.states import Part
from lasna.people.models import Organisation

OUR_COLOUR = "#0b5a60"
_SMS_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}", re.ASCII)
_HOLE = re.compile(r"\[[^\]]*\]")
Content = dict[str, Any]


class ThemeForm(forms.Form):
    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    colour = forms.CharField(
        label=_("Brand colour"),
        help_text=_("Buttons, links and headings. White text must be readable on it."),
        max_length=9,
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, at most 2 MB. It is shown 48 pixels high on a light ground."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    without_logo = forms.BooleanField(label=_("No logo"), required=False)
    nearest = ""
    """The colour offered in place of one that cannot be read."""

    def clean_name(self) -> str:
        name = plain_line(str(self.cleaned_data["name"]))
        if not name:
            raise ValidationError(_("Write the name."), code="name")
        return name

    def clean_colour(self) -> str:
        colour = parse_colour(self.data.get("use") or str(self.cleaned_data["colour"]))
        if not colour:
            raise ValidationError(_("Write the colour like this: #0b5a60."), code="theme.not_a_colour")
        if not can_be_read(colour):
            self.nearest = nearest_that_reads(colour)
            raise ValidationError(
                _("Text in this colour is too faint to read. Choose a darker one."), code="theme.contrast"
            )
        return colour

    def clean_logo(self) -> bytes:
        file = self.cleaned_data["logo"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is too large. Choose one of at most 2 MB."), code="picture.too_large"
            )
        return bytes(file.read()) if file else b""

    def wish(self) -> ThemeWish:
        said = self.cleaned_data
        colour = "" if said["colour"] == OUR_COLOUR else said["colour"]
        return ThemeWish(said["name"], colour, said["logo"], said["without_logo"])


class _Price(forms.DecimalField):
    """With a comma or a point, whatever the language of the page."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class SendersForm(forms.Form):
    sender_name = forms.CharField(
        label=_("Sender's name in e-mails"),
        help_text=_("Leave it empty to use the organisation's name."),
        max_length=100,
        required=False,
    )
    sender_email = forms.EmailField(
        label=_("Sender's address"),
        help_text=_(
            "The domain's owner must allow this server to send (SPF, DKIM). Otherwise mails end up as junk, "
            "or do not arrive. Ask your IT support before you change it."
        ),
        required=False,
    )
    reply_to = forms.EmailField(
        label=_("Address for answers"),
        help_text=_("Where an answer goes, if not to the sender's address."),
        required=False,
    )
    sms_sender = forms.CharField(
        label=_("Sender of text messages"),
        help_text=_(
            "At most 11 letters a–z and numbers, or a phone number. A name cannot be answered. "
            "Your operator may have to register it."
        ),
        max_length=40,
        required=False,
    )
    sms_price = _Price(
        label=_("Price of a text message, in euros"),
        help_text=_(
            "For one part, which is at most 160 letters. Previews then say what a message costs. "
            "Leave it empty to see the number of parts alone."
        ),
        min_value=0,
        max_value=99,
        max_digits=6,
        decimal_places=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    phone = forms.CharField(
        label=_("The phone number that clients may call"),
        help_text=_("It is in every message and at the door of a meeting."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    @staticmethod
    def of(organisation: Organisation) -> dict[str, str]:
        """What the form begins with."""
        said = {name: getattr(organisation, name) for name in SendersForm.base_fields}
        if said["sms_sender"].startswith("+"):
            said["sms_sender"] = read_phone(said["sms_sender"])
        price = organisation.sms_price
        said["sms_price"] = number_format(f"{price.normalize():f}") if price is not None else ""
        return said | {"phone": read_phone(organisation.phone)}

    def clean_sender_name(self) -> str:
        return plain_line(str(self.cleaned_data["sender_name"]))

    def clean_sms_sender(self) -> str:
        typed = str(self.cleaned_data["sms_sender"]).strip()
        if not typed or _SMS_NAME.fullmatch(typed):
            return typed
        if any(letter.isalpha() for letter in typed):
            raise ValidationError(
                _("Write at most 11 letters a–z and numbers, without spaces, or a phone number."),
                code="sms_sender",
            )
        return _phone(typed)

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        return _phone(typed) if typed else ""

    def senders(self) -> Senders:
        return Senders(**self.cleaned_data)


def _phone(typed: str) -> str:
    try:
        return parse_phone(typed, purpose="call")
    except UserError as refusal:
        raise ValidationError(str(refusal.message), code=refusal.code) from refusal


class LanguagesForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=_("Languages that clients may choose"),
        choices=NAMES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    first = forms.ChoiceField(
        label=_("The usual one"),
        help_text=_("Used where a client's language is not known, or is not offered."),
        choices=NAMES,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if said.get("first") and said.get("languages") and said["first"] not in said["languages"]:
            self.add_error("first", _("The usual language must be one of those you offer."))

    def chosen(self) -> list[str]:
        said = self.cleaned_data
        return [said["first"], *said["languages"]]


class PageForm(forms.Form):
    """The parts of one page; those that are ``in_each`` once for every language offered."""

    def __init__(
        self, *args: Any, parts: Sequence[Part], languages: Sequence[str], content: Content, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.parts, self.languages = parts, languages
        for part in parts:
            for language in languages if part.in_each else ("",):
                self._add(part, language, content)

    def _add(self, part: Part, language: str, content: Content) -> None:
        field = _field(part)
        name = f"{part.name}_{language}" if language else part.name
        said = content.get(part.name)
        if language:
            field.label = f"{part.label} ({dict(NAMES)[language]})"
            field.widget.attrs["lang"] = language
            with override(language):
                ready = str(part.ready)
            field.initial = said.get(language, ready) if isinstance(said, dict) else ready
            # Where a language is missing, the page falls back to the usual one.
            field.required = part.required and language == self.languages[0]
        else:
            field.initial = said if said is not None else str(part.ready)
        self.fields[name] = field

    def clean(self) -> None:
        super().clean()
        for name, said in list(self.cleaned_data.items()):
            hole = _HOLE.search(said) if isinstance(said, str) else None
            if hole:
                self.add_error(name, _("Write your own words in place of {hole}.").format(hole=hole[0]))

    def content(self) -> Content:
        said = self.cleaned_data
        return {
            part.name: {code: said[f"{part.name}_{code}"] for code in self.languages}
            if part.in_each
            else _kept(said[part.name])
            for part in self.parts
        }


def _kept(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class _Lines(forms.CharField):
    def clean(self, value: Any) -> str:
        return plain_lines(str(super().clean(value)))


def _field(part: Part) -> forms.Field:
    match part.kind:
        case "choice":
            return forms.ChoiceField(label=part.label, choices=part.choices, help_text=part.help)
        case "date":
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            return forms.DateField(label=part.label, help_text=part.help, widget=widget)
        case "email":
            return forms.EmailField(label=part.label, help_text=part.help)
        case "line":
            return forms.CharField(
                label=part.label, help_text=part.help, max_length=100, required=part.required
            )
        case _:
            rows = forms.Textarea(attrs={"rows": 4})
            return _Lines(
                label=part.label, help_text=part.help, max_length=4000, required=part.required, widget=rows
            )
