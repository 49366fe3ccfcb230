/** Teaches a thread TypeScript, which Node 20 does not know, before it runs the source of the worker. */
const WORKER = new URL("../src/decrypt-pool/decrypt-worker.ts", import.meta.url).href
const TSX = import.meta.resolve("tsx/esm/api")
const SCRIPT = `import { register } from ${JSON.stringify(TSX)}
register()
await import(${JSON.stringify(WORKER)})`

export const SOURCE_PROGRAM = {
  url: new URL(`data:text/javascript,${encodeURIComponent(SCRIPT)}`),
  execArgv: ["--conditions=@gir/source"],
}
