import { useAddress } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { PATHS } from "../router/paths.ts"

const TABS = [
  { to: PATHS.scenarios, title: "All" },
  { to: PATHS.labs, title: "Labs" },
  { to: PATHS.present, title: "Present" },
] as const

/** What there is to learn with: rehearsals, labs, the presenter's view. */
export function ScenarioTabs() {
  const { path } = useAddress()
  return (
    <nav className="row chain-choice" aria-label="Scenarios">
      {TABS.map(({ to, title }) => (
        <Link key={to} to={to} aria-current={path === to ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  )
}
