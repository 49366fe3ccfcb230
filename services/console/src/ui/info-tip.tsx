import { Popover } from "@base-ui/react/popover"
import type { ReactNode } from "react"
import { InfoIcon } from "./icons.tsx"

interface InfoTipProps {
  /** What the tip is about: `Certificate File`. */
  readonly about: string
  readonly children: ReactNode
}

/** The guide's information icon; a click or Enter opens its text. */
export function InfoTip({ about, children }: InfoTipProps) {
  return (
    <Popover.Root>
      <Popover.Trigger className="icon-button" aria-label={`About ${about}`}>
        <InfoIcon />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} className="floating">
          <Popover.Popup className="popup popup-text" aria-label={about}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
