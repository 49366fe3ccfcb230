import type { ComponentProps } from "react"

type ButtonProps = ComponentProps<"button"> & {
  readonly look?: "primary" | "plain" | "danger" | "quiet"
}

/** A button that submits nothing unless told to. */
export function Button({ look = "plain", className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`button button-${look} ${className}`.trim()} {...rest} />
}
