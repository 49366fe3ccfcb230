import { PATHS } from "../router/paths.ts"

/** One entry of the bar: an address, or a menu of the guide. */
export interface MenuEntry {
  readonly title: string
  readonly to?: string
  readonly entries?: readonly MenuEntry[]
}

/** The guide's menus, letter for letter. */
export const GUIDE_MENU: readonly MenuEntry[] = [
  { title: "Home", to: PATHS.home },
  { title: "Accounts", to: PATHS.accounts },
  {
    title: "Configuration",
    entries: [
      {
        title: "Configuration Manager",
        entries: [
          { title: "Voice Platform Profiles", to: PATHS.profiles },
          { title: "Applications", to: PATHS.applications },
        ],
      },
    ],
  },
  {
    title: "Operations",
    entries: [
      { title: "Recordings", to: PATHS.recordings },
      { title: "Scenarios", to: PATHS.scenarios },
      { title: "Labs", to: PATHS.labs },
      { title: "Noise player", to: PATHS.noise },
      { title: "System", to: PATHS.system },
    ],
  },
  {
    title: "Administration",
    entries: [
      { title: "Certificates", to: PATHS.certificates },
      { title: "Screen Recording Certificates", to: PATHS.screenCertificates },
    ],
  },
]

/** What the guide's product lacks. */
export const SIMULATOR_MENU: readonly MenuEntry[] = [
  { title: "Recordings", to: PATHS.recordings },
  { title: "Scenarios", to: PATHS.scenarios },
  { title: "Labs", to: PATHS.labs },
  { title: "System", to: PATHS.system },
]
