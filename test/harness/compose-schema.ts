const text = { type: "string", minLength: 1 } as const
const texts = { type: "array", items: text, uniqueItems: true } as const
const strict = { type: "object", additionalProperties: false } as const

const healthcheck = {
  ...strict,
  properties: {
    disable: { type: "boolean" },
    test: { type: "array", items: text, minItems: 2 },
    interval: { type: "string", pattern: "^\\d+s$" },
    timeout: { type: "string", pattern: "^\\d+s$" },
    retries: { type: "integer", minimum: 1 },
  },
} as const

const dependency = {
  ...strict,
  required: ["condition"],
  properties: {
    condition: { enum: ["service_started", "service_healthy", "service_completed_successfully"] },
  },
} as const

const service = {
  ...strict,
  required: ["image"],
  properties: {
    build: text,
    image: text,
    user: text,
    restart: { enum: ["no", "always", "on-failure", "unless-stopped"] },
    command: { type: "array", items: text, minItems: 1 },
    environment: { type: "object", additionalProperties: { type: "string" } },
    depends_on: { type: "object", additionalProperties: dependency },
    secrets: texts,
    volumes: {
      type: "array",
      items: { type: "string", pattern: "^[a-z][a-z0-9-]*:/[A-Za-z0-9/_.-]+$" },
    },
    // On loopback only: host address, host port, container port.
    ports: { type: "array", items: { type: "string", pattern: "^127\\.0\\.0\\.1:\\d+:\\d+$" } },
    healthcheck,
  },
} as const

/** The parts of the Compose Specification that docker-compose.yml uses, and no other. */
export const COMPOSE_SCHEMA = {
  ...strict,
  required: ["name", "services", "volumes", "secrets"],
  patternProperties: { "^x-": {} },
  properties: {
    name: { type: "string", pattern: "^[a-z0-9][a-z0-9_-]*$" },
    services: { type: "object", minProperties: 1, additionalProperties: service },
    volumes: { type: "object", additionalProperties: { type: "null" } },
    secrets: {
      type: "object",
      additionalProperties: { ...strict, required: ["file"], properties: { file: text } },
    },
  },
} as const
