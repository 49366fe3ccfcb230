import { Link } from "../router/link.tsx"

interface Crumb {
  readonly title: string
  readonly to?: string
}

/** Where one is; on a narrow screen the way back alone. */
export function Breadcrumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  const back = crumbs.findLast((crumb) => crumb.to !== undefined)
  return (
    <nav className="breadcrumbs" aria-label="Breadcrumbs">
      <ol>
        {crumbs.map(({ title, to }, index) => (
          <li key={`${index}-${title}`}>
            {to === undefined ? <span>{title}</span> : <Link to={to}>{title}</Link>}
          </li>
        ))}
      </ol>
      {back?.to !== undefined && (
        <Link to={back.to} className="breadcrumbs-back">
          ‹ Back
        </Link>
      )}
    </nav>
  )
}
