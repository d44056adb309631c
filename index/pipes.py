"""A process of our own at the other end of two pipes, and what goes through them: frames of JSON, and never a pickle.

A frame is four bytes of length, then one object as JSON in UTF-8. Lone surrogates pass, each by itself, so that any text
comes out as it went in. Numbers by the thousand go as a frame of bytes, which nobody has to parse.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

_BOOT = "import importlib, json, sys; sys.path[:0] = json.loads(sys.argv[1]); importlib.import_module(sys.argv[2]).main()"
_LARGEST = 256 << 20
_ROOM = 1 << 20  # bytes that wait in a pipe, where the system lets us say so: of its own accord 64 KB
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


def started(module: str, *, quiet: bool = False, one_thread: bool = False) -> subprocess.Popen[bytes]:
    """A process that runs ``main`` of a module, with its standard input and output for frames.

    It is not of this process's group, so that Ctrl-C is ours to handle; it should end when its standard input does. ``quiet``
    drops its standard error; ``one_thread`` keeps each arithmetic library to one thread.

    Raises:
        OSError: when the system starts no more processes.
    """
    places = [str(Path(__file__).resolve().parent.parent), *(str(Path(place).absolute()) for place in sys.path if place)]
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", _BOOT, json.dumps(places), module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
        env={**os.environ, **(dict.fromkeys(_ONE_THREAD, "1") if one_thread else {})},
        start_new_session=True,
    )
    _widen(process.stdout)
    return process


def _widen(stream: IO[bytes] | None) -> None:
    """Let a whole frame wait to be read: its writer goes on, its reader takes Python's lock once, not dozens of times."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        assert stream is not None
        fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _ROOM)


def send(stream: IO[bytes] | None, value: dict[str, Any]) -> None:
    """Write one frame.

    Raises:
        OSError, ValueError: when nobody reads it any more.
    """
    send_bytes(stream, json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass"))


def send_bytes(stream: IO[bytes] | None, data: bytes) -> None:
    """Write one frame of bytes; raises what :func:`send` raises."""
    assert stream is not None
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes] | None) -> dict[str, Any]:
    """The object of the next frame.

    Raises:
        EOFError: when the stream ends before it does.
        OSError, ValueError: when it cannot be read, or is no frame of ours.
    """
    value = json.loads(receive_bytes(stream))
    if not isinstance(value, dict):
        raise ValueError
    return value


def receive_bytes(stream: IO[bytes] | None) -> bytes:
    """What the next frame holds; raises what :func:`receive` raises."""
    assert stream is not None
    head = stream.read(4)
    size = struct.unpack(">I", head)[0] if len(head) == 4 else 0
    if size > _LARGEST:
        raise ValueError
    data = stream.read(size)
    if len(head) < 4 or len(data) < size:
        raise EOFError
    return data
