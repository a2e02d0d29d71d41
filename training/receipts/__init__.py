"""The maker of receipts: the shopping, the till's paper, and what stands on it from the head to the foot."""
