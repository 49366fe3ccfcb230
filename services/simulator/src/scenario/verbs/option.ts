import { Type } from "typebox"
import { changeProfile } from "../world/profile.ts"
import { Name } from "../file/words.ts"
import { setApplicationOption, withValue } from "../world/application-option.ts"
import { defineVerb } from "./verb.ts"

const value = Type.Union([Type.String(), Type.Null()])
const Option = Type.Object(
  {
    /** Application object of a Media Control Platform; the IVR Profile when it is not said. */
    application: Type.Optional(Name),
    section: Type.String({ minLength: 1 }),
    name: Type.String({ minLength: 1 }),
    /** Null takes the option away. */
    value,
  },
  { additionalProperties: false },
)

/** Seed: "On the Options tab of each MCP application object". */
export const option = defineVerb({
  name: "option",
  schema: Option,
  refersTo: ({ application }) => (application === undefined ? {} : { nodes: [application] }),
  run: async ({ application, section, name, value: text }, world) => {
    if (application === undefined) {
      await changeProfile(world, (options) => ({
        ...options,
        [section]: withValue(options[section] ?? {}, name, text),
      }))
    } else await setApplicationOption(world, application, { section, name, value: text })
    return `[${section}] ${name} = ${text ?? "(none)"}`
  },
})
