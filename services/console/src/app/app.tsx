import { QueryClientProvider } from "@tanstack/react-query"
import { useCallback, useEffect, useState } from "react"
import { useAddress } from "../router/address.ts"
import { Header } from "./header.tsx"
import { Help } from "./help.tsx"
import { LogIn } from "./log-in.tsx"
import { LabPanel } from "../labs/lab-panel.tsx"
import { PATHS } from "../router/paths.ts"
import { MenuBar } from "./menu-bar.tsx"
import { queryClient } from "./query-client.ts"
import { RcsNotAvailable } from "./rcs-not-available.tsx"
import { screenAt } from "./screens.tsx"
import { useSession } from "./session.ts"
import { useShortcuts } from "./use-shortcuts.ts"

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Shell />
    </QueryClientProvider>
  )
}

function Shell() {
  const { login, isRcsLost } = useSession()
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const openHelp = useCallback(() => setIsHelpOpen(true), [])
  useShortcuts(openHelp)
  useFreshDataPerSession(login?.loggedInAt)
  // A class looks at the slide, and at nothing else.
  const isPresenting = useAddress().path === PATHS.present && Boolean(login)
  return (
    <>
      {login !== undefined && (
        <a className="skip-link" href="#content">
          Skip to content
        </a>
      )}
      {!isPresenting && <Header onHelp={openHelp} />}
      {login === null && <LogIn />}
      {login && (
        <>
          {!isPresenting && <MenuBar />}
          <div className="beside-lab">
            <Screen />
            {!isPresenting && <LabPanel />}
          </div>
        </>
      )}
      {isHelpOpen && <Help onClose={() => setIsHelpOpen(false)} />}
      {isRcsLost && <RcsNotAvailable />}
    </>
  )
}

function Screen() {
  const { path } = useAddress()
  const { title, content } = screenAt(path)
  useEffect(() => {
    document.title = `${title} · Administrator Extension`
  }, [title])
  return (
    <main id="content" className="content" tabIndex={-1}>
      {content}
    </main>
  )
}

/** What one session has seen is not shown to the next one. */
function useFreshDataPerSession(loggedInAt: string | undefined): void {
  useEffect(() => () => queryClient.clear(), [loggedInAt])
}
