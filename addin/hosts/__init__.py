"""Spreadsheets that hold a ledger; they know no business."""
