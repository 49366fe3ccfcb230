import type { ReactNode } from "react"

interface IconProps {
  readonly children: ReactNode
  readonly className?: string
}

/** All icons are drawn on 16 × 16 and take the colour of their text; words stand beside them. */
function Icon({ children, className = "icon" }: IconProps) {
  return (
    <svg className={className} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round">
        {children}
      </g>
    </svg>
  )
}

export const CheckIcon = () => (
  <Icon>
    <path d="M3 8.5l3.2 3.2L13 4.5" />
  </Icon>
)

export const CrossIcon = () => (
  <Icon>
    <path d="M4 4l8 8M12 4l-8 8" />
  </Icon>
)

export const RefusedIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M4.2 11.8l7.6-7.6" />
  </Icon>
)

export const WarningIcon = () => (
  <Icon>
    <path d="M8 2.5L14 13.5H2z" strokeLinejoin="round" />
    <path d="M8 6.5v3M8 11.4v.1" />
  </Icon>
)

export const QuestionIcon = () => (
  <Icon>
    <path d="M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9 8 10M8 12.5v.1" />
  </Icon>
)

export const RunningIcon = () => (
  <Icon className="icon icon-running">
    <circle cx="8" cy="8" r="5.5" />
    <circle cx="8" cy="8" r="1.5" fill="currentColor" />
  </Icon>
)

export const RestartIcon = () => (
  <Icon>
    <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3" />
  </Icon>
)

export const StaleIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 4.5V8l2.5 1.5" />
  </Icon>
)

export const InfoIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 7.5v3.5M8 5v.1" />
  </Icon>
)

export const GearIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="2.25" />
    <path d="M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M3.4 12.6l1.4-1.4M11.2 4.8l1.4-1.4" />
  </Icon>
)

export const DownIcon = () => (
  <Icon>
    <path d="M4.5 6.5L8 10l3.5-3.5" strokeLinejoin="round" />
  </Icon>
)

export const RightIcon = () => (
  <Icon>
    <path d="M6.5 4.5L10 8l-3.5 3.5" strokeLinejoin="round" />
  </Icon>
)

export const MenuIcon = () => (
  <Icon>
    <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />
  </Icon>
)

export const PlayIcon = () => (
  <Icon>
    <path d="M4.5 3l8 5-8 5z" fill="currentColor" strokeLinejoin="round" />
  </Icon>
)

export const PauseIcon = () => (
  <Icon>
    <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2.5" />
  </Icon>
)

export const SortIcon = ({ direction }: { readonly direction: "asc" | "desc" | "none" }) => (
  <Icon className="icon icon-sort">
    {direction !== "desc" && <path d="M5 6.5L8 3.5l3 3" strokeLinejoin="round" />}
    {direction !== "asc" && <path d="M5 9.5l3 3 3-3" strokeLinejoin="round" />}
  </Icon>
)
