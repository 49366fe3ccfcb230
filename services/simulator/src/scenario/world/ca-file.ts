import type { Authority } from "./authority.ts"

/** How a CA file is written: as the guide wants it, or with one of the mistakes that people make. */
export type CaFileForm = "clean" | "glued" | "crlf" | "bom" | "text" | "with-key"

/** @param names nearest intermediate first, root last, if it is to be right. */
export function caFileText(
  names: readonly string[],
  { authority, form }: { readonly authority: Authority; readonly form: CaFileForm },
): string {
  const pems = names.map((name) => authority.get(name).pem)
  if (form === "glued") return pems.map((pem) => pem.trimEnd()).join("")
  if (form === "text")
    return names.map((name) => `${preambleOf(name, authority)}${authority.get(name).pem}`).join("")
  const clean = pems.join("")
  if (form === "crlf") return clean.replaceAll("\n", "\r\n")
  if (form === "bom") return `\uFEFF${clean}`
  if (form === "with-key")
    return `${authority.get(names[0] ?? "").keys?.privateKeyPem ?? ""}${clean}`
  return clean
}

/** What `openssl x509 -text` writes above a certificate. */
function preambleOf(name: string, authority: Authority): string {
  const { serialNumber, subject } = authority.get(name).certificate
  return `Certificate:\n    Data:\n        Serial Number: ${serialNumber}\n        Subject: ${subject.rfc4514}\n`
}
