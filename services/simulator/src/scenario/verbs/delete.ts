import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { defineVerb } from "./verb.ts"

const Delete = Type.Object(
  {
    certificate: Name,
    /** False: without the number of recordings that are lost with it. */
    confirm: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** Recording Certificates > Delete: the certificate goes, and its private key with it. */
export const deleteKey = defineVerb({
  name: "delete",
  schema: Type.Union([Name, Delete]),
  refersTo: (params) => ({ certificates: [paramsOf(params).certificate] }),
  subjectOf: (params) => paramsOf(params).certificate,
  run: async (params, { authority, sessions }) => {
    const { certificate: name, confirm = true } = paramsOf(params)
    const administrator = await sessions.of()
    const { id } = authority.get(name)
    if (confirm) await administrator.deleteCertificate(id)
    else await administrator.deleteUnconfirmed(id)
    return `${name} out of Recording Certificates`
  },
})

function paramsOf(params: string | { certificate: string; confirm?: boolean }) {
  return typeof params === "string" ? { certificate: params } : params
}
