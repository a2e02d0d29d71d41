"""What is measured: metrics for Prometheus, and traces."""
