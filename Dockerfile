# One image for web, worker, clock and migrations; the command says which.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/reclampro
COPY requirements/pip.txt requirements/base.txt requirements/
RUN /opt/reclampro/bin/pip install --no-cache-dir --require-hashes -r requirements/pip.txt \
    && /opt/reclampro/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/base.txt
COPY . .
RUN /opt/reclampro/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin reclampro \
    && install -d -o reclampro -m 0700 /data
COPY --from=build /opt/reclampro /opt/reclampro
ENV PATH=/opt/reclampro/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data WEB_HOST=0.0.0.0 LOG_FORMAT=json
USER reclampro
WORKDIR /data
VOLUME /data
EXPOSE 8080
CMD ["reclampro", "web"]
