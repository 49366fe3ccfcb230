import type { ReactNode } from "react"
import { Accounts } from "../accounts/accounts.tsx"
import { ApplicationScreen } from "../applications/application-screen.tsx"
import { ApplicationsScreen } from "../applications/applications-screen.tsx"
import { CertificatesScreen } from "../certificates/certificates-screen.tsx"
import { Home } from "../home/home.tsx"
import { LabsScreen } from "../labs/labs-screen.tsx"
import { PresentScreen } from "../presenter/present-screen.tsx"
import { NoiseScreen } from "../noise/noise-screen.tsx"
import { ProfileScreen } from "../profiles/profile-screen.tsx"
import { ProfilesScreen } from "../profiles/profiles-screen.tsx"
import { RecordingScreen } from "../recordings/recording-screen.tsx"
import { RecordingsScreen } from "../recordings/recordings-screen.tsx"
import { matchPath, PATHS } from "../router/paths.ts"
import { ScenarioScreen } from "../scenarios/scenario-screen.tsx"
import { ScenariosScreen } from "../scenarios/scenarios-screen.tsx"
import { ScreenCertificatesScreen } from "../screen-certificates/screen-certificates-screen.tsx"
import { DataPathScreen } from "../signature/data-path-screen.tsx"
import { WaveformsScreen } from "../signature/waveforms-screen.tsx"
import { SystemScreen } from "../system/system-screen.tsx"
import { Link } from "../router/link.tsx"

interface Screen {
  readonly title: string
  readonly content: ReactNode
}

interface Route {
  readonly pattern: string
  readonly title: string
  readonly draw: (parts: Readonly<Record<string, string>>) => ReactNode
}

const ROUTES: readonly Route[] = [
  { pattern: PATHS.home, title: "Home", draw: () => <Home /> },
  { pattern: PATHS.accounts, title: "Accounts", draw: () => <Accounts /> },
  { pattern: PATHS.certificates, title: "Certificates", draw: () => <CertificatesScreen /> },
  {
    pattern: PATHS.screenCertificates,
    title: "Screen Recording Certificates",
    draw: () => <ScreenCertificatesScreen />,
  },
  { pattern: PATHS.profiles, title: "Voice Platform Profiles", draw: () => <ProfilesScreen /> },
  {
    pattern: `${PATHS.profiles}/:dbid/:tab`,
    title: "Voice Platform Profile",
    draw: ({ dbid = "", tab = "" }) => <ProfileScreen key={dbid} dbid={dbid} tab={tab} />,
  },
  { pattern: PATHS.applications, title: "Applications", draw: () => <ApplicationsScreen /> },
  {
    pattern: `${PATHS.applications}/:name`,
    title: "Application",
    draw: ({ name = "" }) => <ApplicationScreen key={name} name={name} />,
  },
  { pattern: PATHS.recordings, title: "Recordings", draw: () => <RecordingsScreen /> },
  {
    pattern: `${PATHS.recordings}/:recordingId`,
    title: "Recording",
    draw: ({ recordingId = "" }) => <RecordingScreen key={recordingId} recordingId={recordingId} />,
  },
  {
    pattern: `${PATHS.recordings}/:recordingId/data-path`,
    title: "Data path",
    draw: ({ recordingId = "" }) => <DataPathScreen key={recordingId} recordingId={recordingId} />,
  },
  {
    pattern: `${PATHS.recordings}/:recordingId/waveforms`,
    title: "Waveforms",
    draw: ({ recordingId = "" }) => <WaveformsScreen key={recordingId} recordingId={recordingId} />,
  },
  { pattern: PATHS.noise, title: "Noise player", draw: () => <NoiseScreen /> },
  { pattern: PATHS.scenarios, title: "Scenarios", draw: () => <ScenariosScreen /> },
  {
    pattern: `${PATHS.scenarios}/:name`,
    title: "Scenario",
    draw: ({ name = "" }) => <ScenarioScreen key={name} name={name} />,
  },
  { pattern: PATHS.labs, title: "Labs", draw: () => <LabsScreen /> },
  { pattern: PATHS.present, title: "Present", draw: () => <PresentScreen /> },
  { pattern: PATHS.system, title: "System", draw: () => <SystemScreen /> },
]

/** @returns the screen at an address; an address that names none says so. */
export function screenAt(path: string): Screen {
  for (const { pattern, title, draw } of ROUTES) {
    const parts = matchPath(pattern, path)
    if (parts !== null) return { title, content: draw(parts) }
  }
  return { title: "Not found", content: <NotFound path={path} /> }
}

function NotFound({ path }: { readonly path: string }) {
  return (
    <div className="page stack">
      <h1>No screen here</h1>
      <p>
        <code>{path}</code> names none. <Link to={PATHS.home}>Home</Link>
      </p>
    </div>
  )
}
