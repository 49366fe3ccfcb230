import { useEffect, useRef, type KeyboardEvent } from "react"
import { formatCount } from "../ui/format.ts"
import { DownIcon, RightIcon } from "../ui/icons.tsx"
import type { EnvelopeField } from "./envelope-fields.ts"
import { hasChildren, parentOf, visibleFields } from "./envelope-tree.ts"

interface TreeViewProps {
  readonly fields: readonly EnvelopeField[]
  readonly folded: ReadonlySet<number>
  readonly onFold: (folded: ReadonlySet<number>) => void
  readonly selected: number
  readonly onSelect: (index: number) => void
}

/** The envelope's values. Arrows select, only the sign in front folds; Esc goes to the parent. */
export function TreeView({ fields, folded, onFold, selected, onSelect }: TreeViewProps) {
  const tree = useRef<HTMLDivElement>(null)
  const visible = visibleFields(fields, folded)
  useEffect(() => {
    const item = tree.current?.querySelector<HTMLElement>("[aria-selected=true]")
    if (tree.current?.contains(document.activeElement) === true) item?.focus()
    item?.scrollIntoView({ block: "nearest" })
  }, [selected])

  const setFolded = (index: number, isFolded: boolean): void => {
    const next = new Set(folded)
    if (isFolded) next.add(index)
    else next.delete(index)
    onFold(next)
  }
  const onKey = (event: KeyboardEvent): void => {
    const here = visible.indexOf(selected)
    const isOpen = hasChildren(fields, selected) && !folded.has(selected)
    const moves: Record<string, (() => void) | undefined> = {
      ArrowDown: () => onSelect(visible[here + 1] ?? selected),
      ArrowUp: () => onSelect(visible[here - 1] ?? selected),
      Home: () => onSelect(visible[0] ?? selected),
      End: () => onSelect(visible.at(-1) ?? selected),
      ArrowRight: () => (isOpen ? onSelect(selected + 1) : setFolded(selected, false)),
      ArrowLeft: () => (isOpen ? setFolded(selected, true) : toParent()),
      Escape: () => toParent(),
    }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    move()
  }
  const toParent = (): void => onSelect(Math.max(0, parentOf(fields, selected)))

  return (
    <div
      className="tree"
      role="tree"
      aria-label="Values of the envelope"
      ref={tree}
      onKeyDown={onKey}
    >
      {visible.map((index) => (
        <TreeItem
          key={index}
          field={fields[index]}
          isSelected={index === selected}
          isFolded={hasChildren(fields, index) ? folded.has(index) : undefined}
          onSelect={() => onSelect(index)}
          onFold={(isFolded) => setFolded(index, isFolded)}
        />
      ))}
    </div>
  )
}

interface TreeItemProps {
  readonly field: EnvelopeField | undefined
  readonly isSelected: boolean
  /** Undefined for a value that holds no others. */
  readonly isFolded: boolean | undefined
  readonly onSelect: () => void
  readonly onFold: (isFolded: boolean) => void
}

function TreeItem({ field, isSelected, isFolded, onSelect, onFold }: TreeItemProps) {
  if (field === undefined) return null
  return (
    <div
      role="treeitem"
      aria-level={field.depth + 1}
      aria-selected={isSelected}
      aria-expanded={isFolded === undefined ? undefined : !isFolded}
      tabIndex={isSelected ? 0 : -1}
      className={`tree-item tree-depth-${Math.min(field.depth, 9)}`}
      data-offset={field.offset}
      onClick={onSelect}
    >
      <span
        className="tree-fold"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation()
          if (isFolded !== undefined) onFold(!isFolded)
        }}
      >
        {isFolded === true && <RightIcon />}
        {isFolded === false && <DownIcon />}
      </span>
      <span className="tree-name">{field.field}</span>
      <span className="tree-value">{field.value === field.field ? "" : field.value}</span>
      <span className="tree-place">
        {formatCount(field.offset)} · {formatCount(field.totalBytes)}
      </span>
    </div>
  )
}
