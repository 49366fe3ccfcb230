import { useEffect, useRef, useState } from "react"
import { Button } from "../ui/button.tsx"

const NOISE_DECIBELS = -18
const NOISE_RATE = 8_000

/** Plays the stored bytes as if they were sound. Loud noise comes to nobody unasked. */
export function NoiseButton({ samples }: { readonly samples: Float32Array }) {
  const playing = useRef<AudioContext | null>(null)
  const [isPlaying, setIsPlaying] = useState(false)
  const stop = (): void => {
    void playing.current?.close()
    playing.current = null
    setIsPlaying(false)
  }
  const play = (): void => {
    const context = new AudioContext()
    const buffer = context.createBuffer(1, Math.max(1, samples.length), NOISE_RATE)
    buffer.copyToChannel(Float32Array.from(samples), 0)
    const gain = new GainNode(context, { gain: 10 ** (NOISE_DECIBELS / 20) })
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(gain).connect(context.destination)
    source.onended = stop
    source.start()
    playing.current = context
    setIsPlaying(true)
  }
  useEffect(() => () => void playing.current?.close(), [])
  return (
    <Button onClick={isPlaying ? stop : play}>
      {isPlaying ? "Stop the noise" : `Play the noise at −${-NOISE_DECIBELS} dB`}
    </Button>
  )
}
