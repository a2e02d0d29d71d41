"""The offline reader: understands pages by rules on words and boxes, without a language model.

`reader` is its contract; it decides what a document is and asks the reader of its kind: `identity`, `receipts`,
`generic`; `forms` reads forms and their blanks, `filling` fills them; `kinds` and `related` give titles, tags and
related documents.
"""
