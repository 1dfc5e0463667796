# syntax=docker/dockerfile:1
# TAUE with its built-in model: the room on port 3000, Discord and Slack where their tokens are set.
#
#   docker build -t taue .
#   docker run --rm -p 127.0.0.1:3000:3000 -v taue-data:/data taue
#   docker run --rm --user "$(id -u)" -v "$PWD:/out" taue node src/cli.ts draw "a red cat@left" --out /out/picture.png
#
# For NVIDIA's cards (docs/gpu.md), on an image with CUDA and cuDNN of the version that `taue doctor` asks for:
#
#   docker build --build-arg GPU=cuda --build-arg BASE=nvidia/cuda:VERSION-cudnn-runtime-ubuntu24.04 -t taue:cuda .
#   docker run --rm --gpus all -e TAUE_PROVIDER=cuda -p 127.0.0.1:3000:3000 -v taue-data:/data taue:cuda

# For a build that can be repeated to the byte, put the digest of the base images behind their names
# (`docker buildx imagetools inspect node:24-slim`). The program brings its own Node, pinned in package-lock.json.
ARG BASE=node:24-slim

FROM node:24-slim AS packages
# cuda: also what draws on NVIDIA's cards, from NuGet. Else nothing comes from outside the npm registry.
ARG GPU=none
ENV ONNXRUNTIME_NODE_INSTALL=skip
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
# Not `npm run gpu`, which asks the driver: the machine that builds an image may have none.
RUN case "$GPU" in \
	none) ;; \
	cuda) ONNXRUNTIME_NODE_INSTALL=true node node_modules/onnxruntime-node/script/install.js ;; \
	*) echo "GPU is none or cuda, not $GPU" >&2; exit 1 ;; \
	esac

FROM ${BASE}
# Two arenas of glibc's allocator are enough, and keep 50 MB less (docs/reliability.md).
ENV NODE_ENV=production \
	PATH=/app/node_modules/.bin:$PATH \
	MALLOC_ARENA_MAX=2 \
	PORT=3000 \
	TAUE_HOST=0.0.0.0 \
	TAUE_DATA=/data \
	TAUE_METRICS_PORT=9464
WORKDIR /app
# By number: the user is called node or ubuntu in the base images, or has no name.
RUN mkdir /data && chown 1000:1000 /data
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE* ./
COPY models/nae ./models/nae
COPY commands ./commands
COPY src ./src
USER 1000:1000
VOLUME /data
EXPOSE 3000
# Whether pictures can be drawn, with the room and without it; the first start creates the database.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
	CMD ["node_modules/.bin/node", "--disable-warning=ExperimentalWarning", "src/healthcheck.ts"]
# Not through npm: SIGTERM goes to the first process, and that must be the program itself.
CMD ["node_modules/.bin/node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=4", "src/main.ts"]
