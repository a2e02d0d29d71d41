"""Get the result or delegate the work: intake of requests, the result cache, tasks, callbacks and webhooks."""
