"""The pages in a real browser; a package, so that server and browser end with the last of these tests."""
