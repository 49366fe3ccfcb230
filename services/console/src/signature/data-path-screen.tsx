import type { RecordingDetail } from "@gir/contracts"
import { useEffect, useState } from "react"
import { isResting } from "../app/use-shortcuts.ts"
import { useRecording } from "../recordings/recording-queries.ts"
import { navigate, useAddress } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { dataPathOf, PATHS, recordingPath } from "../router/paths.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { hopsOf, type ChainName, type Hop } from "./chains.ts"
import { CustodyLine, HopStrip } from "./hop-strip.tsx"
import { HopFacts } from "./hop-facts.tsx"

/** What becomes of one recording, hop by hop, with the real object at each. */
export function DataPathScreen({ recordingId }: { readonly recordingId: string }) {
  const recording = useRecording(recordingId)
  return (
    <div className="stack">
      <h1>Data path</h1>
      <Breadcrumbs
        crumbs={[
          { title: "Recordings", to: PATHS.recordings },
          { title: recordingId, to: recordingPath(recordingId) },
          { title: "Data path" },
        ]}
      />
      <Loaded query={recording} service="Web Services">
        {(detail) => <DataPath detail={detail} />}
      </Loaded>
      <CopyCommand command={`npx gir verify ${recordingId}`} />
    </div>
  )
}

function DataPath({ detail }: { readonly detail: RecordingDetail }) {
  const { query } = useAddress()
  const chain: ChainName = query.get("chain") === "screen" ? "screen" : "call"
  const hops = hopsOf(chain, detail)
  const wanted = Number(query.get("hop") ?? 1)
  const index = Number.isInteger(wanted) ? Math.max(1, Math.min(hops.length, wanted)) - 1 : 0
  const open = (next: number): void =>
    navigate(dataPathOf(detail.recording.id, chain, next + 1), { replace: true })
  const steps = useSteps({ index, last: hops.length - 1, open })
  const hop = hops[index] as Hop
  return (
    <>
      <ChainChoice detail={detail} chain={chain} />
      <Panel
        title={`Hop ${index + 1} of ${hops.length}: ${hop.title}`}
        actions={
          <>
            <Button onClick={steps.toggle}>{steps.isPlaying ? "Pause" : "Play"}</Button>
            <Button
              aria-label="Hop before"
              disabled={index === 0}
              onClick={() => steps.go(index - 1)}
            >
              ◂
            </Button>
            <Button
              aria-label="Next hop"
              disabled={index === hops.length - 1}
              onClick={() => steps.go(index + 1)}
            >
              ▸
            </Button>
            <Button onClick={() => steps.go(0)}>Restart</Button>
          </>
        }
      >
        <HopStrip hops={hops} index={index} onOpen={steps.go} />
        <div className="panel-body stack" aria-live="polite">
          <HopFacts hop={hop} detail={detail} />
          <CustodyLine custody={hop.custody} />
          {hop.file !== undefined && (
            <Link data-object="" to={recordingPath(detail.recording.id, hop.file.mediaId)}>
              Open the object
            </Link>
          )}
        </div>
      </Panel>
      <Note>Keys: → next hop, ← hop before, Home the first one, P play, O open the object.</Note>
    </>
  )
}

function ChainChoice({ detail, chain }: { detail: RecordingDetail; chain: ChainName }) {
  const { id, mediaFiles } = detail.recording
  const hasScreen = mediaFiles.some(({ receipt }) => receipt.kind === "screen")
  if (!hasScreen) return null
  return (
    <nav className="row chain-choice" aria-label="Chain">
      <Link to={dataPathOf(id, "call", 1)} aria-current={chain === "call" ? "page" : undefined}>
        Call
      </Link>
      <Link to={dataPathOf(id, "screen", 1)} aria-current={chain === "screen" ? "page" : undefined}>
        Screen
      </Link>
    </nav>
  )
}

/** What the hop's own button would open. */
function openObject(): void {
  document.querySelector<HTMLElement>("main [data-object]")?.click()
}

const PLAY_STEP_MS = 2_500

interface Steps {
  readonly index: number
  readonly last: number
  readonly open: (index: number) => void
}

/** Walks the hops: by button, by key, or by itself. */
function useSteps({ index, last, open }: Steps) {
  const [isPlaying, setIsPlaying] = useState(false)
  const go = (next: number): void => {
    setIsPlaying(false)
    open(Math.max(0, Math.min(last, next)))
  }
  const toggle = (): void => setIsPlaying(!isPlaying)
  useEffect(() => {
    if (!isPlaying) return
    const timer = setTimeout(
      () => (index < last ? open(index + 1) : setIsPlaying(false)),
      PLAY_STEP_MS,
    )
    return () => clearTimeout(timer)
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const acts: Readonly<Record<string, () => void>> = {
        ArrowRight: () => go(index + 1),
        ArrowLeft: () => go(index - 1),
        Home: () => go(0),
        o: openObject,
        O: openObject,
        p: toggle,
        P: toggle,
      }
      const act = acts[event.key]
      if (act === undefined || event.defaultPrevented || isResting(event)) return
      event.preventDefault()
      act()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  })
  return { go, toggle, isPlaying }
}
