# SPDX-License-Identifier: Apache-2.0
"""What a plan gives as it stands."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Path, Router

from utfall.reports.result_json import result
from utfall_web.api.access import ApiRequest, told
from utfall_web.api.operations import FAULTS, opened
from utfall_web.api.schemas import Id, ResultOut
from utfall_web.decide import exchange, reads
from utfall_web.plan.rowpages import SEE

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
