"""The durable queue."""
