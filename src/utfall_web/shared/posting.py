# SPDX-License-Identifier: Apache-2.0
"""The one way from a sent form to a written row: once, in one transaction, never over another's change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from utfall.core.errors import UtfallError
from utfall_web.shared.forms import WorkForm, issue_key, key_owner, unknown_key
from utfall_web.shared.models import SentForm
from utfall_web.shared.words import lang, text


class Stale(Exception):  # noqa: N818 - another's change is no error
    """Somebody else changed the row after the form was shown.

    Parameters
    ----------
    row
        The row as it stands now.
    """

    def __init__(self, row: Any) -> None:
        super().__init__(f"{type(row).__name__} {row.pk} has version {row.version}")
        self.row = row


def submit(
    request: HttpRequest,
    form: WorkForm,
    write: Callable[[Mapping[str, Any]], str],
    *,
    said: str = "",
    back: str = "",
) -> HttpResponse | None:
    """Carry out a form and return where to go; None when the form is to be shown again with its errors.

    Parameters
    ----------
    write
        Gets the form's values, calls one verb of a `writes` module and returns the address to go to. It runs inside
        the transaction. `Stale` gives the conflict page, `UtfallError` and `ValidationError` give errors in the form.
    said
        What the page says when it is done.
    back
        Where the conflict page leads when one's own version is given up; the form's own address when empty.
    """
    if not form.is_valid():
        return None
    key = form.cleaned_data.get("form_key") or ""
    owner = key_owner(key)
    if owner is None or owner != request.user.pk:
        form.add_error(None, unknown_key())
        _renew(form, request)
        return None
    try:
        location, first = _once(form, key, owner, write)
    except Stale as stale:
        return conflict(request, form, stale.row, back=back or request.get_full_path())
    except UtfallError as error:
        for fault in error.faults:
            field = fault.place.field if fault.place.field in form.fields else None
            form.add_error(field, f"{fault.text.of(lang())} {fault.mend.of(lang())}".strip())
    except ValidationError as error:
        form.add_error(None, error)
    else:
        if said and first:
            messages.success(request, said)
        return HttpResponseRedirect(location)
    return None


def _once(form: WorkForm, key: str, owner: int, write: Callable[[Mapping[str, Any]], str]) -> tuple[str, bool]:
    """Write and remember the form in one transaction; return the address, and whether this was the first time."""
    try:
        with transaction.atomic():
            sent = SentForm.objects.create(key=key, user_id=owner, location="")
            sent.location = write(form.values())
            sent.save(update_fields=["location"])
            return sent.location, True
    except IntegrityError:
        earlier = SentForm.objects.filter(key=key, user_id=owner).first()
        if earlier is None:
            raise
        return earlier.location, False


def _renew(form: WorkForm, request: HttpRequest) -> None:
    data = cast(QueryDict, form.data).copy()
    data["form_key"] = issue_key(request.user.pk)
    form.data = data


def conflict(request: HttpRequest, form: WorkForm, row: Any, *, back: str) -> HttpResponse:
    """Show both versions; saving anyway starts from the one that stands now."""
    rows = [_both(bound, row) for bound in form.visible_fields()]
    sent = cast(QueryDict, form.data)
    hidden = [(name, value) for name in sent for value in sent.getlist(name) if _carried(name)]
    context = {
        "rows": [both for both in rows if both["differs"]],
        "hidden": hidden,
        "version": row.version,
        "form_key": issue_key(request.user.pk),
        "back": back,
    }
    return render(request, "shared/conflict.html", context, status=409)


def _carried(name: str) -> bool:
    return name not in {"csrfmiddlewaretoken", "form_key", "version"}


def _both(bound: forms.BoundField, row: Any) -> dict[str, Any]:
    mine = bound.form.cleaned_data.get(bound.name)
    theirs = getattr(row, bound.name, None)
    return {
        "label": bound.label,
        "mine": _words(bound.field, mine),
        "theirs": _words(bound.field, theirs),
        "differs": hasattr(row, bound.name) and (mine or None) != (theirs or None),
    }


def _words(field: forms.Field, value: Any) -> str:
    """Return a value as the page shows it: the words of a choice, yes or no, else itself."""
    if isinstance(value, bool):
        return str(text("Ja", "Yes") if value else text("Nej", "No"))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
        names = {str(key): str(name) for key, name in cast(Any, field.choices) if not isinstance(name, list | tuple)}
        return names.get(str(value), str(value or ""))
    return "" if value is None else str(value)
