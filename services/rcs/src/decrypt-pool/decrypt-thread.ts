import { MessageChannel, Worker } from "node:worker_threads"
import type { Readable } from "node:stream"
import type { CiphertextSource, SegmentDigests } from "@gir/cms-decrypt"
import { GirError } from "@gir/errors"
import type { PooledEnvelope, PoolKey } from "./pooled-envelope.ts"
import type { KeyForWorker, OpenJob } from "./pool-messages.ts"
import { portCalls } from "./port-calls.ts"
import { RemoteStream, serveStreams, type Stretch } from "./remote-stream.ts"

export interface OpenRequest {
  readonly source: CiphertextSource
  readonly keys: readonly PoolKey[]
  readonly segments: SegmentDigests
}

export interface DecryptThread {
  /** @throws ERR_CMS_…, ERR_SERVICE_UNAVAILABLE, and what the source throws. */
  open(request: OpenRequest): Promise<PooledEnvelope>
  /** Envelopes that are open or being opened. */
  load(): number
  /** True when it can take no more. */
  hasEnded(): boolean
  end(): Promise<void>
}

/**
 * What is not longer goes to the thread with its job. Each chunk that is asked for by itself wakes
 * both threads, which costs more than decrypting it.
 */
const SHORT_BYTES = 1_048_576

/** What a thread runs. */
export interface ThreadProgram {
  readonly url: URL
  readonly execArgv: readonly string[]
}

/** A thread that fails takes only its own envelopes with it; the pool starts another for the next. */
export function startDecryptThread({ url, execArgv }: ThreadProgram): DecryptThread {
  const worker = new Worker(url, { execArgv: [...execArgv] })
  const envelopes = new Map<RemoteEnvelope, (error: unknown) => void>()
  let hasEnded = false
  let known: string | null = null
  const failAll = (cause: unknown): void => {
    hasEnded = true
    const error = new GirError("ERR_SERVICE_UNAVAILABLE", "the thread of this job ended", { cause })
    for (const [envelope, fail] of envelopes) {
      fail(error)
      envelope.close()
    }
  }
  worker.on("error", failAll).on("exit", failAll)
  // A thread with nothing to do keeps no process alive.
  worker.unref()
  return {
    open: async ({ source, keys, segments }) => {
      const envelope = remoteEnvelope(source, () => envelopes.delete(envelope))
      const failed = new Promise<never>((_, reject) => envelopes.set(envelope, reject))
      failed.catch(() => undefined)
      const sendAndOpen = async (): Promise<unknown> => {
        const stored = await readShort(source, failed)
        const names = keys.map(keyName).join()
        const job: OpenJob = {
          port: envelope.port,
          totalBytes: source.totalBytes,
          segments,
          ...(stored === null ? {} : { stored }),
          ...(known === names ? {} : { keys: keys.map(toMessage) }),
        }
        known = names
        worker.postMessage(job, [envelope.port, ...(stored === null ? [] : [stored.buffer])])
        return envelope.open()
      }
      try {
        const name = await Promise.race([sendAndOpen(), failed])
        return {
          ...envelope,
          openedBy: keys.find((key) => keyName(key) === name)?.certificate ?? null,
        }
      } catch (error) {
        // It may not have taken the keys.
        known = null
        envelope.close()
        throw error
      }
    },
    load: () => envelopes.size,
    hasEnded: () => hasEnded,
    end: async () => {
      failAll(undefined)
      await worker.terminate()
    },
  }
}

/** @returns all of a short recording, in memory of its own, which can be moved; null of a long one. */
async function readShort(
  source: CiphertextSource,
  failed: Promise<never>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (source.totalBytes > SHORT_BYTES) return null
  const stream = await source.read(0, source.totalBytes)
  failed.catch(() => stream.destroy())
  return new Uint8Array(Buffer.concat(await stream.toArray()))
}

interface RemoteEnvelope {
  /** The thread's side. */
  readonly port: OpenJob["port"]
  /** @returns the name of the key that opened it. */
  open(): Promise<unknown>
  content(stretch?: Stretch): Readable
  close(): void
}

function remoteEnvelope(source: CiphertextSource, onClose: () => void): RemoteEnvelope {
  const { port1, port2 } = new MessageChannel()
  const stored = serveStreams({
    open: (stretch) => source.read(stretch!.from, stretch!.to),
    isGivenAway: false,
  })
  const calls = portCalls(port1, {
    handlers: stored.handlers,
    onClose: () => {
      stored.stopAll()
      onClose()
    },
  })
  // What nobody reads keeps no process alive.
  port1.unref()
  return {
    port: port2,
    open: () => calls.call("open"),
    content: (stretch) => new RemoteStream(calls, stretch ?? null),
    close: () => calls.close(),
  }
}

/** Names a key in messages: the same for the same certificates. */
function keyName({ certificate, otherCertificates = [] }: PoolKey): string {
  return [certificate, ...otherCertificates].map(({ sha256 }) => sha256).join(" ")
}

function toMessage(key: PoolKey): KeyForWorker {
  const { certificate, otherCertificates = [], privateKey } = key
  const otherCertificateDers = otherCertificates.map(({ der }) => der)
  return { name: keyName(key), certificateDer: certificate.der, otherCertificateDers, privateKey }
}
