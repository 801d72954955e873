"""Benchmarks: a whole province by COPY, and every hot path beside its floor, interleaved in one run."""
