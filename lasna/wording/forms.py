"""The words that administrators write for messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.kernel.words import plain_line, plain_lines
from lasna.wording.access import Said
from lasna.wording.states import Words, faults_of


class WordsForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=100)
    text = forms.CharField(
        label=_("Message"),
        help_text=_("An empty line begins a new paragraph. A place in braces is filled in for each meeting."),
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, said: Said, words: Words, **options: Any) -> None:
        options["initial"] = {"subject": words.subject, "text": words.text}
        super().__init__(*args, **options)
        self.said = said
        if not said.titled:
            del self.fields["subject"]
        for field in self.fields.values():
            field.widget.attrs["lang"] = said.language
        self.fields["text"].widget.attrs["rows"] = 18 if said.titled else 12

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        for field, fault in faults_of(self.words(), self.said.template.placeholders, titled=self.said.titled):
            self.add_error(field, fault)

    def words(self) -> Words:
        """What was typed, whether or not it will do."""
        typed = {name: str(self[name].value() or "") for name in self.fields}
        return Words(plain_line(typed.get("subject", "")), plain_lines(typed["text"]))
