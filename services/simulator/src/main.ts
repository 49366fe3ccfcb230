import { refuseSilentEnd } from "./cli/refuse-silent-end.ts"
import { runGir } from "./cli/run-gir.ts"

const interruption = new AbortController()
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => interruption.abort())
}
// The reader of a pipe may go away, as `head` does; then nobody is left to be told.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
})
process.exitCode = await refuseSilentEnd(runGir(process.argv.slice(2), interruption.signal))
