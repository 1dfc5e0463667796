# syntax=docker/dockerfile:1
# TAUE with its built-in model: the room on port 3000, Discord and Slack where their tokens are set.
#
#   docker build -t taue .
#   docker run --rm -p 127.0.0.1:3000:3000 -v taue-data:/data taue
#   docker run --rm -v "$PWD:/out" taue npm run -s taue -- draw "a red cat@left" --out /out/picture.png

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production \
	PORT=3000 \
	TAUE_HOST=0.0.0.0 \
	TAUE_DATA=/data
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
# The room answers; the first start creates the database, which takes some seconds.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
	CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/`).then(({ status }) => process.exit(status < 500 ? 0 : 1), () => process.exit(1))"]
# Not through npm: SIGTERM goes to the first process, and that must be the program itself.
CMD ["node_modules/.bin/node", "--disable-warning=ExperimentalWarning", "src/main.ts"]
