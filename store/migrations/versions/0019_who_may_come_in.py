"""The audit with its seals; accounts and sign-ins."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0019"
down_revision = "0018"

_REFUSE = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
"""


def upgrade() -> None:
    """Four tables; what is written into the audit stays."""
    _audit()
    _accounts()
    for table in ("audit", "audit_seals"):
        _guard(table)


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
            )
        return
    if table == "audit":
        op.execute(_REFUSE)
    op.execute(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )


def _audit() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "audit",
        sa.Column("id", key, autoincrement=True, nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_kind", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("subject_id", key, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        comment="Who looked at or changed what; triggers refuse every change and removal.",
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_id", key, nullable=False),
        sa.Column("last_id", key, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
        comment="The chain over the audit: each seal covers the one before it and the rows since.",
    )


def _accounts() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("mail", sa.String(length=200), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("password_at", store.types.UtcTime()),
        sa.Column("is_initial", sa.Boolean(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("second_step", key, nullable=False),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until", store.types.UtcTime()),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", store.types.UtcTime(), nullable=False),
        sa.Column("seen_at", store.types.UtcTime()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
        comment="People who may sign in. `second` is the sealed key of the one-time codes.",
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("began_at", store.types.UtcTime(), nullable=False),
        sa.Column("seen_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_ins")),
        comment="Open sign-ins; of the cookie a hash is kept.",
    )
    op.create_index("ix_sign_ins_account", "sign_ins", ["account"])
