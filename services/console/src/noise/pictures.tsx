import { memo, useEffect, useRef } from "react"
import type { Spectrogram } from "./fourier.ts"
import { SAMPLE_RATE, type Blocks } from "./measures.ts"

type Draw = (context: CanvasRenderingContext2D, style: CSSStyleDeclaration) => void

interface PictureProps {
  readonly label: string
  readonly height: number
  readonly draw: Draw
}

/** A drawing that says in words what it shows. Its colours stand in the sheet. */
function Picture({ label, height, draw }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const paint = (): void => {
      const context = canvas.current?.getContext("2d")
      if (!canvas.current || !context) return
      canvas.current.width = Math.max(1, canvas.current.clientWidth)
      draw(context, getComputedStyle(canvas.current))
    }
    paint()
    // The theme may follow the system while the page is open.
    const scheme = window.matchMedia("(prefers-color-scheme: dark)")
    scheme.addEventListener("change", paint)
    return () => scheme.removeEventListener("change", paint)
  }, [draw])
  return (
    <canvas className="noise-picture" ref={canvas} height={height} role="img" aria-label={label} />
  )
}

const SPECTROGRAM_HEIGHT = 96

export const SpectrogramPicture = memo(function SpectrogramPicture({
  of,
}: {
  readonly of: Spectrogram
}) {
  const draw: Draw = (context, style) => {
    const { width, height } = context.canvas
    context.fillStyle = style.color
    const [cellWidth, cellHeight] = [width / of.columns, height / of.rows]
    for (let column = 0; column < of.columns; column += 1) {
      for (let row = 0; row < of.rows; row += 1) {
        context.globalAlpha = of.values[column * of.rows + row] ?? 0
        const top = height - (row + 1) * cellHeight
        context.fillRect(column * cellWidth, top, cellWidth + 0.5, cellHeight + 0.5)
      }
    }
  }
  const label = `Spectrogram: loudness by time and pitch, 0 to ${SAMPLE_RATE / 2} Hz`
  return <Picture label={label} height={SPECTROGRAM_HEIGHT} draw={draw} />
})

const CORRELATION_HEIGHT = 64

export const CorrelationPicture = memo(function CorrelationPicture({
  of,
}: {
  readonly of: Float64Array
}) {
  const draw: Draw = (context, style) => {
    const { width, height } = context.canvas
    context.fillStyle = style.borderTopColor
    context.fillRect(0, height / 2, width, 1)
    context.fillStyle = style.color
    for (const [lag, value] of of.entries()) {
      const size = (Math.abs(value) * height) / 2
      const top = value > 0 ? height / 2 - size : height / 2
      context.fillRect((lag * width) / of.length, top, Math.max(1, width / of.length), size)
    }
  }
  const longest = ((of.length - 1) / SAMPLE_RATE) * 1_000
  const label = `Autocorrelation: likeness to itself 0 to ${longest} ms later`
  return <Picture label={label} height={CORRELATION_HEIGHT} draw={draw} />
})

const BLOCKS_HEIGHT = 20

export const BlocksPicture = memo(function BlocksPicture({ of }: { readonly of: Blocks }) {
  const draw: Draw = (context, style) => {
    const { width, height } = context.canvas
    context.fillStyle = style.color
    for (const [block, isRepeated] of of.isRepeated.entries()) {
      if (!isRepeated) continue
      context.fillRect((block * width) / of.total, 0, Math.max(1, width / of.total), height)
    }
  }
  const label = `Repeated blocks by time: ${of.repeated} of ${of.total}`
  return <Picture label={label} height={BLOCKS_HEIGHT} draw={draw} />
})
