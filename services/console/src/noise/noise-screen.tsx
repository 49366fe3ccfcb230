import { useState } from "react"
import { setQuery, useAddress } from "../router/address.ts"
import { Button } from "../ui/button.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { FormCard } from "./form-card.tsx"
import { useFormPlayer } from "./play-form.ts"
import { SECONDS, useForms, type Measured } from "./sample-call.ts"
import { WhyEcbLeaks } from "./why-ecb-leaks.tsx"

/** The built-in call is so long. */
const CALL_SECONDS = 30
const LAST_START = CALL_SECONDS - SECONDS

/** The same seconds of a call: clear, and encrypted well and badly; to be seen and heard. */
export function NoiseScreen() {
  const given = Number(useAddress().query.get("from") ?? 0)
  const from = Number.isInteger(given) ? Math.max(0, Math.min(LAST_START, given)) : 0
  return (
    <div className="stack">
      <h1>Noise player</h1>
      <Note>
        The call that ships with the simulator, no recording of anybody. It is encrypted in this
        page, under keys that are drawn now and forgotten; every number is computed from the bytes.
      </Note>
      <div className="row" role="group" aria-label="Seconds of the call">
        <Button disabled={from === 0} onClick={() => setQuery("from", String(from - 1))}>
          Earlier
        </Button>
        <span role="status">
          {from} to {from + SECONDS} s of {CALL_SECONDS} s
        </span>
        <Button disabled={from === LAST_START} onClick={() => setQuery("from", String(from + 1))}>
          Later
        </Button>
      </div>
      {window.isSecureContext ? <Forms key={from} from={from} /> : <NoCiphers />}
    </div>
  )
}

function NoCiphers() {
  return (
    <p role="alert">
      A browser encrypts only on a page of this machine or one that came by https. Open the console
      at 127.0.0.1 on the machine where it runs.
    </p>
  )
}

function Forms({ from }: { readonly from: number }) {
  const forms = useForms(from)
  return (
    <Loaded query={forms} service="GAX">
      {(measured) => <Compared measured={measured} />}
    </Loaded>
  )
}

function Compared({ measured }: { readonly measured: readonly Measured[] }) {
  const [positionMs, setPositionMs] = useState(0)
  const { playing, play, stop } = useFormPlayer(setPositionMs)
  const durationMs = SECONDS * 1_000
  const measuresOf = (form: Measured["form"]) => measured.find((one) => one.form === form)?.measures
  const [clear, ecb, cbc] = [measuresOf("clear"), measuresOf("ecb"), measuresOf("cbc")]
  return (
    <>
      <Panel title="Side by side">
        <div className="panel-body noise-grid">
          {measured.map(({ form, measures }) => (
            <FormCard
              key={form}
              form={form}
              measures={measures}
              cursor={{ positionMs, durationMs, onSeek: setPositionMs }}
              isPlaying={playing === form}
              onPlay={() => {
                if (playing === form) stop()
                else play(form, measures, positionMs < durationMs ? positionMs : 0)
              }}
            />
          ))}
        </div>
      </Panel>
      {clear && ecb && cbc && <WhyEcbLeaks clear={clear} ecb={ecb} cbc={cbc} />}
    </>
  )
}
