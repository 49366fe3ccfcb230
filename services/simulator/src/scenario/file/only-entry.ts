/** `deploy: B` is an object with one member. */
export function onlyEntry(one: object): [word: string, params: unknown] {
  const [entry] = Object.entries(one)
  if (entry === undefined) throw new RangeError("an object with one member has none")
  return entry as [string, unknown]
}
