import type { LiveCall, LiveCallStatus } from "@gir/contracts"
import { GirError, toGirError } from "@gir/errors"
import { machinePacer, rtpSound } from "@gir/media"
import { recordLiveCall, type RecordLiveCallDeps } from "./record-live-call.ts"
import { openRtpSocket, type RtpSocket } from "./rtp-socket.ts"

export interface LiveCallDeps extends RecordLiveCallDeps {
  readonly rtpAddress: string
  /** A call from which nothing has come for so long is over [assumed]. */
  readonly idleMs: number
}

/** One call on a port of its own. */
export interface RunningCall {
  status(): LiveCallStatus
  /** Ends it; what has come is stored. May be called again. */
  hangUp(): void
  /** Gives it up: nothing of it is stored. */
  abort(reason: GirError): void
  /** Resolves when it is stored or has failed; never rejects. */
  readonly ended: Promise<void>
}

const SAMPLES_PER_MS = 8

/**
 * Listens, and records from the first packet of the first confirmed sender to its last one: a BYE, a
 * hang-up, or a while in which nothing comes.
 *
 * @throws ERR_MCP_RTP_PORT
 */
export async function startLiveCall(call: LiveCall, deps: LiveCallDeps): Promise<RunningCall> {
  const sound = rtpSound()
  const silence = silenceTimer(call.waitMs, deps.idleMs, () => sound.end())
  const socket = await openRtpSocket({
    address: deps.rtpAddress,
    port: call.rtpPort,
    onDatagram: (datagram) => {
      const kind = sound.push(datagram, machinePacer.nowMs())
      if (kind === "sound") silence.heard()
      if (kind === "bye") sound.end()
    },
  }).catch((error: unknown) => {
    silence.stop()
    throw error
  })
  return new Running({ call, deps, sound, socket, stopTimer: () => silence.stop() })
}

interface SilenceTimer {
  heard(): void
  stop(): void
}

/**
 * Fires when no call comes in time, and later when its sound stays away. A packet that no second one
 * has confirmed is neither: a stray one ends no call that is still to come.
 */
function silenceTimer(firstMs: number, laterMs: number, fire: () => void): SilenceTimer {
  const first = setTimeout(fire, firstMs)
  let later: NodeJS.Timeout | null = null
  return {
    heard() {
      clearTimeout(first)
      // Moved, not made anew: this happens fifty times a second and call.
      if (later === null) later = setTimeout(fire, laterMs)
      else later.refresh()
    },
    stop() {
      clearTimeout(first)
      if (later !== null) clearTimeout(later)
    },
  }
}

interface Parts {
  readonly call: LiveCall
  readonly deps: LiveCallDeps
  readonly sound: ReturnType<typeof rtpSound>
  readonly socket: RtpSocket
  readonly stopTimer: () => void
}

class Running implements RunningCall {
  readonly ended: Promise<void>
  readonly #parts: Parts
  readonly #giveUp = new AbortController()
  #state: LiveCallStatus["state"] = "listening"
  #failure: GirError | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    this.ended = this.#run()
  }

  status(): LiveCallStatus {
    const { call, deps, sound, socket } = this.#parts
    return {
      recordingId: call.recordingId,
      state: this.#state,
      address: deps.rtpAddress,
      port: socket.port,
      packets: sound.counts(),
      durationMs: sound.sampleCount() / SAMPLES_PER_MS,
      code: this.#failure?.code ?? null,
      message: this.#failure?.message ?? null,
    }
  }

  hangUp(): void {
    this.#parts.sound.end()
  }

  abort(reason: GirError): void {
    this.hangUp()
    this.#giveUp.abort(reason)
  }

  async #run(): Promise<void> {
    const { sound, socket, stopTimer } = this.#parts
    try {
      await this.#record()
      this.#state = "stored"
    } catch (error) {
      this.#failure = toGirError(error)
      this.#state = "failed"
    } finally {
      sound.end()
      stopTimer()
      socket.close()
    }
  }

  async #record(): Promise<void> {
    const { call, deps, sound } = this.#parts
    const spoken = await sound.begun()
    if (spoken === null) throw nothingCame(this.status())
    this.#state = "recording"
    const { rtpPort: _port, waitMs: _wait, ...facts } = call
    await recordLiveCall(facts, deps, { sound: spoken, signal: this.#giveUp.signal })
  }
}

function nothingCame({ address, port, packets }: LiveCallStatus): GirError {
  const { malformed, otherPayloadType, control, stray } = packets
  const refused = malformed + otherPayloadType + control + stray
  const what =
    refused === 0
      ? "no datagram came at all"
      : `${refused} datagrams were refused: ${otherPayloadType} of another payload type, ` +
        `${malformed} that are no RTP, ${control} control, ` +
        `${stray} of senders that sent no second one`
  return new GirError("ERR_MCP_RTP_NOTHING", `no call came on ${address}:${port}; ${what}`, {
    fields: { address, port, malformed, otherPayloadType, control, stray },
  })
}
