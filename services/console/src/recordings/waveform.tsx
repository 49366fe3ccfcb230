import { useEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent } from "react"
import { formatDuration } from "../ui/format.ts"
import { wavePeaks, type Peak } from "./wave-peaks.ts"

interface WaveformProps {
  readonly label?: string
  /** One channel after the other; empty while the sound is not there yet. */
  readonly channels: readonly Float32Array[]
  readonly durationMs: number
  readonly positionMs: number
  readonly onSeek: (positionMs: number) => void
}

const STEP_MS = 5_000
const HEIGHT = 48
const COLUMNS = 480

/** The sound as a picture, which is also the slider that seeks in it. */
export function Waveform(props: WaveformProps) {
  const { channels, durationMs, positionMs, onSeek } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const peaks = useMemo(() => channels.map((samples) => wavePeaks(samples, COLUMNS)), [channels])
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, peaks, positionMs / durationMs)
  }, [peaks, positionMs, durationMs])

  const seekTo = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    onSeek(Math.max(0, Math.min(1, (event.clientX - left) / width)) * durationMs)
  }
  const onKey = (event: KeyboardEvent): void => {
    const next = nextPosition(event.key, positionMs, durationMs)
    if (next === null) return
    event.preventDefault()
    onSeek(next)
  }
  return (
    <div
      className="waveform"
      role="slider"
      tabIndex={0}
      aria-label={props.label ?? "Position in the recording"}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs)}
      aria-valuenow={Math.round(positionMs)}
      aria-valuetext={`${formatDuration(positionMs)} of ${formatDuration(durationMs)}`}
      onPointerDown={seekTo}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} height={HEIGHT * Math.max(1, channels.length)} />
    </div>
  )
}

function nextPosition(key: string, positionMs: number, durationMs: number): number | null {
  if (key === "ArrowRight" || key === "ArrowUp") return Math.min(durationMs, positionMs + STEP_MS)
  if (key === "ArrowLeft" || key === "ArrowDown") return Math.max(0, positionMs - STEP_MS)
  if (key === "Home") return 0
  if (key === "End") return durationMs
  return null
}

function draw(
  canvas: HTMLCanvasElement,
  channels: readonly (readonly Peak[])[],
  played: number,
): void {
  const context = canvas.getContext("2d")
  if (context === null) return
  canvas.width = canvas.clientWidth
  // The sheet carries the three colours in properties that are drawn nowhere on a canvas.
  const style = getComputedStyle(canvas)
  const columnWidth = canvas.width / COLUMNS
  for (const [index, peaks] of channels.entries()) {
    const middle = index * HEIGHT + HEIGHT / 2
    for (const [column, { min, max }] of peaks.entries()) {
      context.fillStyle = column < played * COLUMNS ? style.outlineColor : style.borderTopColor
      const height = Math.max(1, ((max - min) * HEIGHT) / 2)
      context.fillRect(column * columnWidth, middle - (max * HEIGHT) / 2, columnWidth, height)
    }
  }
  context.fillStyle = style.color
  context.fillRect(played * canvas.width, 0, 1, canvas.height)
}
