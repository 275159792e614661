"""Selects are written without a template, and say the same."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from lasna.kernel.web.forms import Renderer


class Wishes(forms.Form):
    one = forms.ChoiceField(
        choices=[("", "Kaikki"), ("a", "<b>Aino</b> & co"), ("b", "Börje"), ("Ryhmä", [("c", "Cecilia")])],
        required=False,
        widget=forms.Select(attrs={"class": "wide", "autofocus": True, "hidden": False}),
    )
    many = forms.MultipleChoiceField(choices=[("1", "yksi"), ("2", "kaksi")])


def test_a_select_says_what_djangos_own_says() -> None:
    for given in ({}, {"one": "a", "many": ["1", "2"]}, {"one": "c"}, {"one": "<script>"}):
        ours = Wishes(given, renderer=Renderer())
        theirs = Wishes(given, renderer=DjangoTemplates())
        for name in ("one", "many"):
            assert parse_html(str(ours[name])) == parse_html(str(theirs[name]))
    assert "<b>" not in str(Wishes(renderer=Renderer())["one"])
