/** Names come from files: they must not command the terminal that shows them. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, "?")
}
