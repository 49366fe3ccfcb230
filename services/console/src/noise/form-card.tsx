import { Waveform } from "../recordings/waveform.tsx"
import { Button } from "../ui/button.tsx"
import { formatCount } from "../ui/format.ts"
import type { Form } from "./ciphers.ts"
import { SAFE_DECIBELS, SAMPLE_RATE, type Measures } from "./measures.ts"
import { BlocksPicture, CorrelationPicture, SpectrogramPicture } from "./pictures.tsx"

export const FORM_TITLES: Readonly<Record<Form, string>> = {
  clear: "Clear audio",
  substitution: "Byte substitution",
  ecb: "AES-256-ECB",
  cbc: "AES-256-CBC",
  gcm: "AES-256-GCM",
  wrongKey: "CBC, opened with the wrong key",
}

const SAYS: Readonly<Record<Form, string>> = {
  clear: "G.711 mu-law as the recorder gets it.",
  substitution: "Each byte value has another name. Nothing is hidden but the names.",
  ecb: "Each block of 16 bytes by itself: the same block has the same cipher block.",
  cbc: "Each block is mixed with the one before: what GIR's classic envelope holds.",
  gcm: "A key stream over all bytes, and a tag: the modern envelope.",
  wrongKey: "What a player without the right key would hear: noise again.",
}

interface FormCardProps {
  readonly form: Form
  readonly measures: Measures
  readonly cursor: {
    readonly positionMs: number
    readonly durationMs: number
    readonly onSeek: (positionMs: number) => void
  }
  readonly isPlaying: boolean
  readonly onPlay: () => void
}

/** One form: seen, heard and measured. */
export function FormCard({ form, measures, cursor, isPlaying, onPlay }: FormCardProps) {
  const title = FORM_TITLES[form]
  const { entropy, autocorrelation, bestLag, blocks } = measures
  const place = `${((bestLag / SAMPLE_RATE) * 1_000).toFixed(1)} ms`
  return (
    <section className="noise-card stack-tight" aria-label={title} data-form={form}>
      <h3>{title}</h3>
      <p className="muted">{SAYS[form]}</p>
      <Button onClick={onPlay} aria-pressed={isPlaying}>
        {isPlaying ? `Stop ${title}` : `Play ${title}`}
      </Button>
      <Waveform label={`Position in ${title}`} channels={measures.channels} {...cursor} />
      <SpectrogramPicture of={measures.spectrogram} />
      <CorrelationPicture of={autocorrelation} />
      <BlocksPicture of={blocks} />
      <dl className="facts">
        <dt>Entropy</dt>
        <dd data-measure="entropy">{entropy.toFixed(3)} bits per byte</dd>
        <dt>Lag 1</dt>
        <dd data-measure="lag1">{signed(autocorrelation[1] ?? 0)}</dd>
        <dt>Most like itself</dt>
        <dd data-measure="best">
          {signed(autocorrelation[bestLag] ?? 0)} after {place}
        </dd>
        <dt>Repeated blocks</dt>
        <dd data-measure="blocks">
          {formatCount(blocks.repeated)} of {formatCount(blocks.total)}
        </dd>
        <dt>Played at</dt>
        <dd data-measure="gain">
          {signed(20 * Math.log10(measures.gain), 1)} dB: no louder than {signed(SAFE_DECIBELS, 0)}{" "}
          dB
        </dd>
      </dl>
    </section>
  )
}

function signed(value: number, digits = 3): string {
  return value.toFixed(digits).replace("-", "−")
}
