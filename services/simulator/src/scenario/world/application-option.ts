import type { World } from "./world.ts"

interface OptionValue {
  readonly section: string
  readonly name: string
  readonly value: string | null
}

/** Sets an option of an application object, or takes it away; the object is made when it is not there. */
export async function setApplicationOption(
  { stage }: Pick<World, "stage">,
  application: string,
  { section, name, value: text }: OptionValue,
): Promise<void> {
  const { configuration } = stage.peers
  const stored = await configuration.application(application)
  const options = stored?.options ?? {}
  await configuration.saveApplication(application, {
    ...(stored === null ? {} : { version: stored.version }),
    type: stored?.type ?? "Media Control Platform",
    options: { ...options, [section]: withValue(options[section] ?? {}, name, text) },
  })
}

/** @returns the values of a section, with one of them changed. */
export function withValue(
  values: Readonly<Record<string, string>>,
  name: string,
  text: string | null,
): Record<string, string> {
  const { [name]: _, ...others } = values
  return text === null ? others : { ...others, [name]: text }
}
