/** PostgreSQL keeps no NUL character: a caller's text gets the replacement character in its place. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD")
}
