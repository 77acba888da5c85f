# SPDX-License-Identifier: Apache-2.0
"""Signing in: by password with a limit, with two steps, through the organisation's own provider; invitations."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client, override_settings

from utfall_web.config import signin
from utfall_web.people import writes
from utfall_web.people.models import Invitation, Membership, User
from utfall_web.people.permissions import Role
from web_world import PASSWORD, World

LOGIN = "/konto/login/"
OIDC = {
    "UTFALL_OIDC_ISSUER": "https://idp.example",
    "UTFALL_OIDC_CLIENT_ID": "utfall",
    "UTFALL_OIDC_SECRET": "secret",
    "UTFALL_OIDC_NAME": "Kommunens inloggning",
    "UTFALL_SSO_DOMAINS": "kommun.example",
}
SAML = {
    "UTFALL_SAML_ENTITY_ID": "https://idp.example/saml",
    "UTFALL_SAML_METADATA_URL": "https://idp.example/metadata",
    "UTFALL_SAML_NAME": "SAML-inloggning",
}


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: Any) -> None:
    cache.clear()


def _post(client: Client, password: str, email: str = "coordinator@test.example") -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def test_the_right_password_opens_and_a_wrong_one_does_not(world: World) -> None:
    assert _post(Client(), PASSWORD)["Location"] == "/satsningar/"
    answer = _post(Client(), "fel lösenord")
    assert answer.status_code == 200
    assert "data-error-summary" in answer.content.decode()


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(world: World) -> None:
    def errors(email: str) -> list[str]:
        return re.findall(r"<li>(.*?)</li>", _post(Client(), "fel", email).content.decode())

    assert errors("coordinator@test.example") == errors("okand@test.example")


def test_after_five_wrong_passwords_the_right_one_does_not_open_either(world: World) -> None:
    client = Client()
    for _ in range(5):
        _post(client, "fel lösenord")
    assert _post(client, PASSWORD).status_code != 302
    assert _post(Client(), PASSWORD, "auditor@test.example").status_code == 302  # others are let in


def test_whoever_tries_many_addresses_from_one_place_is_stopped_too(world: World) -> None:
    client = Client()
    for number in range(10):
        _post(client, "fel lösenord", f"okand{number}@test.example")
    assert _post(client, PASSWORD).status_code != 302


def test_nobody_signs_up_and_nobody_changes_their_address(world: World, signed_in: Any) -> None:
    client = Client()
    client.post("/konto/signup/", {"email": "ny@test.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="ny@test.example").exists()
    signed_in(world.person("coordinator")).post("/konto/email/", {"email": "annan@test.example", "action_add": ""})
    assert not EmailAddress.objects.filter(email="annan@test.example").exists()


def test_with_two_steps_the_password_alone_does_not_open(world: World) -> None:
    user = world.person("coordinator")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    answer = _post(client, PASSWORD)
    assert answer["Location"].startswith("/konto/2fa/authenticate/")
    assert client.get("/satsningar/").status_code == 302
    wrong = client.post(answer["Location"], {"code": "000000"})
    assert wrong.status_code == 200
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    assert client.post(answer["Location"], {"code": code}).status_code == 302
    assert client.get("/satsningar/").status_code == 200


def test_no_provider_without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert signin.providers() == {}


def test_a_configured_provider_is_offered_and_trusted_for_its_domains_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**OIDC, **SAML}.items():
        monkeypatch.setenv(name, value)
    providers = signin.providers()
    assert providers["openid_connect"]["APPS"][0]["settings"]["verified_email"] == ["kommun.example"]
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers):
        html = Client().get(LOGIN).content.decode()
    assert "Logga in med Kommunens inloggning" in html
    assert "Logga in med SAML-inloggning" in html


def test_an_invitation_makes_an_account_once(world: World) -> None:
    _, token = writes.invite(
        actor=world.person("administrator"), organisation=world.home, email="Ny@test.example", role=Role.CONTROLLER
    )
    assert token not in str(Invitation.objects.values_list())
    client = Client()
    answer = client.post(f"/inbjudan/{token}/", {"name": "Nils Ny", "password": "en lång mening att minnas"})
    assert answer.status_code == 302
    user = User.objects.get(email="ny@test.example")
    assert list(Membership.objects.filter(user=user).values_list("role", flat=True)) == ["controller"]
    assert client.get("/satsningar/").status_code == 200
    assert Client().get(f"/inbjudan/{token}/").status_code == 404


def test_an_invitation_to_a_known_address_asks_that_person_to_sign_in(world: World, signed_in: Any) -> None:
    invited = world.person("auditor")
    _, token = writes.invite(
        actor=world.person("administrator"), organisation=world.home, email=invited.email, role=Role.CONTROLLER
    )
    assert Client().get(f"/inbjudan/{token}/")["Location"].startswith(LOGIN)
    assert signed_in(world.stranger).post(f"/inbjudan/{token}/").status_code == 403
    assert signed_in(invited).post(f"/inbjudan/{token}/").status_code == 302
    assert Membership.objects.filter(user=invited, role="controller").exists()


@pytest.mark.parametrize("password", ["kort", "password1234", "123456789012"])
def test_a_weak_password_is_refused_with_what_to_do(world: World, password: str) -> None:
    _, token = writes.invite(
        actor=world.person("administrator"), organisation=world.home, email="svag@test.example", role=Role.AUDITOR
    )
    answer = Client().post(f"/inbjudan/{token}/", {"name": "Svea", "password": password})
    assert answer.status_code == 200
    assert "data-error-summary" in answer.content.decode()
    assert not User.objects.filter(email="svag@test.example").exists()
