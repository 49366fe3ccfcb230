import type { AnchorHTMLAttributes, MouseEvent } from "react"
import { navigate } from "./address.ts"

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly to: string }

/** An address of this page, opened without loading it again; a new tab still works. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event)
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
    if (event.defaultPrevented || !isPlain) return
    event.preventDefault()
    navigate(to)
  }
  return <a href={to} onClick={follow} {...rest} />
}
