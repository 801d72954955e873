"""Everything random in the sandbox, behind one seedable source."""

import base64
import random
import string
import threading

TOKEN_ALPHABET = string.ascii_letters + string.digits + "-_"

# The 99th percentile of the latency profile lies at six times the median: ln(6) / 2.326.
LATENCY_SIGMA = 0.770


class Chance:
    """Thread-safe random values; the same seed gives the same sequence."""

    def __init__(self, seed: int | None = None) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)

    def text(self, length: int) -> str:
        """Return `length` characters that are safe in a URL."""
        with self._lock:
            return "".join(self._random.choices(TOKEN_ALPHABET, k=length))

    def digits(self, length: int) -> str:
        """Return a decimal number of exactly `length` digits, not starting with zero."""
        with self._lock:
            return str(self._random.randrange(10 ** (length - 1), 10**length))

    def hexadecimal(self, length: int) -> str:
        """Return `length` lower-case hexadecimal digits."""
        with self._lock:
            return f"{self._random.getrandbits(4 * length):0{length}x}"

    def key(self) -> str:
        """Return 16 random bytes in base64, the shape of a session key."""
        with self._lock:
            return base64.b64encode(self._random.randbytes(16)).decode("ascii")

    def happens(self, probability: float) -> bool:
        """Return True with the given probability between 0 and 1."""
        with self._lock:
            return self._random.random() < probability

    def latency_ms(self, median_ms: int) -> int:
        """Draw a log-normal delay in milliseconds around `median_ms`."""
        with self._lock:
            return int(median_ms * self._random.lognormvariate(0, LATENCY_SIGMA))
