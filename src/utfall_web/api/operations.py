# SPDX-License-Identifier: Apache-2.0
"""The operations on initiatives. A room adds its own router in `config.urls` the same way."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from ninja import Path, Query, Router, Status
from pydantic import Field

from utfall_web.api.access import ApiRequest, ask, told
from utfall_web.api.schemas import (
    ComponentChange,
    ComponentOut,
    Error,
    Id,
    InitiativeChange,
    InitiativeIn,
    InitiativeOut,
    InitiativePage,
    Invalid,
)
from utfall_web.people.doors import open_with
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.people.reads import organisations_where
from utfall_web.plan import reads, writes
from utfall_web.plan.components import Component
from utfall_web.plan.keys import INITIATIVE
from utfall_web.plan.models import Initiative

SEE = Permission(Action.SEE, Thing.INITIATIVE)
CREATE = Permission(Action.CREATE, Thing.INITIATIVE)
EDIT = Permission(Action.EDIT, Thing.INITIATIVE)
FAULTS: dict[int, Any] = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Invalid, 429: Error}
ComponentName = Literal["need", "choice", "design", "delivery", "evaluation", "implementation", "organisation"]

router = Router(tags=["initiatives"])


def opened(request: ApiRequest, initiative_id: int, permission: Permission) -> Initiative:
    """Return an initiative the key's person may do this with. Raises `Http404` and `PermissionDenied`."""
    initiative: Initiative
    initiative, _ = open_with(INITIATIVE, request.auth.user, initiative_id, ask(request, permission))
    return initiative


@router.get("", response={200: InitiativePage, **FAULTS}, openapi_extra=told(SEE))
def list_initiatives(
    request: ApiRequest,
    page: Annotated[int, Query(), Field(ge=1, le=1_000_000)] = 1,
    q: Annotated[str, Query(), Field(max_length=100, pattern=r"^[^\x00]*$")] = "",
) -> dict[str, Any]:
    """Initiatives the person may see, the last changed first, 100 on a page."""
    paginator: Any = Paginator(reads.visible_initiatives(request.auth.user, words=q.strip()), 100)
    return {"items": list(paginator.get_page(page)), "total": paginator.count, "page": page}


@router.post("", response={201: InitiativeOut, **FAULTS}, openapi_extra=told(CREATE))
def create_initiative(request: ApiRequest, body: InitiativeIn) -> Status[Initiative]:
    """Make an initiative in an organisation where the person may."""
    user = request.auth.user
    organisation = organisations_where(user, ask(request, CREATE)).filter(pk=body.organisation_id).first()
    if organisation is None:
        raise PermissionDenied
    made = writes.create_initiative(actor=user, organisation=organisation, title=body.title, summary=body.summary)
    return Status(201, made)


@router.get("/{initiative_id}", response={200: InitiativeOut, **FAULTS}, openapi_extra=told(SEE))
def get_initiative(request: ApiRequest, initiative_id: Annotated[Id, Path()]) -> Initiative:
    """One initiative."""
    return opened(request, initiative_id, SEE)


@router.put("/{initiative_id}", response={200: InitiativeOut, **FAULTS}, openapi_extra=told(EDIT))
def change_initiative(request: ApiRequest, initiative_id: Annotated[Id, Path()], body: InitiativeChange) -> Initiative:
    """Change title and summary; 409 when somebody else has changed it after `version`."""
    initiative = opened(request, initiative_id, EDIT)
    return writes.change_initiative(
        initiative, actor=request.auth.user, version=body.version, title=body.title, summary=body.summary
    )


@router.get("/{initiative_id}/components", response={200: list[ComponentOut], **FAULTS}, openapi_extra=told(SEE))
def list_components(request: ApiRequest, initiative_id: Annotated[Id, Path()]) -> list[Any]:
    """The seven components, in the order of the guide."""
    states = reads.component_states(opened(request, initiative_id, SEE))
    return [states[component] for component in Component]


@router.put("/{initiative_id}/components/{component}", response={200: ComponentOut, **FAULTS}, openapi_extra=told(EDIT))
def change_component(
    request: ApiRequest, initiative_id: Annotated[Id, Path()], component: ComponentName, body: ComponentChange
) -> Any:
    """Say how far a component has come."""
    row = reads.component_state(opened(request, initiative_id, EDIT), Component(component))
    return writes.change_state(row, actor=request.auth.user, version=body.version, state=body.state, note=body.note)
