"""Language models: a prompt to a structured answer."""
