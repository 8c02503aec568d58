"""Columns and types of the read frames."""

from typing import Any

import polars as pl

UTC = pl.Datetime("us", "UTC")
DAYS: dict[str, Any] = {
    "day": pl.Date,
    "source": pl.String,
    "kind": pl.String,
    "channel": pl.String,
    "region": pl.String,
    "area": pl.String,
    "sentiment": pl.String,
    "intent": pl.String,
    "messages": pl.Int64,
    "replied": pl.Int64,
}
HOURS: dict[str, Any] = {
    "day": pl.Date,
    "source": pl.String,
    "region": pl.String,
    "area": pl.String,
    "hours": pl.Int64,
    "replies": pl.Int64,
}
ISSUES: dict[str, Any] = {
    "id": pl.Int64,
    "name": pl.String,
    "area": pl.String,
    "place": pl.String,
    "problem": pl.String,
    "messages": pl.Int64,
    "first_at": UTC,
    "last_at": UTC,
    "heat": pl.Float64,
    "heat_at": UTC,
    "level": pl.String,
    "why": pl.String,
}
MESSAGES: dict[str, Any] = {
    "id": pl.Int64,
    "ref": pl.String,
    "source": pl.String,
    "kind": pl.String,
    "channel": pl.String,
    "title": pl.String,
    "text": pl.String,
    "posted_at": UTC,
    "votes_up": pl.Int64,
    "votes_down": pl.Int64,
    "area": pl.String,
    "area_unsure": pl.Int64,
    "sentiment": pl.String,
    "sentiment_score": pl.Float64,
    "intent": pl.String,
    "urgency": pl.Int64,
    "region": pl.String,
    "unit": pl.String,
    "keywords": pl.String,
    "issue_id": pl.Int64,
    "reply": pl.String,
    "replied_at": UTC,
    "reply_day_only": pl.Int64,
    "reply_hours": pl.Float64,
}
SOURCES: dict[str, Any] = {
    "source": pl.String,
    "last_try_at": UTC,
    "last_success_at": UTC,
    "next_at": UTC,
    "failures": pl.Int64,
    "error": pl.String,
    "accepted": pl.Int64,
    "duplicate": pl.Int64,
    "updated": pl.Int64,
    "quarantined": pl.Int64,
}
QUARANTINE: dict[str, Any] = {
    "id": pl.Int64,
    "source": pl.String,
    "batch": pl.String,
    "row_no": pl.Int64,
    "reason": pl.String,
    "cells": pl.String,
    "added_at": UTC,
}
RUNS: dict[str, Any] = {
    "id": pl.Int64,
    "step": pl.String,
    "source": pl.String,
    "state": pl.String,
    "started_at": UTC,
    "ended_at": UTC,
    "counts": pl.String,
    "error": pl.String,
    "reference": pl.String,
}
DELIVERIES: dict[str, Any] = {
    "id": pl.Int64,
    "title": pl.String,
    "level": pl.String,
    "fired_at": UTC,
    "channel": pl.String,
    "address": pl.String,
    "state": pl.String,
    "attempts": pl.Int64,
    "next_at": UTC,
    "sent_at": UTC,
    "error": pl.String,
}
