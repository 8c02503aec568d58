"""Agreed wording, releases, policy documents and knowledge entries."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Agreed wording, releases, policy documents and knowledge entries."""
    op.create_table(
        "statements",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("series", store.types.BigKey, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("reach", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("lead", sa.String(length=64), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("drafted_at", store.types.UtcTime(), nullable=False),
        sa.Column("agreed_by", sa.String(length=64), nullable=False),
        sa.Column("agreed_at", store.types.UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        comment="统一口径 and corrections, one row for each version; `series` is its first.",
    )
    op.create_index("ix_statements_series", "statements", ["series", "version"], unique=False)
    op.create_index("ix_statements_state", "statements", ["state"], unique=False)
    op.create_table(
        "sign_offs",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("subject_id", store.types.BigKey, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("asked_at", store.types.UtcTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=64), nullable=False),
        sa.Column("answered_at", store.types.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_offs")),
        sa.UniqueConstraint(
            "subject", "subject_id", "unit", name=op.f("uq_sign_offs_subject_subject_id_unit")
        ),
        comment="What a unit was asked to sign or give its opinion on; dissent comes with facts.",
    )
    op.create_index("ix_sign_offs_unit", "sign_offs", ["unit", "answer"], unique=False)
    op.create_table(
        "wording_findings",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("subject_id", store.types.BigKey, nullable=False),
        sa.Column("place_id", store.types.BigKey, nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("source_id", store.types.BigKey, nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("replied_at", store.types.UtcTime(), nullable=True),
        sa.Column("found_at", store.types.UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("settled_by", sa.String(length=64), nullable=False),
        sa.Column("settled_at", store.types.UtcTime(), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_findings")),
        sa.UniqueConstraint(
            "subject",
            "subject_id",
            "place_id",
            "sort",
            "source_id",
            "fact",
            name=op.f("uq_wording_findings_subject_subject_id_place_id_sort_source_id_fact"),
        ),
        comment="Where an official reply departs from a statement or cites what no longer holds.",
    )
    op.create_index(
        "ix_wording_findings_state", "wording_findings", ["state", "found_at"], unique=False
    )
    op.create_table(
        "releases",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("statement_id", store.types.BigKey, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("drafted_at", store.types.UtcTime(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", store.types.UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        comment="Drafts for publication: checked, sent round between units, cleared, published.",
    )
    op.create_index("ix_releases_state", "releases", ["state"], unique=False)
    op.create_table(
        "policy_documents",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_on", sa.Date(), nullable=True),
        sa.Column("status_basis", sa.Text(), nullable=False),
        sa.Column("replaced_by", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", store.types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_documents")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_policy_documents_content_hash")),
        comment="政策文件 with their status; `unit` drafted it and owes its explanation.",
    )
    op.create_index("ix_policy_documents_number", "policy_documents", ["number"], unique=False)
    op.create_table(
        "policy_paragraphs",
        sa.Column("document_id", store.types.BigKey, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["policy_documents.id"], name=op.f("fk_policy_paragraphs_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "place", name=op.f("pk_policy_paragraphs")),
        comment="Paragraphs of policy documents with their article; `folded` is what is searched.",
    )
    op.create_table(
        "knowledge",
        sa.Column("id", store.types.BigKey, autoincrement=True, nullable=False),
        sa.Column("series", store.types.BigKey, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("document_id", store.types.BigKey, nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("message_id", store.types.BigKey, nullable=True),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("drafted_at", store.types.UtcTime(), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("approved_at", store.types.UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge")),
        comment="一网可查: question, answer, basis, unit and validity, from approved replies.",
    )
    op.create_index("ix_knowledge_state", "knowledge", ["state", "topic"], unique=False)
