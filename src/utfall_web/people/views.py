# SPDX-License-Identifier: Apache-2.0
"""Pages of the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from utfall_web.people import forms, reads, writes
from utfall_web.people.adapter import provider_of
from utfall_web.people.models import Invitation, Organisation
from utfall_web.people.permissions import Action, Permission, Role, Thing
from utfall_web.people.requests import WorkRequest
from utfall_web.shared.forms import WorkForm, begin
from utfall_web.shared.posting import submit
from utfall_web.shared.words import text


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language, in a cookie and with the person, and go back to the page."""
    asked, target = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if asked not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        writes.choose_language(request.user, language=asked)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        asked,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def me(request: WorkRequest) -> HttpResponse:
    """Show one's own account."""
    return render(request, "people/me.html")


def organisations(request: WorkRequest) -> HttpResponse:
    """List the organisations a person may see."""
    found = reads.organisations_where(request.user, Permission(Action.SEE, Thing.ORGANISATION))
    return render(request, "people/organisations.html", {"organisations": found})


def new_organisation(request: WorkRequest) -> HttpResponse:
    """Make an organisation (who runs the server)."""
    form = begin(forms.OrganisationForm, request)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            organisation = writes.create_organisation(actor=request.user, **values)
            writes.give_role(actor=request.user, organisation=organisation, user=request.user, role=Role.ADMINISTRATOR)
            return reverse("people:organisation", args=[organisation.pk])

        done = submit(request, form, write, said=text("Organisationen är skapad.", "The organisation has been made."))
        if done:
            return done
    return render(request, "people/new_organisation.html", {"form": form})


def organisation(request: WorkRequest, organisation: Organisation) -> HttpResponse:
    """Show an organisation with its departments."""
    context = {"organisation": organisation, "departments": reads.departments(organisation)}
    return render(request, "people/organisation.html", context)


def change_organisation(request: WorkRequest, organisation: Organisation) -> HttpResponse:
    """Change what an organisation is called and is."""
    form = begin(forms.OrganisationForm, request, row=organisation)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.change_organisation(organisation, actor=request.user, version=form.base_version, **values)
            return reverse("people:organisation", args=[organisation.pk])

        done = submit(request, form, write, said=text("Ändringen är sparad.", "The change has been saved."))
        if done:
            return done
    return render(request, "people/change_organisation.html", {"organisation": organisation, "form": form})


def new_department(request: WorkRequest, organisation: Organisation) -> HttpResponse:
    """Make a department."""
    form = begin(forms.DepartmentForm, request)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.create_department(actor=request.user, organisation=organisation, **values)
            return reverse("people:organisation", args=[organisation.pk])

        done = submit(request, form, write, said=text("Avdelningen är skapad.", "The department has been made."))
        if done:
            return done
    return render(request, "people/new_department.html", {"organisation": organisation, "form": form})


def members(request: WorkRequest, organisation: Organisation) -> HttpResponse:
    """List people and roles of an organisation, and open invitations."""
    context = {
        "organisation": organisation,
        "members": reads.members(organisation),
        "invitations": reads.open_invitations(organisation),
        "link": request.session.pop("invitation_link", ""),
    }
    return render(request, "people/members.html", context)


def invite(request: WorkRequest, organisation: Organisation) -> HttpResponse:
    """Invite an address to a role. The link is shown once, to be sent on."""
    form = begin(forms.InvitationForm, request)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            _, token = writes.invite(
                actor=request.user, organisation=organisation, email=values["email"], role=Role(values["role"])
            )
            address = reverse("people:accept", args=[token])
            request.session["invitation_link"] = request.build_absolute_uri(address)
            return reverse("people:members", args=[organisation.pk])

        done = submit(request, form, write, said=text("Inbjudan är klar.", "The invitation is ready."))
        if done:
            return done
    return render(request, "people/invite.html", {"organisation": organisation, "form": form})


def take_role(request: WorkRequest, organisation: Organisation, membership_id: int) -> HttpResponse:
    """Take a role away, after a question."""
    membership = reads.members(organisation).filter(pk=membership_id).first()
    if membership is None:
        raise Http404
    form = begin(WorkForm, request)
    back = reverse("people:members", args=[organisation.pk])
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.take_role(membership, actor=request.user)
            return back

        done = submit(request, form, write, said=text("Rollen är borttagen.", "The role has been removed."))
        if done:
            return done
    context = {"organisation": organisation, "membership": membership, "form": form, "back": back}
    return render(request, "people/take_role.html", context)


def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with one's account, or by making one."""
    invitation = reads.invitation_of(token)
    if invitation is None:
        return render(request, "people/no_invitation.html", status=404)
    user = request.user if request.user.is_authenticated else None
    if user is not None and user.email == invitation.email:
        return _accept_as_known(request, invitation)
    if reads.user_of(invitation.email) is not None:
        if user is not None:
            return render(request, "people/no_invitation.html", {"other": True}, status=403)
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return _accept_as_new(request, invitation)


def _accept_as_known(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST" and request.user.is_authenticated:
        writes.accept(invitation, user=request.user)
        return redirect("plan:initiatives")
    return render(request, "people/accept.html", {"invitation": invitation, "form": None})


def _accept_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = forms.AcceptForm(request.POST or None, provider=provider_of(request, invitation.email))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user = writes.create_user(actor=None, email=invitation.email, **form.cleaned_data)
            writes.accept(invitation, user=user)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        messages.success(request, text("Välkommen!", "Welcome!"))
        return redirect("plan:initiatives")
    return render(request, "people/accept.html", {"invitation": invitation, "form": form})
