import { Link } from "../router/link.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { GUIDE_MENU, type MenuEntry } from "./main-menu.ts"

/** Both bars in one window, for narrow screens. */
export function NarrowMenu({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Menu" width="narrow" onClose={onClose}>
      <nav aria-label="Main" className="narrow-menu">
        <Entries entries={GUIDE_MENU} onClose={onClose} />
      </nav>
    </Dialog>
  )
}

interface EntriesProps {
  readonly entries: readonly MenuEntry[]
  readonly onClose: () => void
}

function Entries({ entries, onClose }: EntriesProps) {
  return (
    <ul>
      {entries.map(({ title, to, entries: children }) => (
        <li key={title}>
          {to === undefined ? (
            <span className="menu-label">{title}</span>
          ) : (
            <Link to={to} onClick={onClose}>
              {title}
            </Link>
          )}
          {children !== undefined && <Entries entries={children} onClose={onClose} />}
        </li>
      ))}
    </ul>
  )
}
