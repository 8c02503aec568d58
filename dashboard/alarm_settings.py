"""What alarms go by: the rules, and the contacts who are told."""

import polars as pl
import streamlit as st

from cases import desk
from core.alarm_rules import HOURS, KINDS
from core.alarms import CHANNELS, ROLES
from core.i18n import gettext as _
from dashboard import contact_deeds, deeds, pieces
from dashboard.visit import Visit
from reports import numbers


def rules(here: Visit) -> None:
    """Every rule, and where it is written."""
    rows = [
        {
            _("编号"): rule.id,
            _("内容"): _(KINDS[rule.kind]),
            _("启用"): "✓" if rule.enabled else "—",
            _("告知"): "、".join(rule.to) or "—",
            _("时间"): _(HOURS[rule.hours]),
            _("催办间隔"): f"{rule.repeat} / {rule.repeat_acked}",
            _("出处"): here.tables.origins["alert", rule.id],
        }
        for rule in here.tables.alerts
    ]
    pieces.grid(pl.DataFrame(rows), key="alarm_rules")
    _dry_run(here)


def _dry_run(here: Visit) -> None:
    """Ask how often a rule would have fired last month; the worker answers in a moment."""
    st.subheader(_("试算"), anchor=False)
    st.caption(_("看一条规则（停用的也可以）上个月会触发几次、因为什么；不发送任何通知。"))
    kinds = {rule.id: _(KINDS[rule.kind]) for rule in here.tables.alerts}
    with st.form("dry_run", border=False):
        rule = st.selectbox(
            _("规则"), list(kinds), format_func=lambda name: f"{kinds[name]}（{name}）"
        )
        if st.form_submit_button(_("试算上个月")) and rule:
            store, actor = here.reader.store, here.actor
            deeds.do(
                lambda: desk.ask(store, actor, "dry_run", {"source": rule}, here.now),
                _("已提交，等待后台执行"),
            )
    waits = [str(asked.get("source")) for asked in here.reader.asked("dry_run")]
    if waits:
        st.info(_("正在试算：{rules}。稍后刷新本页。", rules="、".join(waits)))
    for name, (at, outcome) in here.reader.kept("requests", "latest", "dry_run").items():
        if name in kinds:
            with st.expander(f"{kinds[name]}　{numbers.moment(at)}"):
                st.text(outcome)


def contacts(here: Visit) -> None:
    """Who is told for each unit, and a test mail to oneself."""
    found = here.reader.contacts()
    if not found:
        pieces.empty(
            _("还没有联系人"),
            _("在下面逐个新增，或用 minsheng contacts import 表格.xlsx 导入联系人和值班表。"),
        )
    else:
        rows = [
            {
                _("单位"): here.unit(one.unit) or one.unit or _("平台管理单位"),
                _("角色"): _(ROLES.get(one.role, one.role)) or "—",
                _("姓名"): one.name,
                _("渠道"): _(CHANNELS.get(one.channel, one.channel)),
                _("地址"): one.address,
                _("停用原因"): one.disabled or "—",
            }
            for one in found
        ]
        pieces.grid(pl.DataFrame(rows), key="alarm_contacts")
    contact_deeds.show(here, found)
    with st.form("test_mail", border=False):
        to = st.text_input(_("给自己发一封测试邮件"), placeholder="name@example.gov.cn")
        if st.form_submit_button(_("发送")):
            deeds.do(
                lambda: desk.ask(
                    here.reader.store, here.actor, "test_mail", {"to": to or ""}, here.now
                )
            )
