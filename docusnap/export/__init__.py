"""Results as files for people: searchable PDFs, and forms with their values written in."""
