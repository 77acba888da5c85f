# SPDX-License-Identifier: Apache-2.0
"""Signing in through real identity providers on this machine: oidc-provider-mock (Authlib) and pysaml2.

Who is known gets in with the roles given here; what proves nobody opens nothing, and is told of kindly.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from identity_provider import OIDC_LOGIN, SAML_LOGIN, for_oidc, for_saml, running, trusting
from utfall_web.config import signin
from utfall_web.people import writes
from utfall_web.people.models import Membership, User
from utfall_web.people.permissions import Role
from web_world import PASSWORD, World

ADDRESS = "coordinator@test.example"
WAIT = 30


@pytest.fixture(scope="module")
def oidc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running("oidc_provider", tmp_path_factory.mktemp("oidc")) as address:
        yield address


@pytest.fixture(scope="module")
def saml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running("saml_provider", tmp_path_factory.mktemp("saml")) as address:
        yield address


@pytest.fixture
def through_oidc(oidc: str, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The workspace set up for the OpenID provider."""
    with trusting(monkeypatch, for_oidc(oidc)):
        yield oidc


@pytest.fixture
def through_saml(saml: str, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The workspace set up for the SAML provider, and the other way round."""
    with trusting(monkeypatch, for_saml(saml)):
        metadata = browser().get("/konto/saml/saml/metadata/")
        assert metadata.status_code == 200, metadata.content
        requests.put(f"{saml}/application", data=metadata.content, timeout=WAIT)
        yield saml


def browser() -> Client:
    """Return a browser at an address that SAML's rules take for one."""
    return Client(headers={"host": "127.0.0.1:8000"})


def sent_on(client: Client, login: str) -> str:
    """Press the button, and return where the page goes on to."""
    page = client.post(login)
    assert page.status_code == 200, page.content
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found is not None
    return html.unescape(found.group(1))


def by_oidc(client: Client, provider: str, sub: str, **claims: Any) -> Any:
    """Sign in at the OpenID provider and come back."""
    requests.put(f"{provider}/users/{sub}", json=claims, timeout=WAIT)
    where = sent_on(client, OIDC_LOGIN)
    assert where.startswith(provider)
    back = requests.post(where, data={"sub": sub}, allow_redirects=False, timeout=WAIT)
    return client.get(_path(back.headers["Location"]))


def by_saml(client: Client, provider: str, mail: str, fault: str = "") -> Any:
    """Sign in at the SAML provider and come back."""
    return client.get(_to_us(client, saml_answer(client, provider, mail, fault)))


def saml_answer(client: Client, provider: str, mail: str, fault: str = "") -> dict[str, str]:
    """Return the form that the provider gives a browser to send to us."""
    asked = requests.get(sent_on(client, SAML_LOGIN), timeout=WAIT)
    who = {**_inputs(asked.text), "mail": mail, "fault": fault}
    answer = requests.post(f"{provider}/sso", data=who, timeout=WAIT)
    assert answer.status_code == 200, answer.text
    return _inputs(answer.text)


def _to_us(client: Client, form: dict[str, str]) -> str:
    received = client.post("/konto/saml/saml/acs/", form)
    assert received.status_code == 302, received.content
    return str(received["Location"])


def _inputs(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def roles() -> list[tuple[Any, ...]]:
    return sorted(Membership.objects.values_list("user__email", "organisation", "role"))


def is_in(client: Client) -> bool:
    return client.get("/satsningar/").status_code == 200


SIGN_IN: dict[str, Callable[[Client, str, str], Any]] = {
    "through_oidc": lambda client, provider, mail: by_oidc(client, provider, f"person-{mail}", email=mail),
    "through_saml": by_saml,
}
both = pytest.mark.parametrize("way", SIGN_IN)


@both
def test_who_is_known_gets_in_with_the_roles_given_here(way: str, request: Any, world: World) -> None:
    provider = request.getfixturevalue(way)
    before, client = roles(), browser()
    answer = SIGN_IN[way](client, provider, ADDRESS)
    assert (answer.status_code, answer["Location"]) == (302, "/satsningar/")
    assert int(client.session["_auth_user_id"]) == world.person("coordinator").pk
    assert is_in(client)
    assert roles() == before
    assert SocialAccount.objects.get().user == world.person("coordinator")
    client.post("/konto/logout/")
    assert not is_in(client)
    SIGN_IN[way](client, provider, ADDRESS)  # a second time: by what the provider calls the person
    assert is_in(client)
    assert SocialAccount.objects.count() == 1


@both
@pytest.mark.parametrize("mail", ["okand@test.example", "coordinator@annan.example", ""])
def test_who_is_not_known_becomes_nobody(way: str, mail: str, request: Any, world: World) -> None:
    provider = request.getfixturevalue(way)
    people, before, client = User.objects.count(), roles(), browser()
    answer = SIGN_IN[way](client, provider, mail)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Du har inget konto här" in page
    assert mail in page
    assert not is_in(client)
    assert (User.objects.count(), roles(), SocialAccount.objects.count()) == (people, before, 0)


def test_who_is_invited_needs_no_password_where_the_provider_lets_them_in(through_oidc: str, world: World) -> None:
    client, asked = browser(), {"organisation": world.home, "role": Role.AUDITOR}
    _, token = writes.invite(actor=world.person("administrator"), email="ny@test.example", **asked)
    address = f"/inbjudan/{token}/"
    assert "Lämna tomt om du ska logga in med Kommunens inloggning." in client.get(address).content.decode()
    assert client.post(address, {"name": "Ny Person", "password": "kort"}).status_code == 200
    assert client.post(address, {"name": "Ny Person", "password": ""}).status_code == 302
    user = User.objects.get(email="ny@test.example")
    assert not user.has_usable_password()
    client.post("/konto/logout/")
    by_oidc(client, through_oidc, "ny", email=user.email)
    assert is_in(client)
    _, other = writes.invite(actor=world.person("administrator"), email="ny@annan.example", **asked)
    refused = browser().post(f"/inbjudan/{other}/", {"name": "Annan Person", "password": ""})
    assert refused.status_code == 200  # the provider does not let that address in: a password is needed
    assert not User.objects.filter(email="ny@annan.example").exists()


def test_an_address_outside_the_domains_opens_nothing_though_the_provider_calls_it_verified(
    through_oidc: str, world: World
) -> None:
    user = world.person("coordinator")
    user.email = "coordinator@annan.example"
    user.save()
    client = browser()
    answer = by_oidc(client, through_oidc, "annan", email=user.email, email_verified=True)
    assert answer.status_code == 403
    assert not is_in(client)


def test_the_first_sign_in_through_a_provider_ends_the_password(through_oidc: str, world: World) -> None:
    by_oidc(browser(), through_oidc, "forsta", email=ADDRESS)
    client = browser()
    client.post("/konto/login/", {"login": ADDRESS, "password": PASSWORD})
    assert not is_in(client)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("audience", "InvalidAudienceError"),
        ("issuer", "InvalidIssuerError"),
        ("expired", "ExpiredSignatureError"),
        ("unsigned", "InvalidAlgorithmError"),
        ("tampered", "InvalidSignatureError"),
        ("stranger", "no key of the provider's fits the ID token"),
        ("missing", "the provider sent no ID token"),
        ("person", "the ID token and the user information are of two persons"),
    ],
)
def test_an_id_token_that_proves_nobody_is_refused(
    fault: str, why: str, through_oidc: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser()
    with caplog.at_level(logging.WARNING):
        answer = by_oidc(client, through_oidc, f"fel-{fault}", email=ADDRESS, fault=fault)
    _refused(client, answer)
    assert f"refused: {why}" in caplog.text
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("audience", "is not a valid audience"),
        ("issuer", "Invalid issuer"),
        ("expired", "expired"),
        ("unsigned", "not signed"),
        ("tampered", "Signature validation failed"),
        ("strange", "Signature validation failed"),
        ("sha1", "Deprecated signature algorithm"),
    ],
)
def test_an_assertion_that_proves_nobody_is_refused(
    fault: str, why: str, through_saml: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser()
    with caplog.at_level(logging.WARNING):
        answer = by_saml(client, through_saml, ADDRESS, fault)
    _refused(client, answer)
    assert why in caplog.text
    assert ADDRESS not in caplog.text


def _refused(client: Client, answer: Any) -> None:
    assert answer.status_code == 401, answer.content
    assert "Inloggningen gick inte" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_assertion_is_good_once_and_in_the_browser_that_asked(through_saml: str) -> None:
    client = browser()
    form = saml_answer(client, through_saml, ADDRESS)
    stranger = browser()
    assert stranger.get(_to_us(stranger, form)).status_code == 401
    assert not is_in(stranger)
    assert client.get(_to_us(client, form)).status_code == 302
    client.post("/konto/logout/")
    assert client.get(_to_us(client, form)).status_code == 401
    assert not is_in(client)


def test_a_code_is_good_once_and_in_the_browser_that_asked(through_oidc: str) -> None:
    client, stranger = browser(), browser()
    requests.put(f"{through_oidc}/users/kod", json={"email": ADDRESS}, timeout=WAIT)
    back = requests.post(sent_on(client, OIDC_LOGIN), data={"sub": "kod"}, allow_redirects=False, timeout=WAIT)
    path = _path(back.headers["Location"])
    assert stranger.get(path).status_code == 401
    assert client.get(path).status_code == 302
    assert client.get(path).status_code == 401


def test_who_breaks_off_at_the_provider_is_not_in(through_oidc: str) -> None:
    client = browser()
    where = sent_on(client, OIDC_LOGIN)
    back = requests.post(where, data={"action": "deny"}, allow_redirects=False, timeout=WAIT)
    said = client.get(_path(back.headers["Location"]) + "&state=" + re.findall("state=([^&]+)", where)[0], follow=True)
    assert "Inloggningen avbröts" in said.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("login", [OIDC_LOGIN, SAML_LOGIN])
def test_a_provider_that_does_not_answer_is_told_of(login: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with trusting(monkeypatch, for_oidc("http://127.0.0.1:1") | for_saml("http://127.0.0.1:1")):
        answer = browser().post(login)
        assert answer.status_code == 502
        assert "Er inloggningstjänst svarar inte" in answer.content.decode()


def test_the_address_can_come_from_the_id_token_alone(
    through_oidc: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser()
    with trusting(monkeypatch, {"UTFALL_OIDC_USERINFO": "0"}):
        by_oidc(client, through_oidc, "utan-mer", email=ADDRESS)
        assert is_in(client)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"UTFALL_OIDC_ISSUER": "http://inloggning.kommun.example"}, "UTFALL_OIDC_ISSUER must begin with https://"),
        ({"UTFALL_OIDC_SECRET": ""}, "UTFALL_OIDC_SECRET is missing"),
        ({"UTFALL_SAML_METADATA_URL": "http://inloggning.kommun.example"}, "must begin with https://"),
        ({"UTFALL_SAML_METADATA_URL": ""}, "UTFALL_SAML_SSO_URL is missing"),
        (
            {
                "UTFALL_SAML_METADATA_URL": "",
                "UTFALL_SAML_SSO_URL": "https://inloggning.kommun.example/sso",
                "UTFALL_SAML_CERT_FILE": "finns/inte.pem",
            },
            "cannot be read as a PEM certificate: finns/inte.pem",
        ),
    ],
)
def test_a_setup_that_lacks_something_is_refused_by_name(
    changed: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://inloggning.kommun.example"
    for name, value in (for_oidc(address) | for_saml(address) | changed).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)):
        signin.providers()
