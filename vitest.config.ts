import { defaultServerConditions } from "vite"
import { defineConfig } from "vitest/config"

// The condition must stand in every project: tests run from the sources, never from a stale dist.
const ssr = { resolve: { conditions: ["@gir/source", ...defaultServerConditions] } }

interface ProjectOptions {
  testTimeout?: number
  fileParallelism?: boolean
}

const project = (name: string, include: string[], options: ProjectOptions = {}) => ({
  ssr,
  test: { name, include, hookTimeout: 120_000, ...options },
})

/** The slow suites start whole installations: one file at a time keeps two cores honest. */
const whole = { testTimeout: 300_000, fileParallelism: false }

export default defineConfig({
  test: {
    projects: [
      project("unit", ["{shared,services}/*/test/**/*.test.ts", "scripts/test/**/*.test.ts"], {
        testTimeout: 60_000,
      }),
      project("interop", ["test/interop/**/*.test.ts"], whole),
      project("e2e", ["test/{seed,e2e,faults}/**/*.test.ts"], whole),
      project("browser", ["test/browser/**/*.test.ts"], whole),
    ],
    reporters: process.env["CI"]
      ? ["default", ["junit", { outputFile: "reports/junit.xml" }]]
      : ["default"],
  },
})
