"""Selects and inputs are written without a template, and say the same."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from lasna.kernel.web.forms import Renderer, Select


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


def test_a_select_of_plain_choices_says_what_djangos_own_says() -> None:
    class Plain(forms.Form):
        choices = (("", "Kaikki"), (7, "<b>Aino</b> & co"), ("b", "Börje"))
        ours = forms.ChoiceField(choices=choices, widget=Select(attrs={"class": "wide"}))
        theirs = forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "wide"}))

    for value in ("", "7", "b", "<script>", None):
        form = Plain({"ours": value, "theirs": value} if value is not None else None)
        assert parse_html(str(form["ours"]).replace("ours", "x")) == parse_html(
            str(form["theirs"]).replace("theirs", "x")
        )


class Chosen(forms.Form):
    choices = (("", "Kaikki"), ("a", "<b>Aino</b> & co"), ("Ryhmä", [("c", "Cecilia"), ("d", "Dan")]))
    one = forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs={"class": "wide"}))
    many = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    bare = forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs={"id": False}))


def test_lists_of_choices_say_what_djangos_own_say() -> None:
    for given in ({}, {"one": "a", "many": ["a", "c"], "bare": "d"}, {"one": "<script>", "many": ["x"]}):
        ours, theirs = Chosen(given, renderer=Renderer()), Chosen(given, renderer=DjangoTemplates())
        for name in Chosen.base_fields:
            assert parse_html(str(ours[name])) == parse_html(str(theirs[name])), name
    assert "<b>" not in str(Chosen(renderer=Renderer())["one"])


class Said(forms.Form):
    text = forms.CharField(
        max_length=20, widget=forms.TextInput(attrs={"class": "wide", "autofocus": True, "hidden": False})
    )
    number = forms.IntegerField(min_value=1)
    email = forms.EmailField(required=False)
    url = forms.URLField(required=False, assume_scheme="https")
    tel = forms.CharField(required=False, widget=forms.TelInput)
    search = forms.CharField(required=False, widget=forms.SearchInput)
    password = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    yes = forms.BooleanField(required=False, help_text="Kyllä")


def test_an_input_says_what_djangos_own_says() -> None:
    typed = {"text": '"><script>&', "number": "0", "email": "ä@", "tel": "040 1", "hidden": "x", "yes": "on"}
    for given in ({}, typed, typed | {"yes": "", "day": "2026-12-01", "password": "salainen"}):
        ours, theirs = Said(given, renderer=Renderer()), Said(given, renderer=DjangoTemplates())
        for name in Said.base_fields:
            assert parse_html(str(ours[name])) == parse_html(str(theirs[name])), name
            for tag in ("label_tag", "legend_tag"):
                assert getattr(ours[name], tag)() == getattr(theirs[name], tag)()
            assert parse_html(str(ours[name].errors)) == parse_html(str(theirs[name].errors))
    assert "<script>" not in str(Said(typed, renderer=Renderer())["text"])
