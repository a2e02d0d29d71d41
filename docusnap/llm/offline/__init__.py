"""The extractor for when there is no language model: rules on words and boxes."""
