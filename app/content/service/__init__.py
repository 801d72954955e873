"""Commands of the content slice: hand a text in, check it, and let a person decide."""
