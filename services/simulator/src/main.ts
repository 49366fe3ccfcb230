import { runGir } from "./cli/run-gir.ts"

const interruption = new AbortController()
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => interruption.abort())
}
process.exitCode = await runGir(process.argv.slice(2), interruption.signal)
