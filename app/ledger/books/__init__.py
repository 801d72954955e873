"""The check of all books (对账): one named proof per invariant, read only, in one snapshot."""
