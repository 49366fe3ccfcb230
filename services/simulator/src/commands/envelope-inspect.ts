import {
  inspectEnvelope,
  listNodes,
  typeName,
  type EnvelopeInspection,
  type NamedNode,
  type NodeList,
} from "@gir/cms"
import { isGirError, type GirError } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { errorBlock, errorFacts } from "../cli/error-block.ts"
import { EXIT, exitCodeOf, type ExitCode } from "../cli/exit-codes.ts"
import { openEnvelopeInput, type EnvelopeInput, type InputStream } from "../envelope/input-file.ts"
import { inspectionLines } from "../envelope/inspection-lines.ts"
import { tellingWhere } from "../envelope/tell-where.ts"

export interface InspectCommandOptions {
  readonly json: boolean
  /** Every value, not only those that the RFC names. */
  readonly all: boolean
  readonly input: InputStream
}

interface Inspected {
  readonly file: string
  /** `null` when the envelope cannot be read to its end. */
  readonly inspection: EnvelopeInspection | null
  readonly list: NodeList
  readonly failure: GirError | null
}

/**
 * Shows what an envelope says without any key: container, cipher, recipients, and where each value
 * lies. A broken one is shown as far as it can be read.
 */
export async function inspectCommand(
  file: string,
  options: InspectCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { folder, signal, terminal } = context
  const input = await openEnvelopeInput({ path: file, folder, input: options.input, signal })
  try {
    const inspected = await inspect(input, options)
    const exitCode = inspected.failure === null ? EXIT.held : exitCodeOf(inspected.failure)
    if (options.json) terminal.out(JSON.stringify(documentOf(inspected, exitCode), null, 2))
    else for (const line of inspectionLines(inspected, terminal)) terminal.out(line)
    if (inspected.failure !== null) terminal.err(errorBlock(inspected.failure))
    return exitCode
  } finally {
    await input.close()
  }
}

async function inspect(input: EnvelopeInput, options: InspectCommandOptions): Promise<Inspected> {
  const read = await tellingWhere(input, () => inspectEnvelope(input.source)).catch(
    (error: unknown) => {
      if (isGirError(error)) return error
      throw error
    },
  )
  const failure = isGirError(read) ? read : null
  const inspection = isGirError(read) ? null : read
  const isListed = options.all || inspection === null ? () => true : isNamed
  // Text that holds no envelope has no values to list either.
  const isNoEnvelope = failure?.code === "ERR_CLI_NOT_AN_ENVELOPE"
  const list = isNoEnvelope ? NOTHING : await listNodes(input.source, isListed)
  return { file: input.name, inspection, list, failure }
}

const NOTHING: NodeList = { nodes: [], omitted: 0, fault: null }

function isNamed({ name }: NamedNode): boolean {
  return name !== null
}

function documentOf({ file, inspection, list, failure }: Inspected, exitCode: ExitCode): object {
  return {
    schema: "gir.envelope/1",
    verdict: failure === null ? "held" : "broken",
    exitCode,
    file,
    ...inspection,
    nodes: list.nodes.map((node) => ({
      offset: node.offset,
      headerBytes: node.headerBytes,
      contentBytes: node.contentBytes,
      totalBytes: node.totalBytes,
      depth: node.depth,
      type: typeName(node),
      isConstructed: node.isConstructed,
      name: node.name,
    })),
    nodesOmitted: list.omitted,
    errors: failure === null ? [] : [errorFacts(failure)],
  }
}
