# syntax=docker/dockerfile:1
# DocuSnap with the clients of every server that it can use; what it runs as is told by the command:
#   docker build -t docusnap . && docker run -p 127.0.0.1:5000:5000 -e DOCUSNAP_ADMIN_KEY=… -v docusnap:/data docusnap
# compose.yaml runs it on one machine, compose.scale.yaml as servers and workers.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv /opt/docusnap
# The lock is complete: nothing else is resolved, and nothing unpinned gets in.
COPY requirements-scale.lock ./
RUN /opt/docusnap/bin/pip install --no-deps --require-hashes -r requirements-scale.lock
COPY pyproject.toml README.md LICENSE schema.sql ./
COPY docusnap docusnap
COPY migrations migrations
COPY prompts prompts
COPY samples samples
# hatchling, which only builds, is pinned among the requirements of development.
COPY requirements-dev.lock ./
RUN sed -n '/^\(hatchling\|packaging\|pathspec\|pluggy\|trove-classifiers\)==/,/[^\\]$/p' requirements-dev.lock >build.lock \
    && python -m venv /tmp/builder \
    && /tmp/builder/bin/pip install --no-deps --require-hashes -r build.lock \
    && /tmp/builder/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /build/wheel . \
    && /opt/docusnap/bin/pip install --no-deps /build/wheel/*.whl

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 docusnap \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin docusnap \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/docusnap /opt/docusnap
# Everything it writes goes to /data and /tmp: the root may be read-only.
ENV PATH=/opt/docusnap/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DOCUSNAP_DATA_DIR=/data \
    DOCUSNAP_HOST=0.0.0.0 \
    DOCUSNAP_PORT=5000 \
    DOCUSNAP_LOG_FORMAT=json
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 5000
# Of a server; compose.scale.yaml has that of a worker.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['DOCUSNAP_PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["docusnap"]
CMD ["serve"]
