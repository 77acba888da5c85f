# SPDX-License-Identifier: Apache-2.0
"""Every address with every role: nobody gets further than the table says, and no address lacks a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from utfall_web.people.doors import Access
from utfall_web.people.permissions import TABLE, Action, Permission, Role, Thing, allowed
from web_world import World

# Addresses of packages we bring in: they guard themselves. name → may be reached without an account
FOREIGN = {
    "account_login": True,
    "account_logout": True,
    "account_signup": True,
    "account_reauthenticate": False,
    "account_inactive": True,
    "account_email": False,
    "mfa_index": False,
    "mfa_authenticate": True,
    "mfa_reauthenticate": False,
    "mfa_activate_totp": False,
    "mfa_deactivate_totp": False,
    "mfa_view_recovery_codes": False,
    "mfa_generate_recovery_codes": False,
    "mfa_download_recovery_codes": False,
    "mfa_list_webauthn": False,
    "mfa_add_webauthn": False,
    "mfa_reauthenticate_webauthn": False,
    "mfa_remove_webauthn": False,
    "mfa_edit_webauthn": False,
    "mfa_login_webauthn": True,
    "socialaccount_login_cancelled": True,
    "socialaccount_login_error": True,
    "socialaccount_signup": True,
    "socialaccount_connections": False,
    "saml_acs": True,
    "saml_finish_acs": True,
    "saml_sls": True,
    "saml_metadata": True,
    "saml_login": True,
    "openid_connect_login": True,
    "openid_connect_callback": True,
    "usersessions_list": False,
    "account_email_verification_sent": True,
    "account_confirm_email": True,
    "account_change_password": False,
    "account_set_password": False,
    "account_reset_password": True,
    "account_reset_password_done": True,
    "account_reset_password_from_key": True,
    "account_reset_password_from_key_done": True,
    "account_confirm_login_code": True,
    "account_confirm_reauthentication_code": False,
    "account_request_reauthentication_code": False,
}
PERSONAL = {"jobs:job", "jobs:cancel", "tokens:revoke"}  # the coordinator's own; nobody else's
UNKNOWN = {  # an unknown link, and a provider that is not set up, are 404 for everybody
    "people:accept",
    "people:openid_connect_login",
    "people:openid_connect_callback",
    "people:saml_login",
    "people:saml_finish",
}
OLD = "social/"  # allauth's redirects from addresses it once had


def _patterns(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        else:
            yield ":".join((*spaces, entry.name or str(entry.pattern))), entry


ALL = dict(_patterns(get_resolver()))
OURS = {name: entry for name, entry in ALL.items() if name not in FOREIGN and not name.startswith((OLD, "api:"))}


def _captured(name: str) -> list[str]:
    """Return the names in an address of a package, those of the folders above it included."""
    possibility = get_resolver().reverse_dict.getlist(name)[0][0]
    return list(possibility[0][1])


def _address(name: str, ids: dict[str, Any]) -> str:
    needed = OURS[name].pattern.converters
    missing = set(needed) - set(ids)
    assert not missing, f"{name}: give {sorted(missing)} an object in tests/web_world.py (World.ids)"
    return reverse(name, kwargs={key: ids[key] for key in needed})


def _expected(needs: Any, key: Any, roles: set[Role]) -> int | None:
    """Return the refusal that is due, None when the door is open."""
    if not isinstance(needs, Permission):
        return None
    if key is not None and not allowed(roles, key.sees):
        return 404
    return None if allowed(roles, needs) else 403


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_address_of_ours_says_who_may(name: str) -> None:
    needs = getattr(OURS[name].callback, "needs", None)
    assert needs is not None, f"{name} has no door: make it with people.doors.door"
    assert isinstance(needs, Access) or needs in TABLE, f"{name} asks for {needs}, which the table lacks"


def test_no_address_of_a_package_came_in_unseen() -> None:
    assert set(FOREIGN) <= set(ALL)


@pytest.mark.parametrize("name", sorted(OURS))
def test_address_by_role(name: str, world: World, signed_in: Any) -> None:
    view = OURS[name].callback
    address = _address(name, world.ids)
    for person, user in world.people.items():
        roles = {Role(person)} if person != "nobody" else set()
        due = _expected(view.needs, view.key, roles)
        for method in ("get", "post"):
            status = getattr(signed_in(user), method)(address).status_code
            if due is not None:
                assert status == due, f"{method} {name} as {person}: {status}, due {due}"
            elif name in PERSONAL and person != Role.COORDINATOR:
                assert status == (405 if method == "get" and name != "jobs:job" else 404)
            elif name not in UNKNOWN:
                assert status not in {403, 404, 500}, f"{method} {name} as {person}: {status}"


@pytest.mark.parametrize("name", [name for name, entry in sorted(OURS.items()) if getattr(entry.callback, "key", None)])
def test_another_organisations_object_does_not_exist(name: str, world: World, signed_in: Any) -> None:
    address = _address(name, world.ids | world.other_ids)
    for role in (*Role, "nobody"):
        if role == Role.OPERATOR and allowed({Role.OPERATOR}, OURS[name].callback.key.sees):
            continue
        for method in ("get", "post"):
            status = getattr(signed_in(world.person(role)), method)(address).status_code
            assert status == 404, f"{method} {name} as {role}: {status}"


@pytest.mark.parametrize("name", sorted(OURS))
def test_without_an_account(name: str, world: World) -> None:
    address = _address(name, world.ids)
    answer = Client().get(address)
    if OURS[name].callback.needs is Access.PUBLIC:
        assert answer.status_code in {200, 302, 404, 405}
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name, public in FOREIGN.items() if not public])
def test_addresses_of_packages_ask_for_an_account(name: str, db: Any) -> None:
    ids = dict.fromkeys(_captured(name), 1)
    assert Client().get(reverse(name, kwargs=ids)).status_code == 302


@pytest.mark.parametrize("name", sorted(set(FOREIGN)))
def test_addresses_of_packages_break_for_nobody(name: str, world: World, signed_in: Any) -> None:
    ids = {key: 1 if key == "pk" else "x" for key in _captured(name)}
    address = reverse(name, kwargs=ids)
    for client in (Client(), signed_in(world.person("coordinator"))):
        answer = client.get(address)
        assert answer.status_code < 500
        assert b"<c-" not in answer.content


def test_a_permission_outside_the_table_is_nobodys() -> None:
    assert not allowed(Role, Permission(Action.DECIDE, Thing.SERVER))


def test_an_operator_sees_no_initiative() -> None:
    rows = {str(permission) for permission, roles in TABLE.items() if Role.OPERATOR in roles}
    assert rows == {"see:server", "create:organisation"}
