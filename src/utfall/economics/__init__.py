# SPDX-License-Identifier: Apache-2.0
"""Was it worth it, and to whom: every purse, with its uncertainty, in the open."""

from utfall.economics.accounts import SocialAccounts, social_accounts
from utfall.economics.appraisal import Appraisal, appraise
from utfall.economics.comparing.cost_effectiveness import acceptability, icer_table, quadrant, value_of_information
from utfall.economics.comparing.perspectives import compare, marginal_value_of_public_funds, net_with_tax_factor
from utfall.economics.correlation import Correlation
from utfall.economics.funding.contract import Ladder, Linear, OutcomeContract, RateCard
from utfall.economics.funding.contract_run import ContractResult, GivenEffects, run_contract, run_given
from utfall.economics.funding.ledger import Entry, EntryKind, FundRules, Ledger, repayment_due
from utfall.economics.funding.posting import post
from utfall.economics.funding.statement import FundStatement, fund_statement
from utfall.economics.planning.scale_up import ScaleUp, roll_out
from utfall.economics.planning.typfall import TypeCase, carry_to_all
from utfall.economics.sensitivity import (
    discount_rate_sensitivity,
    one_way,
    scenarios,
    switching_value,
    two_way,
)
from utfall.economics.sroi import Sroi, sroi
from utfall.economics.uncertainty import simulate
from utfall.economics.units import UnitNet, UnitResult, own_unit, unit_results

__all__ = [
    "Appraisal",
    "ContractResult",
    "Correlation",
    "Entry",
    "EntryKind",
    "FundRules",
    "FundStatement",
    "GivenEffects",
    "Ladder",
    "Ledger",
    "Linear",
    "OutcomeContract",
    "RateCard",
    "ScaleUp",
    "SocialAccounts",
    "Sroi",
    "TypeCase",
    "UnitNet",
    "UnitResult",
    "acceptability",
    "appraise",
    "carry_to_all",
    "compare",
    "discount_rate_sensitivity",
    "fund_statement",
    "icer_table",
    "marginal_value_of_public_funds",
    "net_with_tax_factor",
    "one_way",
    "own_unit",
    "post",
    "quadrant",
    "repayment_due",
    "roll_out",
    "run_contract",
    "run_given",
    "scenarios",
    "simulate",
    "social_accounts",
    "sroi",
    "switching_value",
    "two_way",
    "unit_results",
    "value_of_information",
]
