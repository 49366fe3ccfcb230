import { configReader, createService, runService } from "../src/index.ts"

// How the service fails, if at all: a test starts this file as a process of its own.
const mode = process.argv[2]

await runService("fixture", {
  readConfig: (env) => {
    const reader = configReader(env)
    const config = {
      host: reader.text("GIR_HOST", "127.0.0.1"),
      port: reader.integer("GIR_PORT", { default: 0, max: 65_535 }),
    }
    reader.done()
    return config
  },
  build: async (_config, context) => {
    if (mode === "build-fails") throw new Error("the address postgres://gir:hush@host broke it")
    const app = createService(context)
    app.get("/hang", () => new Promise(() => {}))
    app.get("/log", async () => {
      context.logger.error({}, "x".repeat(5_000))
      return {}
    })
    return {
      app,
      start: async () => {
        if (mode === "rejects") void Promise.reject(new Error("nobody waits for this"))
      },
      close: async () => {
        if (mode === "hangs") await new Promise((resolve) => setTimeout(resolve, 60_000))
        await app.close()
      },
    }
  },
})
