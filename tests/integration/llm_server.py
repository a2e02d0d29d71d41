"""Starts a real OpenAI-compatible server on a small model and prints its address; ends when its input closes.

python llm_server.py model.gguf
"""

import sys

import xllamacpp


def main() -> None:
    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.model_alias = {"tiny"}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.warmup = False
    params.sampling.penalty_freq = 0.4  # a model this small repeats itself without end
    params.sampling.penalty_last_n = 512
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
