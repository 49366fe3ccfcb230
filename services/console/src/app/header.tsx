import { useState } from "react"
import { Link } from "../router/link.tsx"
import { PATHS } from "../router/paths.ts"
import { MenuIcon } from "../ui/icons.tsx"
import { GearMenu } from "./gear-menu.tsx"
import { NarrowMenu } from "./narrow-menu.tsx"
import { logOut, useSession } from "./session.ts"

/** The dark bar of the guide's screenshots. */
export function Header({ onHelp }: { readonly onHelp: () => void }) {
  const { login } = useSession()
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  return (
    <header className="header">
      {login && (
        <button
          type="button"
          className="header-button header-menu"
          onClick={() => setIsMenuOpen(true)}
        >
          <MenuIcon />
          Menu
        </button>
      )}
      <Link to={PATHS.home} className="brand">
        <span className="word-mark">GIR</span>
        <span className="brand-name">Administrator Extension</span>
      </Link>
      <div className="header-end">
        {login && (
          <>
            <span className="welcome">Welcome {login.userName}</span>
            <button type="button" className="header-button" onClick={() => void logOut()}>
              Log Out
            </button>
          </>
        )}
        <button type="button" className="header-button" onClick={onHelp}>
          Help
        </button>
        <GearMenu />
      </div>
      {isMenuOpen && <NarrowMenu onClose={() => setIsMenuOpen(false)} />}
    </header>
  )
}
