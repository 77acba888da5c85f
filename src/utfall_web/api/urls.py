# SPDX-License-Identifier: Apache-2.0
"""Addresses of a person's keys; another's is 404. The API's own are in `root`."""

from __future__ import annotations

from utfall_web.api import views
from utfall_web.people.doors import Access, door

app_name = "tokens"
urlpatterns = [
    door("mitt-konto/nycklar/", views.token_list, name="tokens", needs=Access.SIGNED_IN),
    door("mitt-konto/nycklar/ny/", views.new_token, name="new_token", needs=Access.SIGNED_IN),
    door("mitt-konto/nycklar/<int:token_id>/aterkalla/", views.revoke_token, name="revoke", needs=Access.SIGNED_IN),
]
