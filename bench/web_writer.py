# SPDX-License-Identifier: Apache-2.0
"""Make initiatives without end and say each one that is made, until killed (`bench/web.py --kill`)."""

import sys

import django

django.setup()
from utfall_web.people.models import Organisation
from utfall_web.plan import writes

home = Organisation.objects.first()
number = int(sys.argv[1])
while True:
    number += 1
    print(writes.create_initiative(actor=None, organisation=home, title=f"Satsning {number}").pk, flush=True)
