# SPDX-License-Identifier: Apache-2.0
"""What a plan gives as it stands, and what was measured."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Router

from utfall.reports.result_json import result
from utfall_web.api.access import ApiRequest, told
from utfall_web.api.operations import FAULTS, opened
from utfall_web.api.schemas import Id, MeasuredOut, MeasuredWholeOut, ResultOut
from utfall_web.decide import exchange, reads
from utfall_web.evaluate import reads as evaluate
from utfall_web.evaluate.models import Result
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.plan.rowpages import SEE

SEE_MEASURED = Permission(Action.SEE, Thing.EVALUATION)
router = Router(tags=["result"])


@router.get("/{initiative_id}/result", response={200: ResultOut, **FAULTS}, openapi_extra=told(SEE))
def get_result(request: ApiRequest, initiative_id: Annotated[Id, Path()]) -> dict[str, Any]:
    """The appraisal and the verdict with the expected effects, or what the plan lacks for one."""
    initiative = opened(request, initiative_id, SEE)
    plan, wrong = exchange.try_plan(initiative)
    found, refused = reads.economy(plan) if plan is not None else (None, None)
    locks = reads.locks(initiative)
    faults = [*(wrong.faults if wrong else ()), *(refused.faults if refused else ())]
    missing = [f"{fault.text.of('en')} {fault.mend.of('en')}".strip() for fault in faults]
    if found is None and not missing:
        missing = ["No expected effect, cost or consequence is stated yet."]
    return {
        "basis": "expected",
        "plan_sha256": plan.plan_sha256 if plan is not None else None,
        "locked_sha256": locks[-1].sha256 if locks else None,
        "missing": missing,
        "result": result(found, "en") if found is not None else None,
    }


def _measured(row: Result) -> dict[str, Any]:
    return {
        "id": row.pk,
        "basis": "measured",
        "run_id": row.run_id,
        "lang": row.lang,
        "verdict": row.verdict,
        "plan_sha256": row.plan_sha256,
        "locked_sha256": row.lock.sha256,
        "lock_number": row.lock.number,
        "plan_kept": row.kept,
        "file_sha256": row.sha256,
        "imported_at": row.created_at,
    }


@router.get("/{initiative_id}/results", response={200: list[MeasuredOut], **FAULTS}, openapi_extra=told(SEE_MEASURED))
def list_results(request: ApiRequest, initiative_id: Annotated[Id, Path()]) -> list[dict[str, Any]]:
    """The results of evaluations that have been read in, the last one first."""
    return [_measured(row) for row in evaluate.results(opened(request, initiative_id, SEE_MEASURED))]


@router.get(
    "/{initiative_id}/results/{result_id}",
    response={200: MeasuredWholeOut, **FAULTS},
    openapi_extra=told(SEE_MEASURED),
)
def get_measured(
    request: ApiRequest, initiative_id: Annotated[Id, Path()], result_id: Annotated[Id, Path()]
) -> dict[str, Any]:
    """One result with all that its file says."""
    row = evaluate.result(opened(request, initiative_id, SEE_MEASURED), result_id)
    if row is None:
        raise Http404
    return {**_measured(row), "result": evaluate.content(row)}
