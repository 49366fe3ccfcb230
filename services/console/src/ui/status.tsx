import type { ReactNode } from "react"
import {
  CheckIcon,
  CrossIcon,
  QuestionIcon,
  RefusedIcon,
  RestartIcon,
  RunningIcon,
  StaleIcon,
  WarningIcon,
} from "./icons.tsx"

/** One vocabulary: a status has the same word, symbol and colour in terminal, console and reports. */
export type Status =
  | "plays"
  | "held"
  | "fails"
  | "broken"
  | "refused"
  | "warning"
  | "notProved"
  | "notYet"
  | "running"
  | "restartPending"
  | "stale"

interface StatusLook {
  readonly word: string
  /** Suffix of the colour tokens. */
  readonly tone: Tone
  readonly icon: () => ReactNode
}

export type Tone = "plays" | "fails" | "refused" | "warning" | "unknown" | "running"

const LOOKS: Record<Status, StatusLook> = {
  plays: { word: "plays", tone: "plays", icon: CheckIcon },
  held: { word: "held", tone: "plays", icon: CheckIcon },
  fails: { word: "fails", tone: "fails", icon: CrossIcon },
  broken: { word: "broken", tone: "fails", icon: CrossIcon },
  refused: { word: "refused", tone: "refused", icon: RefusedIcon },
  warning: { word: "warning", tone: "warning", icon: WarningIcon },
  notProved: { word: "not proved", tone: "unknown", icon: QuestionIcon },
  notYet: { word: "not yet", tone: "unknown", icon: StaleIcon },
  running: { word: "running", tone: "running", icon: RunningIcon },
  restartPending: { word: "restart pending", tone: "running", icon: RestartIcon },
  stale: { word: "stale", tone: "running", icon: StaleIcon },
}

interface StatusBadgeProps {
  readonly status: Status
  /** Said in place of the status's own word, such as an error code after it. */
  readonly children?: ReactNode
}

export function StatusBadge({ status, children }: StatusBadgeProps) {
  const { word, tone, icon: StatusIcon } = LOOKS[status]
  return (
    <span className={`status tone-${tone}${status === "notProved" ? " status-dashed" : ""}`}>
      <StatusIcon />
      <span>{children ?? word}</span>
    </span>
  )
}

export function toneOf(status: Status): Tone {
  return LOOKS[status].tone
}

export function StatusSymbol({ status }: { readonly status: Status }) {
  const { icon: StatusIcon } = LOOKS[status]
  return <StatusIcon />
}
