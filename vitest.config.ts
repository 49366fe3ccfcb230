import { defaultServerConditions } from "vite"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

// The condition must stand in every project: tests run from the sources, never from a stale dist.
// Not "module": that is for bundlers, and what the AWS SDK has for them does not load in Node.
const conditions = ["@gir/source", ...defaultServerConditions.filter((name) => name !== "module")]
const ssr = { resolve: { conditions } }

interface ProjectOptions {
  testTimeout?: number
  hookTimeout?: number
  isolate?: boolean
}

const project = (name: string, include: string[], options: ProjectOptions = {}) => ({
  ssr,
  test: { name, include, hookTimeout: 120_000, ...options },
})

/** Files of one worker share its loaded modules: loading them anew cost a third of the processor time. */
const oneLoad = { isolate: false }

/**
 * Whole installations and programs: many wait, for a start or for a part that is away, and a busy
 * machine takes three times as long. The whole run has a limit of its own.
 */
const programs = { ...oneLoad, testTimeout: 600_000, hookTimeout: 300_000 }

/**
 * Project by project, the long files first: a worker keeps its modules only while the next file is of
 * the same project, and short files fill the end.
 */
class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const order = ["e2e", "browser", "interop", "unit"]
    return order.flatMap((name) => sorted.filter(({ project }) => project.name === name))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: ByProject },
    // Two more than cores: whole installations wait as much as they compute.
    maxWorkers: 4,
    projects: [
      project(
        "unit",
        ["{shared,services}/*/test/**/*.test.ts", "{scripts/test,test/load}/**/*.test.ts"],
        {
          ...oneLoad,
          testTimeout: 60_000,
        },
      ),
      project("interop", ["test/{interop,vectors}/**/*.test.ts"], programs),
      project("e2e", ["test/{seed,e2e,faults}/**/*.test.ts"], programs),
      project("browser", ["test/browser/**/*.test.ts"], programs),
    ],
    reporters: process.env["CI"]
      ? ["default", ["junit", { outputFile: "reports/junit.xml" }]]
      : ["default"],
  },
})
