import type { OpenedOption, OptionEntry, Options, OptionSave, OptionsTab } from "@gir/contracts"
import { listOptions, openOption, removeOption, saveOption } from "@gir/ivr-profile"
import { assertVersion } from "./assert-version.ts"

/** Where the Options tab of one object reads it and saves it. */
export interface OptionsHome<T extends OptionHolder = OptionHolder> {
  /** @throws ERR_NOT_FOUND */
  read(): Promise<T>
  /** @throws ERR_CONFLICT unless the object has the stored version. */
  save(object: T): Promise<T>
}

/** An object of the Configuration Server that has an Options tab. */
interface OptionHolder {
  readonly version: number
  readonly options: Options
}

type OptionAddress = Pick<OptionEntry, "section" | "name">

/** The Options tab of an IVR Profile or of an application object. */
export async function readOptionsTab<T extends OptionHolder>(
  home: OptionsHome<T>,
): Promise<OptionsTab> {
  const { version, options } = await home.read()
  return { version, options: listOptions(options) }
}

/** @throws ERR_NOT_FOUND */
export async function openOptionOf<T extends OptionHolder>(
  home: OptionsHome<T>,
  { section, name }: OptionAddress,
): Promise<OpenedOption> {
  const { version, options } = await home.read()
  return { version, ...openOption(options, section, name) }
}

/**
 * Save of one option. Seed: "If opened for editing and saved without making any changes, the
 * certificate will be corrupted."
 *
 * @returns the option as it is stored now.
 * @throws ERR_NOT_FOUND, ERR_CONFLICT, ERR_BAD_REQUEST, ERR_CONFIG_PROFILE_INVALID
 */
export async function saveOptionOf<T extends OptionHolder>(
  home: OptionsHome<T>,
  { section, name }: OptionAddress,
  { version, value }: OptionSave,
): Promise<OpenedOption> {
  const stored = await home.read()
  assertVersion(stored, version)
  const options = saveOption(stored.options, { section, name, value })
  const saved = await home.save({ ...stored, options })
  return { version: saved.version, ...openOption(saved.options, section, name) }
}

/**
 * @param version the version that the person has seen; without one any is changed.
 * @throws ERR_NOT_FOUND, ERR_CONFLICT, ERR_CONFIG_PROFILE_INVALID
 */
export async function removeOptionOf<T extends OptionHolder>(
  home: OptionsHome<T>,
  { section, name }: OptionAddress,
  version: number | undefined,
): Promise<void> {
  const stored = await home.read()
  assertVersion(stored, version ?? stored.version)
  await home.save({ ...stored, options: removeOption(stored.options, section, name) })
}
