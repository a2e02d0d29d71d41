"""Receipts and invoices: company, address, date, total and what is labelled."""
