import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client"

export interface MetricOptions {
  /** `gir_<service>_<thing>_<unit>`, counters ending in `_total`. */
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
}

type Labels = Readonly<Record<string, string>>

type Reading = number | readonly { readonly labels: Labels; readonly value: number }[]

/** The metrics of one service; a process that builds several services keeps them apart. */
export interface Metrics {
  /** @returns a function that adds `amount` (1 by default). */
  counter(options: MetricOptions): (labels?: Labels, amount?: number) => void
  /**
   * @param read gives the value when somebody asks for the metrics, or one for each set of labels;
   * NaN leaves it out.
   */
  gauge(options: MetricOptions & { read: () => Reading | Promise<Reading> }): void
  /** @returns a function that notes one value, in seconds unless the name says otherwise. */
  histogram(
    options: MetricOptions & { buckets?: readonly number[] },
  ): (labels: Labels, value: number) => void
  /** Prometheus text format. */
  render(): Promise<{ contentType: string; text: string }>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const common = ({ name, help, labels }: MetricOptions) => ({
    name,
    help,
    labelNames: [...(labels ?? [])],
    registers: [registry],
  })
  return {
    counter: (options) => {
      const counter = new Counter(common(options))
      return (labels = {}, amount = 1) => counter.inc(labels, amount)
    },
    gauge: ({ read, ...options }) => {
      new Gauge({
        ...common(options),
        async collect() {
          const reading = await read()
          const values = typeof reading === "number" ? [{ labels: {}, value: reading }] : reading
          this.reset()
          for (const { labels, value } of values) this.set(labels, value)
        },
      })
    },
    histogram: ({ buckets, ...options }) => {
      const more = buckets === undefined ? {} : { buckets: [...buckets] }
      const histogram = new Histogram({ ...common(options), ...more })
      return (labels, value) => histogram.observe(labels, value)
    },
    render: async () => {
      const merged = Registry.merge([processMetrics(), registry])
      return { contentType: merged.contentType, text: await merged.metrics() }
    },
  }
}

let ofProcess: Registry | undefined

/** Memory, CPU and event-loop lag belong to the process, so they are collected once in it. */
function processMetrics(): Registry {
  if (ofProcess !== undefined) return ofProcess
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  // These three gauges end in _total, which `promtool check metrics` rightly refuses.
  for (const thing of ["handles", "requests", "resources"]) {
    registry.removeSingleMetric(`nodejs_active_${thing}_total`)
  }
  ofProcess = registry
  return registry
}
