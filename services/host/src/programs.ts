import { buildConfigServer, readConfigServerConfig } from "@gir/config-server"
import { buildGax, readGaxConfig } from "@gir/gax"
import { buildMcp, readMcpConfig } from "@gir/mcp"
import { buildMuxer, readMuxerConfig } from "@gir/muxer"
import { buildRcs, readRcsConfig } from "@gir/rcs"
import { buildRecordingProcessor, readRecordingProcessorConfig } from "@gir/recording-processor"
import { buildRws, readRwsConfig } from "@gir/rws"
import { buildScreenRecorder, readScreenRecorderConfig } from "@gir/screen-recorder"
import { openNode, type NodeConfig, type OpenNode, type ServiceProgram } from "@gir/service-kit"

/** Opens a node of one service, whatever the type of its settings. */
export type OpenProgram = (options: Parameters<typeof openNode>[2]) => OpenNode

/** Every service, by the name of its folder. */
export const PROGRAMS: ReadonlyMap<string, OpenProgram> = new Map([
  program("config-server", { readConfig: readConfigServerConfig, build: buildConfigServer }),
  program("gax", { readConfig: readGaxConfig, build: buildGax }),
  program("mcp", { readConfig: readMcpConfig, build: buildMcp }),
  program("muxer", { readConfig: readMuxerConfig, build: buildMuxer }),
  program("rcs", { readConfig: readRcsConfig, build: buildRcs }),
  program("recording-processor", {
    readConfig: readRecordingProcessorConfig,
    build: buildRecordingProcessor,
  }),
  program("rws", { readConfig: readRwsConfig, build: buildRws }),
  program("screen-recorder", {
    readConfig: readScreenRecorderConfig,
    build: buildScreenRecorder,
  }),
])

function program<C extends NodeConfig>(
  service: string,
  parts: ServiceProgram<C>,
): [string, OpenProgram] {
  return [service, (options) => openNode(service, parts, options)]
}
