import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { Worker } from "node:worker_threads"
import type { BenchContext } from "./bench-context.ts"
import { encryptAndKeep } from "./envelopes.ts"
import { measure, type Contest, type Figure } from "./measure.ts"
import type { OpenWorkerData, OpenWorkerTask } from "./open-worker.ts"

const RECORDING_BYTES = 1_200_000
const RECORDINGS = 200
const TARGET = 1.7
const PROGRAM = new URL("../../../../../dist/open-worker.js", import.meta.url)

/** The same recordings opened and verified by two workers, against one. */
export async function benchWorkers(context: BenchContext): Promise<Figure[]> {
  const [recipient] = context.recipients
  const content = { chunk: randomBytes(RECORDING_BYTES), times: 1 }
  const { certificate, privateKeyPem } = recipient
  const stored = await encryptAndKeep(
    { recipients: [certificate], envelopeProfile: "classic" },
    content,
  )
  const workerData: OpenWorkerData = { ...stored, privateKeyPem, certificateDer: certificate.der }
  const workers = [await startWorker(workerData), await startWorker(workerData)] as const
  try {
    const contest = (work: OpenWorkerTask["work"]): Contest => ({
      ours: () =>
        Promise.all(workers.map((worker) => run(worker, { times: RECORDINGS / 2, work }))),
      theirs: () => run(workers[0], { times: RECORDINGS, work }),
    })
    const engine = await measure({
      ...context,
      ...contest("engine"),
      name: `decrypt and verify ${RECORDINGS} recordings with 2 workers`,
      against: "1 worker",
      target: TARGET,
    })
    // What two cores of this machine, with what else they do now, give at most.
    const ceiling = await measure({
      ...context,
      ...contest("operations"),
      name: "the bare RSA, cipher and SHA-256 of it with 2 workers",
      against: "1 worker",
      target: null,
    })
    return [engine, ceiling]
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

async function startWorker(workerData: OpenWorkerData): Promise<Worker> {
  const worker = new Worker(PROGRAM, { workerData })
  await once(worker, "message")
  return worker
}

async function run(worker: Worker, task: OpenWorkerTask): Promise<void> {
  const done = once(worker, "message")
  worker.postMessage(task)
  await done
}
