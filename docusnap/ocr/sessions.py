"""How models run: sessions of ONNX Runtime, of one thread each, that all readers share, in bounded memory."""

import ctypes
import sys
import tempfile
from functools import cache
from pathlib import Path

import onnxruntime
import rapidocr
from onnxruntime import InferenceSession, OrtArenaCfg, OrtMemoryInfo, RunOptions, SessionOptions
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

MODELS = Path(rapidocr.__file__).parent / "models"
"""What ships in RapidOCR's wheel."""
FAILURES = (runtime.Fail, runtime.RuntimeException, runtime.InvalidArgument, runtime.EPFail)
"""What running a session raises."""

_FATAL_ONLY = 4
_MOST_ADDED = 16 * 2**20
_GLIBC_ARENAS = 2
_M_ARENA_MAX = -8  # of malloc.h


def session(model: bytes) -> InferenceSession:
    """The model, ready to run from many threads."""
    _share_memory()
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    options.enable_mem_pattern = False  # a plan for each width of a line would hold its memory
    options.add_session_config_entry("session.use_env_allocators", "1")
    with tempfile.TemporaryDirectory(prefix="docusnap-") as folder:
        # a session keeps the bytes that it was made of, but not the file
        path = Path(folder, "model.onnx")
        path.write_bytes(model)
        return InferenceSession(path, options, providers=["CPUExecutionProvider"])


def shrinking() -> RunOptions:
    """For a run after which the pool of all sessions keeps no more than what is in use."""
    options = RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def give_back_memory() -> None:
    """What was freed goes back to the system, where the C library can do that."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


@cache
def _share_memory() -> None:
    """One pool for all sessions, which grows by a bounded step: by itself each would have one that doubles.

    The C library would keep another pool for each thread; two are enough.
    """
    info = OrtMemoryInfo("Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT)
    onnxruntime.create_and_register_allocator(info, OrtArenaCfg({"max_power_of_two_extend_bytes": _MOST_ADDED}))
    if sys.platform == "linux" and (tune := getattr(ctypes.CDLL(None), "mallopt", None)):
        tune(_M_ARENA_MAX, _GLIBC_ARENAS)
