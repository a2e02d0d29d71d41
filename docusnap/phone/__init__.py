"""The phone app's own protocol, and sealed requests: a thin door in front of delegation."""
