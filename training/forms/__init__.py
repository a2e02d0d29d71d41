"""Made forms: their makers, their truth, and the fitting of the network that reads forms."""
