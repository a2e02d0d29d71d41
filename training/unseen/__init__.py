"""Invoices in layouts and wordings that nothing is learnt from: to see what holds where all is new.

No maker, feature or threshold may be fitted to these; `benchmarks/invoices.py` scores them as pictures and as PDF.
"""
