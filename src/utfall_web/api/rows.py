# SPDX-License-Identifier: Apache-2.0
"""The operations on rows of a plan: the logic model and the indicators, by the same forms and rules as the pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from ninja import Path, Query, Router, Schema, Status

from utfall_web.api.access import ApiRequest, told
from utfall_web.api.operations import FAULTS, opened
from utfall_web.api.schemas import (
    Id,
    IndicatorChange,
    IndicatorIn,
    IndicatorOut,
    LogicRowChange,
    LogicRowIn,
    LogicRowOut,
    Version,
)
from utfall_web.audit import writes as audited
from utfall_web.logic.tables import ROWS
from utfall_web.measure.tables import OUTCOMES
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import EDIT, SEE, RowKind, add_row, change_row

router = Router(tags=["plan"])
LOGIC, INDICATORS = "/{initiative_id}/logic-model", "/{initiative_id}/indicators"
InitiativeId = Annotated[Id, Path()]
RowId = Annotated[Id, Path()]
BaseVersion = Annotated[Version, Query()]


class Refused(Exception):  # noqa: N818 - what somebody sent, not a fault of ours
    """A body that the form of its row does not take; `detail` says where and why."""

    def __init__(self, detail: list[dict[str, object]]) -> None:
        super().__init__("refused")
        self.detail = detail


def _rows(kind: RowKind, initiative: Initiative) -> QuerySet[Any]:
    rows = kind.rows(initiative)
    return rows.prefetch_related("steps") if kind is ROWS else rows


def _row(kind: RowKind, initiative: Initiative, row_id: int) -> Any:
    found = _rows(kind, initiative).filter(pk=row_id).first()
    if found is None:
        raise Http404
    return found


def _values(kind: RowKind, initiative: Initiative, body: Schema) -> dict[str, Any]:
    """Return what the row's form makes of a body. Raises `Refused` with every fault."""
    form = kind.form(body.model_dump(exclude={"version"}), **kind.options(initiative))
    if not form.is_valid():
        raise Refused(
            [
                {"loc": ["body", field], "msg": str(message), "type": "form"}
                for field, messages in form.errors.items()
                for message in messages
            ]
        )
    return form.values()


def _add(request: ApiRequest, kind: RowKind, initiative_id: int, body: Schema) -> Status[Any]:
    initiative = opened(request, initiative_id, EDIT)
    made = add_row(kind, initiative, actor=request.auth.user, values=_values(kind, initiative, body))
    return Status(201, _shown(kind, _row(kind, initiative, made.pk)))


def _change(request: ApiRequest, kind: RowKind, initiative_id: int, row_id: int, body: Any) -> Any:
    initiative = opened(request, initiative_id, EDIT)
    with transaction.atomic():
        row = _row(kind, initiative, row_id)
        values = _values(kind, initiative, body)
        change_row(kind, row, actor=request.auth.user, version=body.version, values=values)
        return _shown(kind, _row(kind, initiative, row_id))


def _remove(request: ApiRequest, kind: RowKind, initiative_id: int, row_id: int, version: int) -> Status[None]:
    row = _row(kind, opened(request, initiative_id, EDIT), row_id)
    audited.remove(row, actor=request.auth.user, version=version)
    return Status(204, None)


def _shown(kind: RowKind, row: Any) -> Any:
    if kind is ROWS:
        row.leads_to = [step.target_id for step in sorted(row.steps.all(), key=lambda step: (step.position, step.pk))]
    return row


@router.get(LOGIC, response={200: list[LogicRowOut], **FAULTS}, openapi_extra=told(SEE))
def list_logic_model(request: ApiRequest, initiative_id: InitiativeId) -> list[Any]:
    """The rows of the logic model, in their order."""
    return [_shown(ROWS, row) for row in _rows(ROWS, opened(request, initiative_id, SEE))]


@router.post(LOGIC, response={201: LogicRowOut, **FAULTS}, openapi_extra=told(EDIT))
def add_logic_row(request: ApiRequest, initiative_id: InitiativeId, body: LogicRowIn) -> Status[Any]:
    """Add a row to the logic model, after the others."""
    return _add(request, ROWS, initiative_id, body)


@router.put(LOGIC + "/{row_id}", response={200: LogicRowOut, **FAULTS}, openapi_extra=told(EDIT))
def change_logic_row(request: ApiRequest, initiative_id: InitiativeId, row_id: RowId, body: LogicRowChange) -> Any:
    """Write a row anew; 409 when somebody else has changed it after `version`."""
    return _change(request, ROWS, initiative_id, row_id, body)


@router.delete(LOGIC + "/{row_id}", response={204: None, **FAULTS}, openapi_extra=told(EDIT))
def remove_logic_row(
    request: ApiRequest, initiative_id: InitiativeId, row_id: RowId, version: BaseVersion
) -> Status[None]:
    """Remove a row; what it held stays in the history. 409 when somebody else has changed it after `version`."""
    return _remove(request, ROWS, initiative_id, row_id, version)


@router.get(INDICATORS, response={200: list[IndicatorOut], **FAULTS}, openapi_extra=told(SEE))
def list_indicators(request: ApiRequest, initiative_id: InitiativeId) -> list[Any]:
    """The indicators with their definition sheets, in their order."""
    return list(_rows(OUTCOMES, opened(request, initiative_id, SEE)))


@router.post(INDICATORS, response={201: IndicatorOut, **FAULTS}, openapi_extra=told(EDIT))
def add_indicator(request: ApiRequest, initiative_id: InitiativeId, body: IndicatorIn) -> Status[Any]:
    """Add an indicator, after the others."""
    return _add(request, OUTCOMES, initiative_id, body)


@router.put(INDICATORS + "/{row_id}", response={200: IndicatorOut, **FAULTS}, openapi_extra=told(EDIT))
def change_indicator(request: ApiRequest, initiative_id: InitiativeId, row_id: RowId, body: IndicatorChange) -> Any:
    """Write an indicator anew; 409 when somebody else has changed it after `version`."""
    return _change(request, OUTCOMES, initiative_id, row_id, body)


@router.delete(INDICATORS + "/{row_id}", response={204: None, **FAULTS}, openapi_extra=told(EDIT))
def remove_indicator(
    request: ApiRequest, initiative_id: InitiativeId, row_id: RowId, version: BaseVersion
) -> Status[None]:
    """Remove an indicator; 409 when somebody else has changed it after `version`."""
    return _remove(request, OUTCOMES, initiative_id, row_id, version)
