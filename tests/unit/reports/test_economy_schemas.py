# SPDX-License-Identifier: Apache-2.0
"""Fund, contract, portfolio and accounts keep to their published schemas, in which every key says what it is."""

from __future__ import annotations

import copy
import importlib
import json
import shutil
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from utfall.cli.main import COMMANDS
from utfall.core.errors import InputError
from utfall.core.text import LANGS, Lang

ROOT = Path(__file__).resolve().parents[3]
DEMOS = ROOT / "demos"
Json = dict[str, Any]
OURS = ("fund-statement-1", "contract-result-1", "portfolio-1", "accounts-1")
NORRKOPING = """
schema = "utfall/fund/1"
fund = { id = "n", title = "Norrköping" }
rules = { preset = "norrkoping", fund_share = 1.0 }
initiatives = [{ id = "a", boards = ["Socialnämnden"] }]
entries = [{ date = "2024-01-01", kind = "appropriation", amount = 40_000_000 }]
"""


@cache
def schemas() -> dict[str, Json]:
    folder = files("utfall.catalogue").joinpath("schemas")
    found = {entry.name: json.loads(entry.read_text(encoding="utf-8")) for entry in folder.iterdir()}
    return {name.removesuffix(".json"): schema for name, schema in found.items() if name.endswith(".json")}


@cache
def validator(name: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas().values() if "$id" in schema
    )
    Draft202012Validator.check_schema(schemas()[name])
    return Draft202012Validator(schemas()[name], registry=registry)


def faults(value: Json, name: str) -> list[str]:
    return [f"{list(error.path)}: {error.message[:200]}" for error in validator(name).iter_errors(value)]


def told(*arguments: str | Path, lang: Lang = "sv") -> Json:
    module = importlib.import_module(COMMANDS[str(arguments[0])][0])
    call = [*map(str, arguments[1:]), "--json", "--lang", lang]
    done = CliRunner().invoke(module.command(), call, catch_exceptions=False)
    assert done.exit_code == 0
    found: Json = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(name))
    return found


def twin(tmp_path: Path, name: str = "twin", claimed: float | None = None) -> Path:
    """The same initiative under another id, beside its data."""
    tmp_path.mkdir(exist_ok=True)
    for source in (DEMOS / "supported_work").iterdir():
        shutil.copy(source, tmp_path)
    path = tmp_path / "initiative.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('id = "supported-work"', f'id = "{name}"', 1), encoding="utf-8")
    if claimed is not None:
        with path.open("a", encoding="utf-8") as more:
            more.write(f'\n[claims]\npeople = "same"\noutcomes = {{ earnings = {claimed} }}\n')
    assert f'id = "{name}"' in path.read_text(encoding="utf-8")
    return path


@cache
def sample(name: str, lang: Lang) -> Json:
    work = DEMOS / "vagen_till_jobb" / "initiative.toml"
    calls: dict[str, tuple[str | Path, ...]] = {
        "fund-statement-1": ("fund", DEMOS / "fund" / "fund.toml", "--date", "2026-06-30"),
        "contract-result-1": ("contract", DEMOS / "contract" / "rikers.toml"),
        "accounts-1": ("appraise", work, "--accounts"),
        "portfolio-1": ("appraise", work, DEMOS / "supported_work" / "initiative.toml"),
    }
    return told(*calls[name], lang=lang)


def described(schema: Any, path: str = "") -> Iterator[tuple[str, bool]]:
    """Every named key of a schema, and whether it (or what it refers to) has a description."""
    if isinstance(schema, list):
        for place, part in enumerate(schema):
            yield from described(part, f"{path}/{place}")
    elif isinstance(schema, dict):
        for key, part in schema.get("properties", {}).items() if path.rpartition("/")[2] != "if" else ():
            yield f"{path}/{key}", bool(part.get("description"))
        for key, part in schema.items():
            yield from described(part, f"{path}/{key}")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", OURS)
def test_what_is_printed_is_valid(name: str, lang: Lang) -> None:
    assert faults(sample(name, lang), name) == []


@pytest.mark.parametrize("name", OURS)
def test_every_key_is_described(name: str) -> None:
    found = list(described(schemas()[name]))
    assert len(found) > 2
    assert [path for path, has in found if not has] == []


@pytest.mark.parametrize("name", OURS)
def test_a_key_too_many_or_too_few_is_found(name: str) -> None:
    value = copy.deepcopy(sample(name, "sv"))
    assert faults(value | {"more": 1}, name) != []
    for key in value:
        assert faults({k: v for k, v in value.items() if k != key}, name) != [], key


def test_linear_terms_and_a_rate_by_window_are_valid() -> None:
    found = told("contract", DEMOS / "contract" / "hvb.toml")
    assert faults(found, "contract-result-1") == []
    assert found["steps"] == []
    assert sum(band["probability"] for band in found["bands"]) == pytest.approx(1.0)


def test_a_fund_that_has_paid_nothing_says_why_there_is_no_ratio(tmp_path: Path) -> None:
    path = tmp_path / "fond.toml"
    path.write_text(NORRKOPING, encoding="utf-8")
    found = told("fund", path, "--date", "2026-01-01")
    assert found["revolving_ratio"] is None
    assert faults(found, "fund-statement-1") == []
    del found["revolving_ratio_reason"]
    assert faults(found, "fund-statement-1") != []


def test_a_portfolio_is_a_sum_only_of_one_price_year_and_currency(tmp_path: Path) -> None:
    mixed = sample("portfolio-1", "sv")
    assert mixed["npv"] is None
    assert mixed["npv_reason"] == "price-years-or-rates-differ"
    assert faults(mixed | {"npv": 0.0}, "portfolio-1") != []
    alike = told("appraise", DEMOS / "supported_work" / "initiative.toml", twin(tmp_path))
    assert faults(alike, "portfolio-1") == []
    assert alike["npv"] == pytest.approx(2 * alike["initiatives"][0]["npv"])


def test_a_portfolio_of_accounts_is_valid(tmp_path: Path) -> None:
    found = told("appraise", DEMOS / "supported_work" / "initiative.toml", twin(tmp_path), "--accounts")
    assert faults(found, "portfolio-1") == []
    assert {one["schema"] for one in found["initiatives"]} == {"utfall/accounts/1"}
    found["initiatives"][0]["income_statement"]["result"] = None
    assert faults(found, "portfolio-1") != []


def test_a_portfolio_says_what_is_claimed_together(tmp_path: Path) -> None:
    pair = twin(tmp_path / "a", "a", 0.5), twin(tmp_path / "b", "b", 0.4)
    found = told("appraise", *pair)
    assert faults(found, "portfolio-1") == []
    (check,) = found["checks"]
    assert (check["id"], check["status"], check["value"]) == ("K13", "pass", pytest.approx(0.9))
    with pytest.raises(InputError, match="red-k13"):
        told("appraise", pair[0], twin(tmp_path / "b", "b", 0.6))
