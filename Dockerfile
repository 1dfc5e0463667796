# syntax=docker/dockerfile:1
# TAUE with its built-in model: the room on port 3000, Discord and Slack where their tokens are set.
#
#   docker build -t taue .
#   docker run --rm -p 127.0.0.1:3000:3000 -v taue-data:/data taue
#   docker run --rm -v "$PWD:/out" taue npm run -s taue -- draw "a red cat@left" --out /out/picture.png

# For a build that can be repeated to the byte, put the digest of the base image behind its name
# (`docker buildx imagetools inspect node:24-slim`). The program brings its own Node, pinned in package-lock.json.
FROM node:24-slim AS packages
# Nothing from outside the npm registry (docs/gpu.md says how to get CUDA's libraries).
ENV ONNXRUNTIME_NODE_INSTALL=skip
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-slim
# Two arenas of glibc's allocator are enough, and keep 50 MB less (docs/reliability.md).
ENV NODE_ENV=production \
	MALLOC_ARENA_MAX=2 \
	PORT=3000 \
	TAUE_HOST=0.0.0.0 \
	TAUE_DATA=/data \
	TAUE_METRICS_PORT=9464
WORKDIR /app
# The user that the base image brings along.
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE* ./
COPY models/nae ./models/nae
COPY commands ./commands
COPY src ./src
USER node
VOLUME /data
EXPOSE 3000
# Whether pictures can be drawn, with the room and without it; the first start creates the database.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
	CMD ["node_modules/.bin/node", "--disable-warning=ExperimentalWarning", "src/healthcheck.ts"]
# Not through npm: SIGTERM goes to the first process, and that must be the program itself.
CMD ["node_modules/.bin/node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=4", "src/main.ts"]
