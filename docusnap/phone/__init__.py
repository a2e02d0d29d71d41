"""The phone app's own protocol, in front of delegation."""
