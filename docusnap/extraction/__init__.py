"""The extractor for when there is no language model: rules on words and boxes.

`extractor` decides what a document is and asks the reader of its kind: `identity`, `receipts`, `generic`; `forms` reads
forms and their blanks, `filling` fills them; `kinds` and `related` give titles, tags and related documents.
"""
