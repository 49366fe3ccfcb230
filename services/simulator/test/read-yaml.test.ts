import { isGirError, type GirError } from "@gir/errors"
import { Type } from "typebox"
import { expect, test } from "vitest"
import { errorBlock } from "../src/cli/error-block.ts"
import { readYaml } from "../src/yaml/read-yaml.ts"

const strict = { additionalProperties: false }
const Verb = Type.Union([
  Type.Object({ deploy: Type.Object({ certificate: Type.String() }, strict) }, strict),
  Type.Object({ record: Type.Object({ calls: Type.Integer() }, strict) }, strict),
])
const schema = Type.Object(
  {
    newCertificate: Type.String(),
    newKey: Type.Optional(Type.String()),
    policy: Type.Optional(Type.Union([Type.Literal("refuse"), Type.Literal("continue")])),
    do: Type.Optional(Type.Array(Verb)),
  },
  strict,
)

function faultOf(text: string): GirError {
  try {
    readYaml({ name: "plan.yaml", text, schema })
  } catch (error) {
    if (isGirError(error, "ERR_CLI_FILE_INVALID")) return error
    throw error
  }
  throw new Error("the file was read")
}

test("knows where each value of a file stands", () => {
  const file = readYaml({ name: "plan.yaml", text: "# a\nnewCertificate: new.pem\n", schema })
  expect(file.value).toEqual({ newCertificate: "new.pem" })
  expect(file.locate("/newCertificate")).toEqual({ line: 2, column: 17, length: 7 })
})

test("names file, line, column and the key that was meant, and hides what stands behind it", () => {
  const fault = faultOf("newCertificate: new.pem\nnewkee: hunter2\n")
  expect(fault.message).toBe('unknown key "newkee"; did you mean "newKey"?')
  expect(fault.where).toBe("plan.yaml:2:1")
  expect(errorBlock(fault)).toContain(" 2 | newkee: …\n   | ^^^^^^")
  expect(errorBlock(fault)).not.toContain("hunter2")
})

test("tells all problems at once", () => {
  const fault = faultOf("policy: continu\nnewKey: [1]\n")
  const also = fault.fields["also"] as string[]
  const all = [fault.message, ...also].join("\n")
  expect(all).toContain('"continu" is not one of: refuse, continue; did you mean "continue"?')
  expect(all).toContain('the key "newCertificate" is missing')
  expect(all).toContain("plan.yaml:2:9: it must be a text")
})

test("finds the misspelt verb, and the misspelt key inside a verb", () => {
  const verb = faultOf("newCertificate: a\ndo:\n  - deplyo: { certificate: A }\n")
  expect(verb.message).toBe('unknown key "deplyo"; did you mean "deploy"?')
  expect(verb.where).toBe("plan.yaml:3:5")
  const inside = faultOf("newCertificate: a\ndo:\n  - deploy: { certificat: A }\n")
  expect([inside.message, ...(inside.fields["also"] as string[])].join()).toContain(
    'unknown key "certificat"; did you mean "certificate"?',
  )
})

test.each([
  ["a: &x [*x]", "an alias is not read"],
  ["a: [1", "cannot be read as YAML"],
  ["a: 1\na: 2", "cannot be read as YAML"],
])("refuses %j", (text, message) => {
  expect(faultOf(text).message).toContain(message)
})
