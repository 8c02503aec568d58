"""Roles of accounts: what each may see and do, and for what it acts at the desk.

The three keepers (GB/T 22239-2019 8.1.5.1-3: 系统管理, 审计管理, 安全管理 apart) look after the
system and never read a message; no account has two roles, so no keeper is also another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core import ladder
from core.i18n import mark
from core.places import Unit
from core.scope import Scope

CAPABILITIES: dict[str, str] = {
    "figures": mark("汇总"),
    "texts": mark("诉求原文（已遮盖）"),
    "cases": mark("交办件"),
    "desk": mark("办理"),
    "operate": mark("运行"),
    "people": mark("账号名册"),
    "accounts": mark("开立和停用账号"),
    "grants": mark("授权"),
    "audit": mark("审计"),
}

LEAST = 5
"""Readers without texts see no group of fewer messages than this."""


@dataclass(frozen=True, slots=True)
class Role:
    """`may`: capabilities. `desk`: what it acts for there (core.case_moves.ROLES), first usual."""

    title: str
    may: frozenset[str]
    desk: tuple[str, ...] = ()
    needs_unit: bool = False
    is_keeper: bool = False


def _may(*names: str) -> frozenset[str]:
    return frozenset(names)


_WORK = _may("figures", "texts", "cases", "desk")

ROLES: dict[str, Role] = {
    "viewer": Role(mark("浏览"), _may("figures")),
    "analyst": Role(mark("分析"), _may("figures")),
    "handler": Role(mark("承办人"), _WORK, ("handle",), needs_unit=True),
    "manager": Role(mark("单位负责人"), _WORK, ("handle", "command"), needs_unit=True),
    "lead": Role(mark("牵头单位"), _WORK | {"operate"}, ("dispatch", "lead", "verify", "command")),
    "sysadmin": Role(mark("系统管理员"), _may("operate", "people", "accounts"), is_keeper=True),
    "secadmin": Role(mark("安全保密管理员"), _may("people", "grants"), is_keeper=True),
    "auditor": Role(mark("安全审计员"), _may("audit"), is_keeper=True),
}


def scope_of(role: str, unit: str, regions: Sequence[str], units: Sequence[Unit]) -> Scope:
    """What an account reads. An unknown or empty role reads nothing.

    Those who work for a unit see its own and all below; a viewer or the lead of a unit sees all
    but what accuses it or those above it (回避); regions limit everybody who has some.
    """
    known = ROLES.get(role)
    if known is None:
        return Scope(units=frozenset(), regions=frozenset(), may=frozenset())
    found = Scope.ALL
    if unit:
        see = ladder.scope_of if known.needs_unit else ladder.fair
        found = see(ladder.parents_of(units), unit)
    elif known.needs_unit:
        found = Scope(units=frozenset())
    least = LEAST if "texts" not in known.may else 0
    limits = frozenset(regions) or None
    return replace(found, regions=limits, may=known.may, least=least)
