import { defaultServerConditions } from "vite"
import { defineConfig } from "vitest/config"

// The condition must stand in every project: tests run from the sources, never from a stale dist.
const ssr = { resolve: { conditions: ["@gir/source", ...defaultServerConditions] } }

interface ProjectOptions {
  testTimeout?: number
  fileParallelism?: boolean
  isolate?: boolean
  sequence?: { groupOrder: number }
}

const project = (name: string, include: string[], options: ProjectOptions = {}) => ({
  ssr,
  test: { name, include, hookTimeout: 120_000, ...options },
})

/** Files of one worker share its loaded modules: loading them anew cost a third of the processor time. */
const oneLoad = { isolate: false }

/** Suites that drive a browser: one file at a time keeps two cores honest. */
const alone = {
  ...oneLoad,
  testTimeout: 300_000,
  fileParallelism: false,
  sequence: { groupOrder: 1 },
}

/** Whole installations and programs: many wait, for a start or for a part that is away. */
const programs = { ...oneLoad, testTimeout: 300_000 }

export default defineConfig({
  test: {
    // One more than cores: whole installations wait as much as they compute.
    maxWorkers: 3,
    projects: [
      project("unit", ["{shared,services}/*/test/**/*.test.ts", "scripts/test/**/*.test.ts"], {
        ...oneLoad,
        testTimeout: 60_000,
      }),
      project("interop", ["test/{interop,vectors}/**/*.test.ts"], programs),
      project("e2e", ["test/{seed,e2e,faults}/**/*.test.ts"], programs),
      project("browser", ["test/browser/**/*.test.ts"], alone),
    ],
    reporters: process.env["CI"]
      ? ["default", ["junit", { outputFile: "reports/junit.xml" }]]
      : ["default"],
  },
})
