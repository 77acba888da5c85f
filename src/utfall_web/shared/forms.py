# SPDX-License-Identifier: Apache-2.0
"""Forms that are sent once, know which version they change, and forget nothing that was typed.

A view makes its form with `begin` and hands it to `shared.posting.submit`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.core import signing
from django.http import HttpRequest

from utfall_web.shared.words import text

KEPT = "kept_forms"
NOT_KEPT = {"csrfmiddlewaretoken", "form_key", "version"}
_SALT = "utfall.form"


def issue_key(user_id: int | None) -> str:
    """Return a new key for a form shown to this person."""
    return signing.dumps([user_id, secrets.token_urlsafe(9)], salt=_SALT)


def key_owner(key: str) -> int | None:
    """Return the id of the person a form was shown to, None when the key is not ours."""
    try:
        owner, _ = signing.loads(key, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return owner if isinstance(owner, int) else None


class WorkForm(forms.Form):
    """Base of every form that writes: the key it is sent with once, and the version it changes."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    use_required_attribute = False  # our own error summary speaks, in the language of the page
    restored = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def base_version(self) -> int:
        """Return the version the change was made from; 0 when the form did not say."""
        return int(self.cleaned_data.get("version") or 0)

    def values(self) -> dict[str, Any]:
        """Return what was filled in, without key and version."""
        return {name: value for name, value in self.cleaned_data.items() if name not in NOT_KEPT}

    def filled(self) -> list[forms.BoundField]:
        """Return the fields a person sees."""
        return list(self.visible_fields())


Form = TypeVar("Form", bound=WorkForm)


def begin(
    form: type[Form], request: HttpRequest, *, row: Any = None, initial: Mapping[str, Any] | None = None, **options: Any
) -> Form:
    """Return the form as it is to be shown or judged.

    Parameters
    ----------
    form
        A `WorkForm`. Further keywords go to it.
    row
        The row that is changed: its attributes of the fields' names are the start values, its version the base.
    initial
        Start values that no attribute gives.
    """
    if request.method == "POST":
        return form(request.POST, request.FILES, **options)
    start = _start(form, row) | dict(initial or {})
    start["form_key"] = issue_key(request.user.pk)
    kept = _take_kept(request)
    made = form(initial=start | kept, **options)
    made.restored = bool(kept)
    return made


def _start(form: type[WorkForm], row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}


def keep(request: HttpRequest) -> bool:
    """Keep what was typed in a form that could not be sent (expired session), for the person it was shown to."""
    owner = key_owner(request.POST.get("form_key", ""))
    if owner is None:
        return False
    typed = {
        name: request.POST.getlist(name) for name in request.POST if name not in NOT_KEPT and "password" not in name
    }
    version = request.POST.get("version", "")
    request.session[KEPT] = {"path": request.get_full_path(), "owner": owner, "typed": typed, "version": version}
    return True


def _take_kept(request: HttpRequest) -> dict[str, Any]:
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.get_full_path() or kept["owner"] != request.user.pk:
        return {}
    del request.session[KEPT]
    values: dict[str, Any] = {name: many[0] if len(many) == 1 else many for name, many in kept["typed"].items()}
    return values | ({"version": kept["version"]} if kept["version"] else {})


def unknown_key() -> str:
    """Return the message of a form that cannot be recognised."""
    return text(
        "Formuläret kunde inte kännas igen. Kontrollera det du skrev och spara igen.",
        "The form could not be recognised. Check what you wrote and save again.",
    )
