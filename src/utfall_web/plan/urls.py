# SPDX-License-Identifier: Apache-2.0
"""Addresses of the room."""

from __future__ import annotations

from django.urls import register_converter

from utfall_web.people.doors import Access, door
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.plan import views
from utfall_web.plan.converters import ComponentConverter
from utfall_web.plan.keys import initiative_door

register_converter(ComponentConverter, "component")

app_name = "plan"
urlpatterns = [
    door("", views.start, name="start", needs=Access.PUBLIC),
    door("satsningar/", views.initiatives, name="initiatives", needs=Access.SIGNED_IN),
    door(
        "satsningar/ny/",
        views.new_initiative,
        name="new_initiative",
        needs=Permission(Action.CREATE, Thing.INITIATIVE),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/",
        views.initiative_home,
        name="initiative",
        needs=Permission(Action.SEE, Thing.INITIATIVE),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/andra/",
        views.change_initiative,
        name="change_initiative",
        needs=Permission(Action.EDIT, Thing.INITIATIVE),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/roller/",
        views.roles,
        name="roles",
        needs=Permission(Action.SEE, Thing.ROLES),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/roller/ny/",
        views.assign,
        name="assign",
        needs=Permission(Action.ASSIGN, Thing.ROLES),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/roller/<int:assignment_id>/ta-bort/",
        views.unassign,
        name="unassign",
        needs=Permission(Action.ASSIGN, Thing.ROLES),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/historik/",
        views.history,
        name="history",
        needs=Permission(Action.SEE, Thing.PLAN),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/del/<component:component>/",
        views.component,
        name="component",
        needs=Permission(Action.SEE, Thing.INITIATIVE),
    ),
    initiative_door(
        "satsningar/<int:initiative_id>/del/<component:component>/lage/",
        views.change_state,
        name="change_state",
        needs=Permission(Action.EDIT, Thing.INITIATIVE),
    ),
]
