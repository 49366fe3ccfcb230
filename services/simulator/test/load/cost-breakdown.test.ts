import { expect, it } from "vitest"
import { costBreakdown, costSentence } from "../../src/load/report/cost-breakdown.ts"

const busy = (cpu: number) => ({ cpu, rssMiB: 1, lagMs: 1 })

it("splits the time of one recording into its steps, the servers and the rest", () => {
  const services = { "mcp-1": busy(0.5), "rcs-1": busy(1), postgres: busy(0.2), gir: busy(1) }
  const costs = costBreakdown({
    parts: [
      { bytes: 1, stepsMs: { RSA: 2, AES: 4, digests: 6 } },
      { bytes: 1, stepsMs: { digests: 2 } },
    ],
    stored: [75, 25],
    // Ten seconds: 5 s of the recorder and 2 s of the database for 100 recordings.
    samples: [{ second: 10, services, queues: {} }],
    queue: "postgresql",
  })
  expect(costs?.rows).toEqual([
    { name: "queue client, HTTP, JSON, runtime", ms: 50 - 9.5 },
    { name: "database and queue", ms: 20 },
    { name: "digests", ms: 5 },
    { name: "AES", ms: 3 },
    { name: "RSA", ms: 1.5 },
  ])
  expect(costSentence(costs!)).toBe(
    "encryption is 4.5 of 70.0 ms of processor time per recording (6 %); most goes into: queue client, HTTP, JSON, runtime",
  )
})
