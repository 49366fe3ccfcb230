import { Dialog as Base } from "@base-ui/react/dialog"
import type { ReactNode, RefObject } from "react"
import { CrossIcon } from "./icons.tsx"

interface DialogProps {
  /** Names act and object: `Delete Recording Certificate`. */
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly footer?: ReactNode
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly width?: "narrow" | "wide"
  /** False when there is only one way on, as after `RCS is not available`. */
  readonly canClose?: boolean
  /** A long text: the keyboard can scroll it though nothing in it takes the focus. */
  readonly isText?: boolean
}

/** A window over the page: it keeps the focus, Esc closes it, and the focus returns. */
export function Dialog(props: DialogProps) {
  const { title, onClose, children, footer, initialFocus, width = "wide", canClose = true } = props
  const scrolling = props.isText === true ? { tabIndex: 0, role: "group", "aria-label": title } : {}
  const change = (isOpen: boolean): void => {
    if (!isOpen && canClose) onClose()
  }
  return (
    <Base.Root open onOpenChange={change} disablePointerDismissal={!canClose}>
      <Base.Portal>
        <Base.Backdrop className="dialog-backdrop" />
        <Base.Popup
          className={`dialog dialog-${width}`}
          {...(initialFocus === undefined ? {} : { initialFocus })}
        >
          <div className="dialog-title">
            <Base.Title render={<h2 />}>{title}</Base.Title>
            {canClose && (
              <Base.Close className="icon-button" aria-label="Close">
                <CrossIcon />
              </Base.Close>
            )}
          </div>
          <div className="dialog-body" {...scrolling}>
            {children}
          </div>
          {footer !== undefined && <div className="dialog-footer">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
