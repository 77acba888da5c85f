# SPDX-License-Identifier: Apache-2.0
"""The controls of forms written straight as HTML, word for word what Django's templates make of them.

Django renders each control through two or three templates, which is most of the time a form takes. Controls that are
not known here, and whole forms and lists of errors, still go through the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

from utfall_web.shared.escaping import escaped

Widget = Mapping[str, Any]
_FOLDER = "django/forms/widgets/"


def _plain(value: Any) -> str:
    """Return a value as `{{ value|stringformat:'s' }}` writes it."""
    return escaped(value if hasattr(value, "__html__") else str(value))


def _attributes(widget: Widget) -> str:
    found = []
    for name, value in widget["attrs"].items():
        if value is True:
            found.append(f" {escaped(name)}")
        elif value is not False:
            found.append(f' {escaped(name)}="{_plain(value)}"')
    return "".join(found)


def _input(widget: Widget) -> str:
    value = widget["value"]
    written = "" if value is None else f' value="{_plain(value)}"'
    kind, name = escaped(widget["type"]), escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{written}{_attributes(widget)}>'


def _input_option(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    owner = widget["attrs"].get("id")
    towards = f' for="{escaped(owner)}"' if owner else ""
    return f"<label{towards}>{_input(widget)} {escaped(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    value = escaped(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escaped(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _option(widget: Widget) -> str:
    label = escaped(widget["label"])
    return f'<option value="{_plain(widget["value"])}"{_attributes(widget)}>{label}</option>'


def _select(widget: Widget) -> str:
    found = [f'<select name="{escaped(widget["name"])}"{_attributes(widget)}>']
    for group, options, _ in widget["optgroups"]:
        inside = "".join(f"\n  {_option(option)}" for option in options)
        found.append(f'\n  <optgroup label="{escaped(group)}">{inside}\n  </optgroup>' if group else inside)
    return "".join([*found, "\n</select>"])


def _multiple(widget: Widget) -> str:
    attrs = widget["attrs"]
    owner = f' id="{escaped(attrs["id"])}"' if attrs.get("id") else ""
    look = f' class="{escaped(attrs["class"])}"' if attrs.get("class") else ""
    found = [f"<div{owner}{look}>"]
    for group, options, _ in widget["optgroups"]:
        inside = "".join(f"<div>\n    {_input_option(option)}</div>" for option in options)
        found.append(f"\n  <div><label>{escaped(group)}</label>{inside}\n  </div>" if group else inside)
    return "".join([*found, "\n</div>"])


_WRITTEN: dict[str, Callable[[Widget], str]] = {
    f"{_FOLDER}{name}.html": write
    for write, names in (
        (_input, ("text", "number", "email", "url", "password", "hidden", "checkbox", "date", "file", "input")),
        (_input_option, ("checkbox_option", "radio_option")),
        (_textarea, ("textarea",)),
        (_select, ("select",)),
        (_multiple, ("radio", "checkbox_select")),
    )
    for name in names
}


class Renderer(DjangoTemplates):
    """What `FORM_RENDERER` names."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """Return a control as HTML; what is not known here as the templates make it."""
        write = _WRITTEN.get(template_name)
        if write is None:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308 - Django's own templates
        return mark_safe(write(context["widget"]))  # noqa: S308 - every part is escaped above
