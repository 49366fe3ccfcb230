import type { WalkPath } from "@gir/contracts"
import { useEffect, useState } from "react"
import { Link } from "../router/link.tsx"
import { dataPathOf } from "../router/paths.ts"
import { preferences } from "../settings/preferences.ts"
import { toldHops, type Hop } from "../signature/chains.ts"
import { CustodyLine, HopStrip } from "../signature/hop-strip.tsx"
import { Button } from "../ui/button.tsx"
import { Panel } from "../ui/panel.tsx"

const HOP_MS = 400

interface WalkPathPanelProps {
  readonly path: WalkPath
  /** Origin of the console that knows the recording. */
  readonly home: string
}

/** The newest call, hop by hop, lit up as it went, with the real object at each. */
export function WalkPathPanel({ path, home }: WalkPathPanelProps) {
  const hops = toldHops(path.hops, path.isEncrypted)
  const { index, open, restart } = useLitHops(hops)
  const told = path.hops[index]
  const hop = hops[index]
  if (told === undefined || hop === undefined) return null
  const isStored = path.hops[1]?.state === "passed"
  return (
    <Panel
      title={`Data path of a call of ${path.group}`}
      actions={<Button onClick={restart}>Play</Button>}
    >
      <HopStrip hops={hops} index={index} onOpen={open} />
      <div className="panel-body stack-tight">
        <p>
          <strong>{hop.title}</strong>: {told.object}{" "}
          {told.code !== null && <code>{told.code}</code>}
        </p>
        <CustodyLine custody={hop.custody} />
        {isStored && (
          <ObjectLink home={home} to={dataPathOf(path.recordingId, "call", index + 1)} />
        )}
      </div>
    </Panel>
  )
}

/** The object itself lies in the rehearsal's installation, whose console this may be. */
function ObjectLink({ home, to }: { readonly home: string; readonly to: string }) {
  if (home === window.location.origin) return <Link to={to}>The object itself</Link>
  return <a href={`${home}${to}`}>The object itself, in the rehearsal&apos;s own console</a>
}

function useLitHops(hops: readonly Hop[]) {
  const dark = hops.findIndex(({ state }) => state === "dark")
  const last = dark === -1 ? hops.length - 1 : dark - 1
  const [index, setIndex] = useState(isStill() ? last : 0)
  const [isPlaying, setIsPlaying] = useState(!isStill())
  useEffect(() => {
    if (!isPlaying || index >= last) return
    const timer = setTimeout(() => setIndex(index + 1), HOP_MS)
    return () => clearTimeout(timer)
  }, [isPlaying, index, last])
  return {
    index,
    open: (next: number): void => {
      setIsPlaying(false)
      setIndex(next)
    },
    restart: (): void => {
      setIsPlaying(true)
      setIndex(0)
    },
  }
}

function isStill(): boolean {
  const isReduced = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  return isReduced || preferences().motion === "none"
}
