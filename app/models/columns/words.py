"""A large vocabulary that is read word by word out of a file."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from app.models.columns.arrays import I64


class Words(Sequence[str]):
    """Words by their code, like the tuple that it stands for; each is decoded when asked for.

    `text` holds their UTF-8 bytes one after the other, `ends` where each one ends.
    """

    __slots__ = ("ends", "text")

    def __init__(self, text: NDArray[np.uint8], ends: I64) -> None:
        self.text = text
        self.ends = ends

    @classmethod
    def of(cls, words: Sequence[str]) -> "Words":
        """The same words."""
        encoded = [word.encode("utf-8", "surrogatepass") for word in words]
        ends = np.cumsum([len(each) for each in encoded], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends)

    def __len__(self) -> int:
        """Number of words."""
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        """The word of a code, or those of a slice of codes."""
        if isinstance(place, slice):
            return tuple(self[at] for at in range(*place.indices(len(self))))
        at = range(len(self))[place]
        start = int(self.ends[at - 1]) if at else 0
        return self.text[start : int(self.ends[at])].tobytes().decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        """Every word by its code."""
        text, start = self.text.tobytes(), 0
        for end in self.ends.tolist():
            yield text[start:end].decode("utf-8", "surrogatepass")
            start = end

    def __eq__(self, other: object) -> bool:
        """Whether the other holds the same words in the same order."""
        if not isinstance(other, (tuple, Words)):
            return NotImplemented
        return len(self) == len(other) and all(map(str.__eq__, self, other))

    def __hash__(self) -> int:
        """That of the tuple it stands for."""
        return hash(tuple(self))
