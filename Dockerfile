# One image for every program of every service; docker-compose.yml says which program a container runs.
FROM python:3.11-slim-bookworm AS build
COPY requirements-image.lock /build/requirements.lock
RUN python3 -m venv /opt/bihuan && /opt/bihuan/bin/pip install --no-cache-dir --require-hashes -r /build/requirements.lock

FROM python:3.11-slim-bookworm
# Number, not name: the image needs no account of its own in /etc/passwd to run without root.
ENV PATH=/opt/bihuan/bin:$PATH \
    PYTHONPATH=/app:/app/proto/python \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONWARNINGS=ignore:::__main__ \
    EVENTLET_NO_GREENDNS=yes \
    BIHUAN_METRICS_HOST=0.0.0.0 \
    BIHUAN_METRICS_PORT=9100 \
    BIHUAN_GRPC_HOST=0.0.0.0 \
    BIHUAN_GRPC_PORT=50051
COPY --from=build /opt/bihuan /opt/bihuan
# The operator's command: `docker compose exec levy-worker bihuan events parked`.
RUN printf '#!/opt/bihuan/bin/python3\nfrom deploy.operator.app import main\n\nmain()\n' >/opt/bihuan/bin/bihuan \
    && chmod 755 /opt/bihuan/bin/bihuan
# A new volume takes its owner from here.
RUN install -d -o 10001 -g 10001 /var/lib/bihuan/issuer /var/lib/bihuan/jwks /var/lib/bihuan/registry-keys
COPY proto/python /app/proto/python
COPY shared /app/shared
COPY services /app/services
COPY deploy /app/deploy
WORKDIR /app
USER 10001:10001
EXPOSE 50051 9100
