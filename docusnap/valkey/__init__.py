"""Valkey or Redis for applications: values, streams with consumer groups, and a lock; by the `valkey` client."""

from docusnap.valkey.lock import RedisDistributedLock
from docusnap.valkey.redis_db import RedisDB
from docusnap.valkey.streams import RedisMsg

__all__ = ["RedisDB", "RedisDistributedLock", "RedisMsg"]
