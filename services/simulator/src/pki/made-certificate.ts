import type { Certificate } from "@gir/x509"
import { resolve } from "node:path"
import { parseMoment } from "../certificate/parse-moment.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { writeFiles, type NewFile } from "../cli/write-files.ts"
import { DAY_MS } from "./private-ca.ts"

export interface ValidityOptions {
  readonly days: number
  readonly notBefore?: string
  readonly serial?: string
}

/**
 * The validity and serial number that a command line asks for. Without a first moment it begins a
 * day ago, so that a clock that is a little behind accepts the certificate.
 *
 * @throws ERR_CLI_USAGE
 */
export function requestedTerm(
  { days, notBefore, serial }: ValidityOptions,
  now: Date,
): { notBefore: Date; notAfter: Date; serialNumber?: string } {
  const from =
    notBefore === undefined
      ? Math.floor(now.getTime() / 1_000) * 1_000 - DAY_MS
      : parseMoment(notBefore, "--not-before").getTime()
  return {
    notBefore: new Date(from),
    notAfter: new Date(from + days * DAY_MS),
    ...(serial === undefined ? {} : { serialNumber: serial }),
  }
}

/** A file to write; with the certificate in it, when its dates are to be told. */
export interface MadeFile extends NewFile {
  readonly certificate?: Certificate
}

/** Writes the files, none over another, and prints their paths, and the dates of certificates. */
export async function writeMade(
  out: string,
  files: readonly MadeFile[],
  { terminal, folder }: CommandContext,
): Promise<void> {
  const paths = await writeFiles(resolve(folder, out), files)
  for (const [at, path] of paths.entries()) terminal.out(madeLine(path, files[at]?.certificate))
}

function madeLine(path: string, certificate: Certificate | undefined): string {
  if (certificate === undefined) return path
  const { subject, notBefore, notAfter, serialNumber } = certificate
  const name = subject.commonName ?? subject.rfc4514
  const [from, to] = [notBefore, notAfter].map((date) => date.toISOString().slice(0, 10))
  return `${path}  ${name.replace(/\p{C}/gu, "?")}, serial ${serialNumber}, ${from} to ${to}`
}
