import { Panel } from "../ui/panel.tsx"
import { pausesOf, type Measures, type Pause } from "./measures.ts"

interface WhyEcbLeaksProps {
  readonly clear: Measures
  readonly ecb: Measures
  readonly cbc: Measures
}

/** The pauses of a call, read out of its ciphertext without any key. */
export function WhyEcbLeaks({ clear, ecb, cbc }: WhyEcbLeaksProps) {
  const silence = clear.blocks.commonest
  const times = ecb.blocks.commonestAt.length
  const [found, there] = [pausesOf(ecb.blocks), pausesOf(clear.blocks)]
  return (
    <Panel title="Why ECB leaks">
      <div className="panel-body stack">
        <p>
          In these seconds the block <code>{silence}</code> occurs {clear.blocks.commonestAt.length}{" "}
          times in clear: in G.711 mu-law, ff is silence. AES-ECB makes the same block of it each
          time: <code>{ecb.blocks.commonest}</code>, {times} times. In CBC the commonest block
          occurs {cbc.blocks.commonestAt.length}{" "}
          {cbc.blocks.commonestAt.length === 1 ? "time" : "times"}.
        </p>
        <p data-measure="pauses">
          {`Pauses found in the ECB bytes, without a key: ${told(found)}. Pauses of the clear call: ${told(there)}.`}
        </p>
        <p>
          Who keeps silent when, and for how long, tells who speaks, how long the call waits, and
          which of two calls is which. The rhythm of a call is part of what encryption must hide.
        </p>
      </div>
    </Panel>
  )
}

function told(pauses: readonly Pause[]): string {
  if (pauses.length === 0) return "none"
  const seconds = (ms: number): string => (ms / 1_000).toFixed(3)
  return pauses.map(({ fromMs, toMs }) => `${seconds(fromMs)} to ${seconds(toMs)} s`).join(", ")
}
