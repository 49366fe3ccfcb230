import { setTimeout as delay } from "node:timers/promises"
import { openStorageDestination } from "../src/index.ts"

/** Begins to store an object and never ends: the process is there to be killed. */
async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.alloc(1_000)
    await delay(10)
  }
}

await openStorageDestination(process.argv[2] ?? "").put("never/stored", endless())
