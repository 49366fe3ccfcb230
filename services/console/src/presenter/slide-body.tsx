import type { ScenarioWalk, WalkSlide, WalkStep } from "@gir/contracts"
import { useRecording } from "../recordings/recording-queries.ts"
import { StepPanel } from "../scenarios/step-panel.tsx"
import { WalkMediaPanel } from "../scenarios/walk-media.tsx"
import { hopsOf, toldHops, type Hop } from "../signature/chains.ts"
import { HopFacts } from "../signature/hop-facts.tsx"
import { CustodyLine, HopStrip } from "../signature/hop-strip.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { detailAt, recordingOf, toldAt } from "./told-recording.ts"

interface SlideProps {
  readonly walk: ScenarioWalk
  readonly slide: WalkSlide
  readonly step: WalkStep
  /** Goes to another slide. */
  readonly onOpen: (index: number) => void
}

/** What there is to see: a hop with its object, the step, or every recording. */
export function SlideBody(props: SlideProps) {
  const { walk, slide, step } = props
  if (slide.show === "matrix") return <WalkMediaPanel walk={walk} number={slide.step} />
  if (slide.show === "step") {
    return <StepPanel step={step} stepCount={walk.stepNames.length} policy={walk.policy} />
  }
  const recordingId = recordingOf(slide, step, walk.media)
  if (recordingId === null) return <p>Nothing was recorded in this step.</p>
  const told = toldAt(slide, step, recordingId)
  if (told?.hops.some(({ id, state }) => id === "mcp" && state === "refused") === true) {
    return <HopSlide {...props} hops={toldHops(told.hops, told.isEncrypted)} />
  }
  return <RecordedHop {...props} recordingId={recordingId} />
}

function RecordedHop(props: SlideProps & { readonly recordingId: string }) {
  const { walk, slide, recordingId } = props
  const recording = useRecording(recordingId)
  return (
    <Loaded query={recording} service="Web Services">
      {(found) => {
        const detail = detailAt(found, slide.step, walk.media)
        const hops = hopsOf(slide.chain, detail)
        const hop = hops.find(({ id }) => id === slide.show)
        return (
          <HopSlide {...props} hops={hops}>
            {hop !== undefined && <HopFacts hop={hop} detail={detail} />}
          </HopSlide>
        )
      }}
    </Loaded>
  )
}

interface HopSlideProps extends SlideProps {
  readonly hops: readonly Hop[]
  /** The object itself; absent where nothing was stored. */
  readonly children?: React.ReactNode
}

function HopSlide({ walk, slide, step, hops, onOpen, children }: HopSlideProps) {
  const index = hops.findIndex(({ id }) => id === slide.show)
  const hop = hops[index]
  const told = step.path?.hops.find(({ id }) => id === slide.show)
  const isTold = slide.of === null && slide.chain === "call" && told !== undefined
  const openHop = (place: number): void => {
    const at = walk.slides.findIndex(
      (each) => each.step === slide.step && each.show === hops[place]?.id,
    )
    if (at !== -1) onOpen(at)
  }
  return (
    <section className="panel" aria-label="Data path">
      <HopStrip hops={hops} index={index} onOpen={openHop} />
      <div className="panel-body stack">
        {isTold && (
          <p className="presenter-object">
            {told.object} {told.code !== null && <code>{told.code}</code>}
          </p>
        )}
        {children}
        {hop !== undefined && <CustodyLine custody={hop.custody} />}
      </div>
    </section>
  )
}
