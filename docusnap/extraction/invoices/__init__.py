"""Invoices of many countries: who sold, on which day, under which number, and what is to pay."""
