# SPDX-License-Identifier: Apache-2.0
"""Files that show that a point is done."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from utfall.io.guide import guide
from utfall_web.guide.models import PointFile
from utfall_web.plan.attachments import FileKind, Owner
from utfall_web.plan.models import Initiative
from utfall_web.shared.words import shown, text


def _point(initiative: Initiative, point: str) -> Owner:
    known = next((one for one in guide().points if one.id == point), None)
    if known is None:
        raise Http404
    title = str(text("Säkerställ följande", "Make sure of this"))
    return Owner({"point": point}, shown(known.text), reverse("guide:points", args=[initiative.pk]), title)


POINT_FILES = FileKind(
    app="guide", name="point_files", path="sakerstall/<slug:point>/", takes="point", model=PointFile, owner=_point
)
