# SPDX-License-Identifier: Apache-2.0
"""What is written quickly reads as what Django writes: controls of forms, addresses, words, choices."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Engine, TemplateSyntaxError
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse, set_script_prefix
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

import utfall_web
from utfall_web.plan.components import Component
from utfall_web.plan.models import ComponentState
from utfall_web.shared import addresses, widgets
from utfall_web.shared.addresses import address
from utfall_web.shared.controls import field_html
from utfall_web.shared.escaping import escaped
from utfall_web.shared.words import lang, speaking, text

NASTY = "\"<b>&amp;'åäö🧡\n  två rader"
CHOICES = [
    ("a", "A & B"),
    ("<x>", text("Svenska <i>", "English")),
    ("Grupp", [("c", mark_safe("<em>C</em>")), (3, "3")]),
]


class Everything(forms.Form):
    """A control of every kind."""

    words = forms.CharField(help_text="help", max_length=20)
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.IntegerField(min_value=1, max_value=9, localize=True)
    amount = forms.DecimalField(decimal_places=2)
    day = forms.DateField()
    mail = forms.EmailField(disabled=True)
    address = forms.URLField(assume_scheme="https")
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)
    yes = forms.BooleanField(widget=forms.CheckboxInput(attrs={"data-x": True, "data-y": False}))
    one = forms.ChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect(attrs={"class": "a & b"}))
    many = forms.MultipleChoiceField(choices=CHOICES)
    boxes = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    file = forms.FileField(required=False)
    clearable = forms.FileField(widget=forms.ClearableFileInput)
    split = forms.SplitDateTimeField()


FILLED: dict[str, Any] = {
    "words": NASTY, "long": f"\n{NASTY}", "number": 1234567, "amount": "1234.50", "day": "2026-01-31", "mail": NASTY,
    "address": "https://example.org/?a=1&b=2", "secret": "s", "hidden": 0, "yes": True, "one": "<x>", "radio": 3,
    "many": ["a", "c"], "boxes": ["<x>", "3"],
}  # fmt: skip


def _same(html: str) -> str:
    """Return HTML without the blanks between tags, which mean nothing there; those inside a textarea are kept."""
    if html.startswith("<textarea"):
        return html
    return re.sub(r"(?<=>) (?=<)", "", re.sub(r"\s+", " ", html))


def _controls(form: forms.Form) -> list[str]:
    made = []
    for bound in form:
        made += [str(bound), bound.as_widget(attrs={"class": "ds-input"}), str(bound.errors)]
        if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            made += [choice.tag() for choice in bound] + [choice.tag(wrap_label=True) for choice in bound]
    return [_same(html) for html in made]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "given", [{}, {"data": {}}, {"data": FILLED}, {"initial": FILLED}], ids=["new", "empty", "sent", "start"]
)
def test_every_control_is_what_djangos_templates_make(given: dict[str, Any], language: str) -> None:
    with translation.override(language):
        ours = _controls(Everything(renderer=widgets.Renderer(), **given))
        theirs = _controls(Everything(renderer=DjangoTemplates(), **given))
    assert ours == theirs
    assert len(ours) > 50


# What a field was before it was written straight; the control itself is proved above.
FIELD = (Path(__file__).parent / "field_template.html").read_text(encoding="utf-8").rstrip()


class Lacking(Everything):
    """Fields with every kind of text round them."""

    agree = forms.BooleanField(label=text("Ja & <b>", "Yes"), help_text=mark_safe("<em>h</em>"))
    none = forms.MultipleChoiceField(choices=[], widget=forms.CheckboxSelectMultiple, required=False)
    pick = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, label=NASTY, help_text=text(NASTY, "en"))

    def clean(self) -> None:
        """Refuse a field with words of somebody's."""
        self.add_error("agree", NASTY)
        self.add_error("pick", text("<i>sv</i>", "<i>en</i>"))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("given", [{}, {"data": {}}, {"data": FILLED}], ids=["new", "empty", "sent"])
def test_every_field_is_what_the_template_made(given: dict[str, Any], language: str) -> None:
    template = Engine().from_string(FIELD)
    with speaking("en" if language == "en" else "sv"):
        form = Lacking(renderer=widgets.Renderer(), **given)
        for field in form:
            control = field.as_widget(attrs={"class": "ds-input"})
            made = template.render(Context({"field": field, "control": control}))
            assert _same(field_html(field)) == _same(made), field.name
    assert len(form.errors) > 5 if given else not form.errors


@pytest.mark.parametrize("value", ["", NASTY, SafeString(NASTY), text(NASTY, "<en>"), 7, None, 1.5, Component.DESIGN])
def test_escaped_words_are_djangos(value: Any) -> None:
    assert escaped(value) == conditional_escape(value)


