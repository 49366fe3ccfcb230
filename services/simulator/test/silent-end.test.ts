import { spawnSync } from "node:child_process"
import { expect, it } from "vitest"

const MODULE = new URL("../src/cli/refuse-silent-end.ts", import.meta.url).href

function run(work: string): { status: number | null; stderr: string } {
  const script = `import { refuseSilentEnd } from ${JSON.stringify(MODULE)}
    process.exitCode = await refuseSilentEnd(${work})`
  const args = ["--conditions=@gir/source", "--import", "tsx", "--input-type=module", "-e", script]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  return { status, stderr }
}

it("tells of a command that waits for what can never come, and exits with 1", () => {
  const { status, stderr } = run("new Promise(() => {})")
  expect(stderr).toContain("error[ERR_INTERNAL]: the command stopped before its end")
  expect(status).toBe(1)
})

it("passes on the exit code of a command that ends", () => {
  expect(run("Promise.resolve(2)")).toEqual({ status: 2, stderr: "" })
})
