"""The worker's end of the bridge: UNO objects as proxies over a pair of pipes, without pyuno and without a port.

UNO writes methods in lower case and properties with a capital: ``proxy.getByName("x")`` calls, ``proxy.Name`` gets.
The frames are described in ``office``; struct and enum values are :class:`Struct` and :class:`Enum`.
"""

from __future__ import annotations

import marshal
import struct
from collections import deque
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FORMAT = 2  # every Python 3 reads and writes it
_HEAD = 4


class UnoError(RuntimeError):
    """The office refused a call: its exception's type and text."""


class OfficeGoneError(RuntimeError):
    """The office has closed the pipe."""


@dataclass(frozen=True)
class Enum:
    """A UNO enum value, such as ``Enum("com.sun.star.table.CellHoriJustify", "CENTER")``."""

    type: str
    name: str


class Struct:
    """A UNO struct: its type name and its members as attributes."""

    def __init__(self, type_: str, **members: Any) -> None:
        """Make a struct; members left out keep UNO's zero."""
        self.__dict__.update(members, _type=type_)

    def __getattr__(self, name: str) -> Any:
        """Say which member is missing."""
        raise AttributeError(name)

    def members(self) -> dict[str, Any]:
        """Return the members by name."""
        return {name: value for name, value in self.__dict__.items() if name != "_type"}

    @property
    def type(self) -> str:
        """Name of the UNO type."""
        return str(self.__dict__["_type"])


class Rows:
    """Plain rows of numbers and texts, sent as one block without looking at each value."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take the rows; each is as long as the range is wide."""
        self.rows = rows


class Bridge:
    """Frames to the office and back. ``messages`` are those that came unasked: clicks."""

    def __init__(self, source: IO[bytes], sink: IO[bytes]) -> None:
        """Speak over two open binary pipes."""
        self._source, self._sink = source, sink
        self.messages: deque[Any] = deque()
        self._released: list[int] = []

    @property
    def context(self) -> Any:
        """The office's component context."""
        return Proxy(self, 0)

    def next_message(self) -> Any:
        """Wait for a click and return it; raises OfficeGoneError when the office has ended."""
        while not self.messages:
            self._take()
        return self.messages.popleft()

    def ask(self, operation: str, handle: int, name: str, arguments: Any) -> Any:
        """Send one operation and return its decoded answer. Raises UnoError."""
        self._send(operation, handle, name, arguments)
        while (answer := self._take()) is None:
            pass
        if answer[0] == "fault":
            raise UnoError(*answer[1:], operation, name)
        return self._decode(answer[1])

    def post(self, operation: str, handle: int, name: str, arguments: Any) -> None:
        """Send one operation that needs no answer; its fault is raised by the next one that is asked."""
        self._send(f"!{operation}", handle, name, arguments)

    def release(self, handle: int) -> None:
        """Let the office forget an object; it is told with the next operation."""
        self._released.append(handle)

    def _send(self, operation: str, handle: int, name: str, arguments: Any) -> None:
        released, self._released = self._released, []
        data = marshal.dumps((operation, handle, name, _encode(arguments), released), FORMAT)
        try:
            self._sink.write(struct.pack(">I", len(data)) + data)
            self._sink.flush()
        except OSError as gone:
            raise OfficeGoneError from gone

    def _take(self) -> Any:
        """Read one frame: an answer is returned, a click is kept for later (None)."""
        head = self._source.read(_HEAD)
        if len(head) < _HEAD:
            raise OfficeGoneError
        frame = marshal.loads(self._source.read(struct.unpack(">I", head)[0]))  # noqa: S302 - from our own parent
        if frame[0] == "click":
            self.messages.append(frame[1])
            return None
        return frame

    def _decode(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._decode(item) for item in value]
        if not isinstance(value, tuple):
            return value
        if value[0] == "H":
            return Proxy(self, value[1])
        if value[0] == "R":
            return value[1]
        if value[0] == "E":
            return Enum(value[1], value[2])
        return Struct(value[1], **{name: self._decode(item) for name, item in value[2].items()})


class Proxy:
    """An object in the office."""

    __slots__ = ("_bridge", "_handle")

    def __init__(self, bridge: Bridge, handle: int) -> None:
        """Stand for an object of that handle."""
        object.__setattr__(self, "_bridge", bridge)
        object.__setattr__(self, "_handle", handle)

    def __getattr__(self, name: str) -> Any:
        """Return a method to call, or the value of a property."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name[0].islower():
            return self._method(name)
        return self._bridge.ask("get", self._handle, name, None)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a property."""
        self._bridge.ask("set", self._handle, name, value)

    def __del__(self) -> None:
        """Let the office forget the object."""
        if self._handle:
            self._bridge.release(self._handle)

    def _method(self, name: str) -> Callable[..., Any]:
        return lambda *arguments: self._bridge.ask("call", self._handle, name, list(arguments))


def perform(target: Any, operation: str, name: str = "", arguments: Any = None) -> Any:
    """Carry out an operation of ``office.Office`` on an object and return its answer."""
    return target._bridge.ask(operation, target._handle, name, arguments)  # noqa: SLF001


def post(target: Any, operation: str, name: str = "", arguments: Any = None) -> None:
    """Have an operation carried out without waiting; a fault comes with the next answer."""
    target._bridge.post(operation, target._handle, name, arguments)  # noqa: SLF001


def _encode(value: Any) -> Any:
    if isinstance(value, Proxy):
        return ("H", value._handle)  # noqa: SLF001
    if isinstance(value, Rows):
        return ("R", value.rows)
    if isinstance(value, (list, tuple)):
        return [_encode(item) for item in value]
    if isinstance(value, Enum):
        return ("E", value.type, value.name)
    if isinstance(value, Struct):
        return ("S", value.type, {name: _encode(item) for name, item in value.members().items()})
    return value
