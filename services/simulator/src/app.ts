export { readSimulatorConfig, type SimulatorConfig } from "./config.ts"
export {
  startInstallation,
  type Installation,
  type InstallationOptions,
} from "./installation/installation.ts"
export { ALLOCATOR, NODE_FLAGS } from "./installation/process-tuning.ts"
export { freeNodes, freePorts } from "./installation/ports.ts"
export { addressOf, type Fleet, type Node } from "./installation/service-table.ts"
export { driftOf, lowerEnvelope, type Drift, type Series } from "./load/arithmetic/drift.ts"
export { startOwnRedis, type OwnRedis } from "./installation/own-redis.ts"
export { plotPage } from "./load/report/plot-page.ts"
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
export { shippedLabs } from "./lab/find-lab.ts"
export { withLab, type LabClient } from "./lab/lab-client.ts"
export { causeOf, type Lab } from "./lab/lab.ts"
export { planOpenssl } from "./rotation/plan-openssl.ts"
export { runPreflight } from "./rotation/preflight.ts"
export { readPlan } from "./rotation/read-plan.ts"
export { planEvidence, rehearsePlanOn } from "./rotation/rehearse-plan.ts"
export { shippedScenarios } from "./scenario/find-scenario.ts"
export { judgeRun } from "./scenario/judge-run.ts"
export { policyVariants } from "./scenario/policy.ts"
export { runScenario } from "./scenario/run-scenario.ts"
export { type Expectation, type Scenario } from "./scenario/scenario.ts"
export { openKeyPool } from "./scenario/world/key-pool.ts"
export { withStage } from "./scenario/world/open-stage.ts"
export { type Stage } from "./scenario/world/stage.ts"
