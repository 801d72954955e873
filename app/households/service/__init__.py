"""What changes households and who may act for whom."""
