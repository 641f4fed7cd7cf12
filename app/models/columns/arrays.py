"""The array types of columns, and what stands for an absent instant."""

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I8 = NDArray[np.int8]
F32 = NDArray[np.float32]
Flags = NDArray[np.bool_]
Text = NDArray[np.str_]

MISSING = np.iinfo(np.int64).min
"""An absent instant or duration."""
