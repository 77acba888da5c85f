# SPDX-License-Identifier: Apache-2.0
"""A field of a form as HTML: its label, its help, its control, what is wrong with it.

Written here and not in a template because a form has up to thirty of them: as templates they took half the page's time.
"""

from __future__ import annotations

from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe

from utfall_web.shared.escaping import escaped

_DANGER = ' data-color="danger"'
_INPUT: dict[str, str | bool] = {"class": "ds-input"}


def field_html(field: BoundField) -> SafeString:
    """Return a field as HTML; every word is escaped."""
    kind = getattr(field.field.widget, "input_type", "")
    if kind == "radio" or (kind == "checkbox" and hasattr(field.field, "choices") and field.subwidgets):
        made = _choices(field)
    elif kind == "checkbox":
        made = _box(field)
    else:
        made = _control(field)
    return mark_safe(made)  # noqa: S308 - every part is escaped below, or is Django's own HTML


def _choices(field: BoundField) -> str:
    described = field.aria_describedby
    about = f' aria-describedby="{escaped(described)}"' if described else ""
    choices = "".join(
        f'<label for="{escaped(choice.id_for_label)}">{choice.tag()}<span>{escaped(choice.choice_label)}</span></label>'
        for choice in field.subwidgets
    )
    return (
        f'<fieldset class="ds-fieldset" id="{escaped(field.auto_id)}"{about}>\n'
        f"<legend>{escaped(field.label)}</legend>\n"
        f"{_quiet(field)}"
        f'<div class="choices">{choices}</div>\n'
        f"{_error(field, _DANGER)}</fieldset>"
    )


def _box(field: BoundField) -> str:
    about = ""
    if field.help_text:
        about = f' <span class="quiet" id="{escaped(field.auto_id)}_helptext">{escaped(field.help_text)}</span>'
    return (
        f'<div class="choices"><label for="{escaped(field.id_for_label)}">{field.as_widget()}'
        f"<span>{escaped(field.label)}{about}</span></label>\n"
        f"{_error(field, _DANGER)}</div>"
    )


def _control(field: BoundField) -> str:
    return (
        f'<div class="ds-field">\n'
        f'<label class="ds-label" for="{escaped(field.id_for_label)}">{escaped(field.label)}</label>\n'
        f"{_described(field)}"
        f"{field.as_widget(attrs=_INPUT)}\n"
        f"{_error(field)}</div>"
    )


def _quiet(field: BoundField) -> str:
    if not field.help_text:
        return ""
    return f'<p id="{escaped(field.auto_id)}_helptext" class="quiet">{escaped(field.help_text)}</p>\n'


def _described(field: BoundField) -> str:
    if not field.help_text:
        return ""
    return f'<p data-field="description" id="{escaped(field.auto_id)}_helptext">{escaped(field.help_text)}</p>\n'


def _error(field: BoundField, look: str = "") -> str:
    found = field.form.errors.get(field.name)
    if not found:
        return ""
    return f'<p class="ds-validation-message" id="{escaped(field.auto_id)}_error"{look}>{escaped(found[0])}</p>\n'
