import type { ReactNode } from "react"
import { navigate } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { profilePath } from "../router/paths.ts"
import { Field } from "../ui/field.tsx"

const TABS = [
  { id: "general", title: "General" },
  { id: "options", title: "Options" },
  { id: "permissions", title: "Permissions" },
  { id: "recording", title: "Recording" },
] as const

interface ProfileTabsProps {
  readonly dbid: string
  readonly tab: string
  readonly children: ReactNode
}

/** The guide's tabs on the left; on a narrow screen a select above the form. */
export function ProfileTabs({ dbid, tab, children }: ProfileTabsProps) {
  return (
    <div className="tabs">
      <nav className="tab-list" aria-label="Properties">
        {TABS.map(({ id, title }) => (
          <Link
            key={id}
            to={profilePath(Number(dbid), id)}
            className="tab"
            aria-current={id === tab ? "page" : undefined}
          >
            {title}
          </Link>
        ))}
      </nav>
      <div className="tab-select">
        <Field label="Properties">
          {(ids) => (
            <select
              {...ids}
              value={tab}
              onChange={(event) => navigate(profilePath(Number(dbid), event.target.value))}
            >
              {TABS.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <div className="stack">{children}</div>
    </div>
  )
}
