"""The caller's own fields, answered by label, synonym and type from all that is read on the pages."""
