# The service in an image of its own. The base image stands here by tag, and a tag can be moved: whoever builds says which
# digest it has (--build-arg NODE_IMAGE=node:24.19.0-trixie-slim@sha256:…), so that the same build can be made again.
# docs/operations.md says how it is asked for. Tags: https://hub.docker.com/_/node
ARG NODE_IMAGE=node:24.19.0-trixie-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /ledger
COPY package.json package-lock.json .npmrc ./
# No install script runs: the one of the `node` package would bring a second Node.js beside the image's own, and the
# others only check or advertise. Not `npm ci`, which wants every package for every platform in the lock file; what is
# named there comes by its hash here too.
RUN npm install --ignore-scripts --no-save
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-save

FROM ${NODE_IMAGE}
WORKDIR /ledger
COPY --from=build /ledger/package.json ./
COPY --from=build /ledger/node_modules node_modules
COPY --from=build /ledger/dist dist
COPY --from=build /ledger/src/substance/catalogue src/substance/catalogue
# A volume takes over owner and mode of the folder it is first mounted on.
# https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container
RUN install -d -o 1000 -g 1000 -m 700 /data
# Inside a container the service has to listen on more than its own loopback. In production it does that only behind a
# proxy that it is told of, so TRUST_PROXY is left out on purpose: the image does not start before somebody names one.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
# The user "node" of the base image.
# https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#non-root-user
USER 1000:1000
# Whether the process lives. Not whether it is ready: a view that is behind is no reason to stop the others.
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# node itself, for npm does not hand signals on.
# https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd
CMD ["node", "--disable-warning=ExperimentalWarning", "dist/src/main.js"]
