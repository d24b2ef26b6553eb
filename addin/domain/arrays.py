"""Names for the kinds of numpy arrays that the domain computes with."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]  # fen, positions, counts; days as number of days since 1970-01-01
Bools: TypeAlias = NDArray[np.bool_]
Days: TypeAlias = NDArray[np.datetime64]  # datetime64[D]
