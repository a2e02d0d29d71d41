"""The maker of invoices: the bill, the desk that sets it, and what stands on it from the head to the foot."""
