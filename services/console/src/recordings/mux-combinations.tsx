import type { MuxCombination } from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { Link } from "../router/link.tsx"
import { PATHS, recordingPath } from "../router/paths.ts"
import { shortId } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"

const LIVE_MS = 5_000
const BOTH = [true, false] as const

/** What the muxer did with the newest interaction of each kind. */
export function MuxCombinationsPanel() {
  const combinations = useQuery({
    queryKey: ["recordings", "mux-combinations"],
    staleTime: 0,
    refetchInterval: LIVE_MS,
    queryFn: ({ signal }) => api<MuxCombination[]>("/mux-combinations", { signal }),
  })
  return (
    <Panel title="Muxer, four combinations">
      <Loaded query={combinations} service="Web Services">
        {(found) => <FourCells combinations={found} />}
      </Loaded>
      <Note>
        <p>
          Call encrypted and screen clear is refused [D]; call clear and screen encrypted too [A]. A
          refused pair stays playable apart. To mend it:{" "}
          <Link to={PATHS.screenCertificates}>
            Administration &gt; Screen Recording Certificates
          </Link>{" "}
          &gt; Add &gt; Save.
        </p>
      </Note>
    </Panel>
  )
}

function FourCells({ combinations }: { readonly combinations: readonly MuxCombination[] }) {
  return (
    <div className="table-frame">
      <table className="table four-cells">
        <caption className="visually-hidden">
          The newest interaction of each combination of protection
        </caption>
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col">Screen encrypted</th>
            <th scope="col">Screen clear</th>
          </tr>
        </thead>
        <tbody>
          {BOTH.map((isCallEncrypted) => (
            <tr key={String(isCallEncrypted)}>
              <th scope="row">{isCallEncrypted ? "Call encrypted" : "Call clear"}</th>
              {BOTH.map((isScreenEncrypted) => (
                <td
                  key={String(isScreenEncrypted)}
                  data-label={isScreenEncrypted ? "Screen encrypted" : "Screen clear"}
                >
                  <Cell
                    found={combinations.find(
                      (each) =>
                        each.isCallEncrypted === isCallEncrypted &&
                        each.isScreenEncrypted === isScreenEncrypted,
                    )}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ found }: { readonly found: MuxCombination | undefined }) {
  if (found === undefined || found.recordingId === null) return <StatusBadge status="notYet" />
  const { recordingId } = found
  return (
    <span className="row">
      <Outcome found={found} />
      <Link to={recordingPath(recordingId)} className="mono" title={recordingId}>
        {shortId(recordingId)}
      </Link>
    </span>
  )
}

function Outcome({ found: { outcome, code, isMuxEncrypted } }: { readonly found: MuxCombination }) {
  if (outcome === "refused") {
    return (
      <>
        <StatusBadge status="refused" /> <code>{code}</code>
      </>
    )
  }
  if (outcome !== "muxed") return <StatusBadge status="running">being muxed</StatusBadge>
  return (
    <StatusBadge status="held">
      {isMuxEncrypted === true ? "muxed, encrypted again" : "muxed, in clear"}
    </StatusBadge>
  )
}
