export { readSimulatorConfig, type SimulatorConfig } from "./config.ts"
export {
  startInstallation,
  type Installation,
  type InstallationOptions,
} from "./installation/installation.ts"
export { freePorts } from "./installation/ports.ts"
export { nodeNames, type Fleet, type Node } from "./installation/service-table.ts"
export { stateFolder } from "./installation/state-folder.ts"
export { openPeers, type Peers } from "./clients/peers.ts"
export { playbackOracle, type Playback } from "./playback/oracle.ts"
export { createPrivateCa } from "./pki/private-ca.ts"
export { issueRecordingCertificate } from "./pki/recording-certificate.ts"
export {
  awaitMux,
  awaitRecorded,
  offerInteraction,
  type Interaction,
} from "./traffic/record-interaction.ts"
