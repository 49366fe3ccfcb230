import type { RecordingDetail } from "@gir/contracts"
import type { ReactNode } from "react"
import { MediaPlayer } from "../recordings/media-player.tsx"
import { Recipients } from "../recordings/recipients.tsx"
import { recipientsOf } from "../recordings/recording-facts.ts"
import { Link } from "../router/link.tsx"
import { PATHS, waveformsPath } from "../router/paths.ts"
import { usePreferences } from "../settings/preferences.ts"
import { Facts } from "../ui/facts.tsx"
import { formatBytes, formatCount, formatTime } from "../ui/format.ts"
import { StatusBadge } from "../ui/status.tsx"
import type { Hop, HopId } from "./chains.ts"
import { Envelope, Stored } from "./hop-envelope.tsx"
import { Encrypting, Source } from "./hop-source.tsx"
import { fingerprintText, type KnownHop } from "./known-hop.ts"

interface HopFactsProps {
  readonly hop: Hop
  readonly detail: RecordingDetail
}

const VIEWS: Readonly<Record<HopId, (known: KnownHop) => ReactNode>> = {
  call: Source,
  screen: Source,
  mcp: Encrypting,
  intake: Encrypting,
  muxer: Encrypting,
  envelope: Envelope,
  muxed: Envelope,
  storage: Stored,
  processor: Receipt,
  rws: Metadata,
  rcs: KeyFound,
  playback: Played,
}

/** The real object at a hop. */
export function HopFacts({ hop, detail }: HopFactsProps) {
  const { id, file, state, code } = hop
  if (state === "refused") return <Refused code={code} />
  if (state === "dark") return <p className="muted">Nothing came here: the hop before ended it.</p>
  if (file === undefined) return <StatusBadge status="notYet">nothing is here yet</StatusBadge>
  const View = VIEWS[id]
  return <View file={file} detail={detail} />
}

function Refused({ code }: { readonly code: string | null }) {
  return (
    <div className="stack-tight">
      <p>
        <StatusBadge status="refused" /> <code>{code}</code>
      </p>
      <p>
        Both parts still play apart. To mend it:{" "}
        <Link to={PATHS.screenCertificates}>Administration &gt; Screen Recording Certificates</Link>{" "}
        &gt; Add &gt; Save, then Mux again.
      </p>
    </div>
  )
}

function Receipt({ file: { receipt } }: KnownHop) {
  const { segments, protection } = receipt
  return (
    <Facts
      facts={[
        ["Receipt", "references and digests, never bytes, never keys"],
        ["Digests", `SHA-256 of every ${formatBytes(segments.segmentBytes)} as stored`],
        ["Root", segments.root],
        ["Segments", formatCount(segments.digests.length)],
        ["Recipients", protection === null ? "none" : formatCount(protection.recipients.length)],
      ]}
    />
  )
}

function Metadata({ file }: KnownHop) {
  return (
    <Facts
      facts={[
        ["Media", file.mediaId],
        ["Media URI", file.mediaUri ?? "none: no decrypt-uri-prefix serves it"],
        ["Play", file.playPath],
        ["Tenant", file.tenant],
      ]}
    />
  )
}

function KeyFound({ file, detail }: KnownHop) {
  const { clock } = usePreferences()
  const proof = detail.proofs.find(({ mediaId }) => mediaId === file.mediaId)
  return (
    <Facts
      facts={[
        ["Keys", <Recipients recipients={recipientsOf([file], detail.heldCertificateIds)} />],
        ["Opened by", proof?.openedBy == null ? undefined : `serial ${proof.openedBy}`],
        ["Compared", proof?.at == null ? "not yet: Verify all" : formatTime(proof.at, clock)],
        ["Code", proof?.code ?? undefined],
      ]}
    />
  )
}

function Played({ file, detail }: KnownHop) {
  const { callUUID, receipt, mediaId } = file
  const proof = detail.proofs.find((each) => each.mediaId === mediaId)
  return (
    <>
      <MediaPlayer recordingId={callUUID} receipt={receipt} />
      <Facts
        facts={[
          ["Status", <StatusBadge status={proof?.status ?? "notProved"} />],
          ["Fingerprint", fingerprintText(file)],
        ]}
      />
      {receipt.kind === "call" && <Link to={waveformsPath(callUUID)}>Waveforms</Link>}
    </>
  )
}
