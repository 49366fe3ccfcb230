# One image for every service; compose chooses which one runs.
FROM node:22-bookworm-slim AS build
WORKDIR /gir
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
WORKDIR /gir
COPY --from=build --chown=node:node /gir /gir
RUN mkdir -p /var/lib/gir/storage /var/lib/gir/nodes && chown -R node:node /var/lib/gir
USER node
ENV NODE_ENV=production GIR_HOST=0.0.0.0 GIR_PORT=8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.GIR_PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
