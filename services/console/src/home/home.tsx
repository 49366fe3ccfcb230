import type { SystemState } from "@gir/contracts"
import { Link } from "../router/link.tsx"
import { PATHS } from "../router/paths.ts"
import { useSystem } from "../system/system-queries.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"

const DOORS = [
  {
    to: PATHS.certificates,
    title: "Upload",
    says: "A recording certificate and its private key, into the keystore",
  },
  {
    to: PATHS.profiles,
    title: "Deploy",
    says: "The certificate on a profile: from then on calls are encrypted to it",
  },
  {
    to: PATHS.screenCertificates,
    title: "Assign",
    says: "A certificate for screen recordings, so that both can be muxed",
  },
  {
    to: PATHS.labs,
    title: "Learn",
    says: "Labs: something is missing or broken, and you mend it on these screens",
  },
  { to: PATHS.recordings, title: "Play", says: "What was recorded, and what its envelope tells" },
] as const

/** How the installation is, and the ways in. */
export function Home() {
  const system = useSystem()
  return (
    <div className="stack">
      <h1>Home</h1>
      <Panel title="Health">
        <div className="panel-body">
          <Loaded query={system} service="GAX">
            {(state) => <Health state={state} />}
          </Loaded>
        </div>
      </Panel>
      <nav className="doors" aria-label="Start here">
        {DOORS.map(({ to, title, says }) => (
          <Link key={to} to={to} className="door">
            <strong>{title}</strong>
            <span>{says}</span>
          </Link>
        ))}
      </nav>
    </div>
  )
}

function Health({ state }: { readonly state: SystemState }) {
  const { nodes } = state
  const away = nodes.filter((node) => node.state !== "running")
  const pending = nodes.filter((node) =>
    node.restartOptions.some((option) => option.isRestartPending),
  )
  return (
    <div className="row">
      {away.length === 0 ? (
        <StatusBadge status="held">{`${nodes.length} of ${nodes.length} services run`}</StatusBadge>
      ) : (
        <StatusBadge status="warning">
          {`${away.map((node) => node.name).join(", ")} not ready`}
        </StatusBadge>
      )}
      {pending.length > 0 && (
        <StatusBadge status="restartPending">
          {`restart pending: ${pending.map((node) => node.name).join(", ")}`}
        </StatusBadge>
      )}
      <Link to={PATHS.system}>System</Link>
    </div>
  )
}
