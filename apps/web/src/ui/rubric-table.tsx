import { Pips } from './pips.tsx'

export interface RubricLevel {
  readonly value: number
  readonly label: string
}

export interface RubricRow {
  readonly id: string
  readonly title: string
  /** What each level asks, in the order of the levels. */
  readonly texts: readonly string[]
  /** Value of the level reached; absent in a rubric not scored. */
  readonly reached?: number
}

export interface RubricTableProps {
  readonly levels: readonly RubricLevel[]
  readonly rows: readonly RubricRow[]
  readonly words: {
    /** Head of the first column. */
    readonly row: string
    readonly reached: string
    /** A level in a sentence, such as "Level 3: Acts alone". */
    readonly levelText: (level: RubricLevel, text: string) => string
    /** Said for the lozenges, such as "Level 3 of 4". */
    readonly pips: (value: number) => string
  }
}

/** A rubric with what was reached: a table, and on a phone a list of the same. */
export function RubricTable(props: RubricTableProps) {
  return (
    <>
      <WideRubric {...props} />
      <NarrowRubric {...props} />
    </>
  )
}

function WideRubric({ levels, rows, words }: RubricTableProps) {
  return (
    <table className="rubric">
      <thead>
        <tr>
          <th scope="col">{words.row}</th>
          {levels.map(({ value, label }) => (
            <th key={value} scope="col">
              {value} {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, title, texts, reached }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            {levels.map(({ value }, i) => (
              <td key={value} className={value === reached ? 'hit' : undefined}>
                {value === reached && <span className="reached">{words.reached}</span>}
                {texts[i]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NarrowRubric({ levels, rows, words }: RubricTableProps) {
  const top = Math.max(...levels.map(({ value }) => value), 0)
  return (
    <ul className="rubric-list">
      {rows.map(({ id, title, texts, reached }) => {
        const at = levels.findIndex(({ value }) => value === reached)
        const level = levels[at]
        return (
          <li key={id}>
            <div className="split">
              <h3>{title}</h3>
              {reached !== undefined && <Pips held={reached} levels={top} label={words.pips(reached)} />}
            </div>
            {level === undefined ? (
              <ol>
                {levels.map((each, i) => (
                  <li key={each.value}>{words.levelText(each, texts[i] ?? '')}</li>
                ))}
              </ol>
            ) : (
              <p>{words.levelText(level, texts[at] ?? '')}</p>
            )}
          </li>
        )
      })}
    </ul>
  )
}