def test_the_renderer_is_the_one_in_use_and_no_control_of_ours_goes_through_templates() -> None:
    root = Path(utfall_web.__file__).parent
    rooms = [importlib.import_module(f"utfall_web.{path.parent.name}.forms") for path in root.glob("*/forms.py")]
    kinds: set[Any] = {
        kind
        for room in rooms
        for kind in vars(room).values()
        if isinstance(kind, type) and issubclass(kind, forms.Form)
    }
    asked = {field.widget.template_name for kind in kinds for field in kind.base_fields.values()}
    assert len(kinds) > 20
    assert isinstance(Everything().renderer, widgets.Renderer)
    left_to_django = {"django/forms/widgets/clearable_file_input.html"}  # a control on a page of its own
    assert asked - set(widgets._WRITTEN) <= left_to_django


def _named(resolver: URLResolver, space: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += _named(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            found.append((space + pattern.name, pattern))
    return found


VALUES: dict[str, Any] = {"component": Component.DESIGN, "token": "hemlig-länk", "point_id": "behov-1"}


def test_every_address_is_what_reverse_says() -> None:
    tried = 0
    for name, pattern in _named(get_resolver()):
        names = list(pattern.pattern.converters)
        for numbers in (range(1, 9), range(10, 10**12, 10**11)):
            ids = [VALUES.get(it, number) for it, number in zip(names, numbers, strict=False)]
            try:
                right = reverse(name, args=ids)
            except NoReverseMatch:
                continue
            assert address(name, *ids) == right
            tried += 1
    assert tried > 200


def test_an_address_that_is_not_there_is_refused_as_reverse_does() -> None:
    for name, ids in (
        ("plan:nowhere", ()),
        ("plan:initiative", ()),
        ("plan:initiative", (-1,)),
        ("plan:initiative", ("x",)),
    ):
        with pytest.raises(NoReverseMatch):
            address(name, *ids)


def test_addresses_follow_where_the_site_is_mounted() -> None:
    assert address("plan:initiative", 7) == "/satsningar/7/"
    set_script_prefix("/utfall/")
    try:
        assert address("plan:initiative", 7) == "/utfall/satsningar/7/"
    finally:
        set_script_prefix("/")
    assert address("plan:initiative", 10**19) == f"/satsningar/{10**19}/"
    assert addresses._shape.cache_info().currsize


def _written(template: str, **values: Any) -> str:
    return Engine.get_default().from_string(template).render(Context(values))


def test_words_are_written_in_the_language_of_the_page_and_values_are_escaped() -> None:
    with speaking("sv"):
        assert _written('{% t "Åtta" "Eight" %}') == "Åtta"
        assert _written('{% t "{n} rader" "{n} rows" n=name %}', name="<b>") == "&lt;b&gt; rader"
        assert _written("{% t a b %}", a="<a>", b="b") == "&lt;a&gt;"
        assert (
            _written("{% url 'plan:initiative' n %}{% url 'plan:start' as home %}{{ home }}", n=3) == "/satsningar/3//"
        )
    with speaking("en"):
        assert _written('{% t "Åtta" "Eight" %}') == "Eight"
    for wrong in ('{% t "en" %}', '{% t "a" "b" "c" %}'):
        with pytest.raises(TemplateSyntaxError):
            _written(wrong)


@pytest.mark.parametrize(
    "value", ["", "a", "<b>\nrad två\r\ntre\rfyra", mark_safe("<b>x</b>\ny"), text("Ja\n<", "Yes"), 3, None]
)
def test_line_breaks_are_written_as_djangos_filter_does(value: Any) -> None:
    theirs = Engine(builtins=[]).from_string("{{ value|linebreaksbr }}|{{ value|default:'–'|linebreaksbr }}")
    with speaking("sv"):
        assert _written(theirs.source, value=value) == theirs.render(Context({"value": value}))


def test_the_hidden_field_of_a_form_is_djangos() -> None:
    theirs = Engine(builtins=[]).from_string("{% csrf_token %}")
    for values in ({}, {"csrf_token": "a<b"}):
        assert _written("{% csrf_token %}", **values) == theirs.render(Context(values))
    assert _written("{% csrf_token %}", csrf_token="NOTPROVIDED") == ""


def test_the_language_of_the_page_and_djangos_own_are_the_same_and_end_together() -> None:
    with translation.override("en"):
        assert lang() == "en"
        with speaking("sv"):
            assert (lang(), translation.get_language()) == ("sv", "sv")
        assert (lang(), translation.get_language()) == ("en", "en")


def test_a_choice_is_named_in_the_language_of_the_page_and_an_unknown_one_names_itself() -> None:
    row = ComponentState(state="ongoing")
    with speaking("sv"):
        assert row.get_state_display() == "Pågår"
    with speaking("en"):
        assert row.get_state_display() == "Ongoing"
    assert ComponentState(state="gone").get_state_display() == "gone"
