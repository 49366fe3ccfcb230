import { GirError } from "@gir/errors"
import { readBasicCredentials, isSameSecret, type App } from "@gir/service-kit"
import { Type, type Static } from "typebox"
import { shippedLabs } from "../lab/find-lab.ts"
import { INSTRUCTOR_PAGE } from "./instructor-page.ts"
import type { SeatProgress } from "./seat-progress.ts"
import type { Seat } from "./seat.ts"

export const INSTRUCTOR = "instructor"

export interface WatchedSeat {
  readonly seat: Seat
  readonly progress: () => SeatProgress
}

export interface InstructorRoutesOptions {
  readonly seats: readonly WatchedSeat[]
  /** Password of the user `instructor`. */
  readonly code: string
}

const SeatName = Type.Object({ name: Type.String({ maxLength: 64 }) })
/** A body of JSON: a page of another origin cannot send one without being asked first. */
const Nothing = Type.Object({}, { additionalProperties: false })
const ForEverybody = Type.Object(
  { lab: Type.String({ maxLength: 128 }) },
  { additionalProperties: false },
)

/** Who is at which task, and what an instructor can do about it. */
export function instructorRoutes(app: App, { seats, code }: InstructorRoutesOptions): void {
  app.register((routes, _options, done) => {
    routes.addHook("onRequest", async (request, reply) => {
      const given = readBasicCredentials(request)
      if (given?.userName === INSTRUCTOR && isSameSecret(given.password, code)) return
      reply.header("www-authenticate", 'Basic realm="GIR class", charset="UTF-8"')
      throw new GirError("ERR_UNAUTHORIZED", `this page needs the user ${INSTRUCTOR} and the code`)
    })
    page(routes as App)
    questions(routes as App, seats)
    done()
  })
}

function page(routes: App): void {
  for (const { path, type, text } of INSTRUCTOR_PAGE) {
    routes.get(path, async (_request, reply) =>
      reply
        .type(type)
        .header("content-security-policy", "default-src 'self'; frame-ancestors 'none'")
        .header("cache-control", "no-store")
        .send(await text()),
    )
  }
}

function questions(routes: App, seats: readonly WatchedSeat[]): void {
  const find = (params: unknown): Seat => {
    const { name } = params as Static<typeof SeatName>
    const found = seats.find(({ seat }) => seat.name === name)
    if (found !== undefined) return found.seat
    throw new GirError("ERR_NOT_FOUND", `there is no ${name} in this class`)
  }
  routes.get("/seats", () =>
    seats.map(({ seat: { name, address, code }, progress }) => {
      return { name, address, code, ...progress() }
    }),
  )
  routes.get("/labs", async () =>
    (await shippedLabs()).map(({ name, number, title }) => ({ name, number, title })),
  )
  const one = { schema: { params: SeatName, body: Nothing } }
  routes.post("/seats/:name/hint", one, async (request, reply) => {
    await find(request.params).hint()
    return reply.code(204).send()
  })
  routes.post("/seats/:name/reset", one, async (request, reply) => {
    await find(request.params).reset()
    return reply.code(204).send()
  })
  routes.put("/lab", { schema: { body: ForEverybody } }, async (request, reply) => {
    const { lab } = request.body as Static<typeof ForEverybody>
    await Promise.all(seats.map(({ seat }) => seat.start(lab)))
    return reply.code(204).send()
  })
}
