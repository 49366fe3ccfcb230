import { Menu } from "@base-ui/react/menu"
import { navigate, useAddress } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { DownIcon, RightIcon } from "../ui/icons.tsx"
import { GUIDE_MENU, SIMULATOR_MENU, type MenuEntry } from "./main-menu.ts"

/** The second bar of the guide, and beside it what the simulator adds. */
export function MenuBar() {
  return (
    <nav className="menu-bar" aria-label="Main">
      <ul>
        {GUIDE_MENU.map((entry) => (
          <li key={entry.title}>
            <BarEntry entry={entry} />
          </li>
        ))}
      </ul>
      <ul className="menu-bar-simulator" aria-label="Simulator">
        {SIMULATOR_MENU.map((entry) => (
          <li key={entry.title}>
            <BarEntry entry={entry} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function BarEntry({ entry }: { readonly entry: MenuEntry }) {
  const { path } = useAddress()
  if (entry.entries === undefined) {
    const to = entry.to ?? "/"
    const isHere = to === "/" ? path === "/" : path.startsWith(to)
    return (
      <Link to={to} className="bar-link" aria-current={isHere ? "page" : undefined}>
        {entry.title}
      </Link>
    )
  }
  return (
    <Menu.Root>
      <Menu.Trigger className="bar-link" openOnHover={false}>
        {entry.title}
        <DownIcon />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="floating" sideOffset={4} align="start">
          <Menu.Popup className="popup menu">
            {entry.entries.map((child) => (
              <MenuItem key={child.title} entry={child} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function MenuItem({ entry }: { readonly entry: MenuEntry }) {
  const { to, title, entries } = entry
  if (to !== undefined) {
    return (
      <Menu.Item className="menu-item" onClick={() => navigate(to)}>
        {title}
      </Menu.Item>
    )
  }
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item">
        {title}
        <RightIcon />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner className="floating" side="right" align="start" alignOffset={-4}>
          <Menu.Popup className="popup menu">
            {entries?.map((child) => (
              <MenuItem key={child.title} entry={child} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  )
}
