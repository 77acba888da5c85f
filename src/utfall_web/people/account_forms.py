# SPDX-License-Identifier: Apache-2.0
"""allauth's sign-in form in our look."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as BaseLoginForm

from utfall_web.shared.words import text


class LoginForm(BaseLoginForm):  # type: ignore[misc] # allauth carries no types
    """Address and password, with labels instead of placeholders."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].label = text("E-postadress", "E-mail address")
        self.fields["password"].label = text("Lösenord", "Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
