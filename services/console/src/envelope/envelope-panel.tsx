import type { EnvelopeView } from "@gir/contracts"
import { useMemo, useState, type ReactNode } from "react"
import { useEnvelope } from "../recordings/recording-queries.ts"
import { formatBytes } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { envelopeFields, type EnvelopeField } from "./envelope-fields.ts"
import { deepestAt, foldedAtFirst, parentOf } from "./envelope-tree.ts"
import { Explained } from "./explained.tsx"
import { HexView } from "./hex-view.tsx"
import { OpenSslSteps } from "./openssl-steps.tsx"
import { SaveBytes } from "./save-bytes.tsx"
import { TreeView } from "./tree-view.tsx"

interface EnvelopePanelProps {
  readonly recordingId: string
  readonly mediaId: string
}

/** The envelope of a media file, as tree and as bytes; no key is needed for it. */
export function EnvelopePanel({ recordingId, mediaId }: EnvelopePanelProps) {
  const envelope = useEnvelope(recordingId, mediaId)
  return (
    <Loaded query={envelope} service="Web Services">
      {(view) => (
        <Envelope view={view} actions={<SaveBytes recordingId={recordingId} view={view} />} />
      )}
    </Loaded>
  )
}

interface EnvelopeProps {
  readonly view: EnvelopeView
  readonly actions: ReactNode
}

function Envelope({ view, actions }: EnvelopeProps) {
  const fields = useMemo(() => envelopeFields(view), [view])
  const pieces = useMemo(() => view.bytes.map(decodePiece), [view])
  const [folded, setFolded] = useState(() => foldedAtFirst(fields))
  const [selected, setSelected] = useState(0)
  const field = fields[selected]
  const selection = {
    from: field?.offset ?? 0,
    to: (field?.offset ?? 0) + (field?.totalBytes ?? 0),
  }
  const select = (index: number): void => {
    if (index < 0) return
    setFolded((before) => unfoldedAround(fields, before, index))
    setSelected(index)
  }
  return (
    <div className="stack">
      <p>
        {view.fileName} · {formatBytes(view.storedBytes)} · CMS {view.contentType} ·{" "}
        {view.cipherTitle} {actions}
      </p>
      <div className="envelope">
        <TreeView
          fields={fields}
          folded={folded}
          onFold={setFolded}
          selected={selected}
          onSelect={select}
        />
        <div>
          {pieces.map((piece) => (
            <HexView
              key={piece.from}
              {...piece}
              selection={selection}
              onSelect={(byte) => select(deepestAt(fields, byte))}
            />
          ))}
        </div>
        {field !== undefined && <Explained field={field} view={view} />}
      </div>
      <OpenSslSteps view={view} />
      {view.isCut && <p>The envelope has more values than are listed here.</p>}
      {view.notices.map((notice) => (
        <Note key={notice} status="warning">
          {notice}
        </Note>
      ))}
    </div>
  )
}

/** A selected value is never inside a folded one. */
function unfoldedAround(
  fields: readonly EnvelopeField[],
  folded: ReadonlySet<number>,
  index: number,
): ReadonlySet<number> {
  const next = new Set(folded)
  for (let at = parentOf(fields, index); at >= 0; at = parentOf(fields, at)) next.delete(at)
  return next
}

function decodePiece({ offset, base64 }: EnvelopeView["bytes"][number]) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return { from: offset, bytes }
}
