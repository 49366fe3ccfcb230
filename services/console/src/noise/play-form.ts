import { useEffect, useRef, useState } from "react"
import type { Form } from "./ciphers.ts"
import { SAMPLE_RATE, type Measures } from "./measures.ts"

interface Playing {
  readonly context: AudioContext
  readonly form: Form
}

/** Plays one form at a time, never louder than is safe, and only when somebody asks. */
export function useFormPlayer(onPosition: (positionMs: number) => void) {
  const playing = useRef<Playing | null>(null)
  const [form, setForm] = useState<Form | null>(null)
  const stop = (): void => {
    void playing.current?.context.close()
    playing.current = null
    setForm(null)
  }
  const play = (wanted: Form, { channels, gain }: Measures, fromMs: number): void => {
    stop()
    const context = new AudioContext()
    const length = channels[0]?.length ?? 0
    const buffer = context.createBuffer(channels.length, length, SAMPLE_RATE)
    for (const [index, channel] of channels.entries()) {
      buffer.copyToChannel(Float32Array.from(channel), index)
    }
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(new GainNode(context, { gain })).connect(context.destination)
    const current = { context, form: wanted }
    source.onended = () => {
      if (playing.current === current) stop()
    }
    source.start(0, fromMs / 1_000)
    playing.current = current
    setForm(wanted)
    follow(fromMs)
  }
  const follow = (fromMs: number): void => {
    const current = playing.current
    const draw = (): void => {
      if (current === null || playing.current !== current) return
      onPosition(fromMs + current.context.currentTime * 1_000)
      requestAnimationFrame(draw)
    }
    requestAnimationFrame(draw)
  }
  useEffect(() => () => void playing.current?.context.close(), [])
  return { playing: form, play, stop }
}
