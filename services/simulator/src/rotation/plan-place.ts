import type { YamlFile } from "../yaml/read-yaml.ts"
import type { PlanFile } from "./plan-schema.ts"

export interface PlanPlace {
  readonly file: YamlFile<PlanFile>
  readonly folder: string
}
