# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from utfall_web.people import log_views, provider_views, views
from utfall_web.people.doors import Access, door
from utfall_web.people.keys import organisation_door
from utfall_web.people.permissions import Action, Permission, Thing

app_name = "people"
urlpatterns = [
    door("sprak/", views.language, name="language", needs=Access.PUBLIC),
    # an address is the one that was invited: allauth's page for changing it is not reached
    door("konto/email/", views.me, name="address", needs=Access.SIGNED_IN),
    # allauth's addresses, with more said and more checked
    door(
        "konto/oidc/<str:provider_id>/login/",
        provider_views.openid_connect_login,
        name="openid_connect_login",
        needs=Access.PUBLIC,
    ),
    door(
        "konto/oidc/<str:provider_id>/login/callback/",
        provider_views.openid_connect_callback,
        name="openid_connect_callback",
        needs=Access.PUBLIC,
    ),
    door(
        "konto/saml/<str:organization_slug>/login/",
        provider_views.saml_login,
        name="saml_login",
        needs=Access.PUBLIC,
    ),
    door(
        "konto/saml/<str:organization_slug>/acs/finish/",
        provider_views.saml_finish,
        name="saml_finish",
        needs=Access.PUBLIC,
    ),
    door("mitt-konto/", views.me, name="me", needs=Access.SIGNED_IN),
    door("inbjudan/<str:token>/", views.accept, name="accept", needs=Access.PUBLIC),
    door("organisationer/", views.organisations, name="organisations", needs=Access.SIGNED_IN),
    door(
        "organisationer/ny/",
        views.new_organisation,
        name="new_organisation",
        needs=Permission(Action.CREATE, Thing.ORGANISATION),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/",
        views.organisation,
        name="organisation",
        needs=Permission(Action.SEE, Thing.ORGANISATION),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/andra/",
        views.change_organisation,
        name="change_organisation",
        needs=Permission(Action.EDIT, Thing.ORGANISATION),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/avdelningar/ny/",
        views.new_department,
        name="new_department",
        needs=Permission(Action.EDIT, Thing.ORGANISATION),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/personer/",
        views.members,
        name="members",
        needs=Permission(Action.SEE, Thing.MEMBER),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/personer/bjud-in/",
        views.invite,
        name="invite",
        needs=Permission(Action.INVITE, Thing.MEMBER),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/personer/<int:membership_id>/ta-bort/",
        views.take_role,
        name="take_role",
        needs=Permission(Action.ASSIGN, Thing.MEMBER),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/logg/",
        log_views.log,
        name="log",
        needs=Permission(Action.SEE, Thing.AUDIT_LOG),
    ),
    organisation_door(
        "organisationer/<int:organisation_id>/logg/export.csv",
        log_views.export,
        name="log_export",
        needs=Permission(Action.EXPORT, Thing.AUDIT_LOG),
    ),
]
