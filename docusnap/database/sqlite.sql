-- What the SQLite adapter itself asks for; never seen by the modules that say what is recorded.

-- name: forget_words_at_once
-- From now on a deleted paper's words are taken out of the index, not only marked as deleted.
INSERT INTO paper_terms (paper_terms, rank) VALUES ('secure-delete', 1);

-- name: forgets_words_at_once
SELECT v FROM paper_terms_config WHERE k = 'secure-delete' AND v = 1;

-- name: write_words_anew
-- Without the words of deleted papers, for an SQLite that cannot take them out at once.
INSERT INTO paper_terms (paper_terms) VALUES ('optimize');
