"""JSON over HTTP: tasks, documents, the queue, health, sealed requests, and the OCR server."""
