"""How models run: sessions of ONNX Runtime, of one thread each, that all readers share."""

from pathlib import Path

import rapidocr
from onnxruntime import InferenceSession, SessionOptions
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

MODELS = Path(rapidocr.__file__).parent / "models"
"""What ships in RapidOCR's wheel."""
FAILURES = (runtime.Fail, runtime.RuntimeException, runtime.InvalidArgument, runtime.EPFail)
"""What running a session raises."""
_FATAL_ONLY = 4


def session(model: bytes | Path) -> InferenceSession:
    """The model (a file, or its content), ready to run from many threads."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    return InferenceSession(model, options, providers=["CPUExecutionProvider"])
