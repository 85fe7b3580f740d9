import { type ReactNode, useRef, useState } from 'react'
import { classNames } from './class-names.ts'
import { FieldError, type FieldProps, fieldId } from './field.tsx'

export interface DropFileProps extends FieldProps {
  /** Types and endings as the browser takes them; the server checks again. */
  readonly accept?: string
  readonly multiple?: boolean
  readonly disabled?: boolean
  /** Bytes in the reader's words. */
  readonly formatSize: (bytes: number) => string
  /** Names the list of chosen files. */
  readonly chosenLabel: string
  /** Under the control while it goes up. */
  readonly progress?: ReactNode
  readonly onChoose?: (files: readonly File[]) => void
}

interface ChosenFile {
  readonly name: string
  readonly size: number
}

/** The browser's own file control in a place to drop files on; the list of what was chosen comes with scripts. */
export function DropFile({
  accept,
  multiple = false,
  disabled = false,
  formatSize,
  chosenLabel,
  progress,
  onChoose,
  ...field
}: DropFileProps) {
  const id = field.id ?? fieldId(field.name)
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [chosen, setChosen] = useState<readonly ChosenFile[]>([])

  function take(files: FileList | null) {
    const list = [...(files ?? [])]
    setChosen(list.map(({ name, size }) => ({ name, size })))
    onChoose?.(list)
  }

  function drop(event: React.DragEvent) {
    event.preventDefault()
    setOver(false)
    const { files } = event.dataTransfer
    if (disabled || input.current === null || files.length === 0 || (files.length > 1 && !multiple)) return
    // The control itself holds them, so the form posts them as if chosen.
    input.current.files = files
    take(files)
  }

  return (
    <div className="question">
      <label htmlFor={id}>
        {field.label}
        {field.optional !== undefined && <span className="optional"> ({field.optional})</span>}
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping adds to the control inside, which does it all by keyboard */}
      <div
        className={classNames('drop', over && 'over', field.error !== undefined && 'invalid')}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(!disabled)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          ref={input}
          id={id}
          name={field.name}
          type="file"
          accept={accept}
          multiple={multiple}
          disabled={disabled}
          required={field.required ?? false}
          aria-invalid={field.error === undefined ? undefined : true}
          aria-describedby={classNames(
            field.error !== undefined && `${id}-error`,
            field.hint !== undefined && `${id}-hint`,
          )}
          onChange={(event) => take(event.currentTarget.files)}
        />
        {field.hint !== undefined && (
          <p className="hint" id={`${id}-hint`}>
            {field.hint}
          </p>
        )}
        {chosen.length > 0 && <ChosenFiles files={chosen} label={chosenLabel} formatSize={formatSize} />}
        {progress}
      </div>
      <FieldError id={`${id}-error`}>{field.error}</FieldError>
    </div>
  )
}

interface ChosenFilesProps {
  readonly files: readonly ChosenFile[]
  readonly label: string
  readonly formatSize: (bytes: number) => string
}

function ChosenFiles({ files, label, formatSize }: ChosenFilesProps) {
  return (
    <ul className="files" aria-label={label}>
      {files.map(({ name, size }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two chosen files may share name and size
        <li key={i}>
          <span>{name}</span>
          <span className="dim nowrap">{formatSize(size)}</span>
        </li>
      ))}
    </ul>
  )
}
