import type { FastifyReply, FastifyRequest } from "fastify"
import type { App } from "./service.ts"

/** What of a JSON Schema the document looks into. OpenAPI 3.1 takes the schemas as they are. */
interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

export interface OpenApiOptions {
  readonly title: string
  /** Throws when the caller may not read it. */
  readonly guard: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

type Operation = Readonly<Record<string, unknown>>

/**
 * Notes every route that is added from now on, and serves them as an OpenAPI 3.1 document at
 * `/openapi.json`. The routes' own schemas are the document's, so that it cannot fall behind.
 *
 * The address that tells of all others is not a stranger's either: it has a guard.
 */
export function addOpenApi(app: App, { title, guard }: OpenApiOptions): void {
  const paths: Record<string, Record<string, Operation>> = {}
  app.addHook("onRoute", ({ method, url, schema }) => {
    for (const each of [method].flat()) {
      // A HEAD is the GET without its body; the document need not say it twice.
      if (each === "HEAD") continue
      const path = url.replaceAll(/:(\w+)/g, "{$1}")
      paths[path] = { ...paths[path], [each.toLowerCase()]: operationOf(url, schema ?? {}) }
    }
  })
  app.get("/openapi.json", { onRequest: guard }, async () => ({
    openapi: "3.1.1",
    info: { title, version: "1.0.0" },
    paths,
    components: { responses: { Problem: PROBLEM_RESPONSE } },
  }))
}

/** RFC 9457, with the product's code and next step. */
const PROBLEM_RESPONSE = {
  description: "A problem document: what happened, its stable code, and what to do next.",
  content: {
    "application/problem+json": {
      schema: {
        type: "object",
        required: ["type", "title", "status", "code", "detail", "next"],
        properties: {
          type: { type: "string" },
          title: { type: "string" },
          status: { type: "integer" },
          code: { type: "string" },
          detail: { type: "string" },
          next: { type: "string" },
          fields: { type: "object" },
        },
      },
    },
  },
}

interface RouteSchemas {
  readonly body?: unknown
  readonly querystring?: unknown
  readonly params?: unknown
  readonly headers?: unknown
}

function operationOf(url: string, schema: RouteSchemas): Operation {
  const parameters = [
    ...pathParameters(url, (schema.params ?? {}) as ObjectSchema),
    ...parametersOf("query", schema.querystring),
    ...parametersOf("header", schema.headers),
  ]
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(schema.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { "application/json": { schema: schema.body } } },
        }),
    responses: {
      "2XX": { description: "Done." },
      default: { $ref: "#/components/responses/Problem" },
    },
  }
}

/** Every name in the address is a parameter, whether the route has a schema for it or not. */
function pathParameters(url: string, { properties = {} }: ObjectSchema): Operation[] {
  return [...url.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: properties[name] ?? { type: "string" },
  }))
}

function parametersOf(place: "query" | "header", schema: unknown): Operation[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema
  return Object.entries(properties).map(([name, value]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: value,
  }))
}
