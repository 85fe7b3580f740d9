import type { ReactNode } from 'react'
import { CARTOUCHES } from './badge-art/cartouches.ts'
import { GLYPHS } from './badge-art/glyphs.ts'
import type { BadgeDefinition } from './badge-art/index.ts'
import { yearLetter, yearPlateSvg } from './badge-art/year-letter.ts'
import { MarkPunch, PunchFrame } from './mark-punch.tsx'

export interface CategoryPunchProps {
  readonly category: BadgeDefinition['category']
  readonly glyph: BadgeDefinition['glyph']
  readonly label?: string
  readonly height?: number
}

/** Cartouche and glyph of a badge. */
export function CategoryPunch({ category, glyph, label, height = 26 }: CategoryPunchProps) {
  return (
    <PunchFrame width={28} height={height} label={label}>
      <path d={CARTOUCHES[category].path} transform="scale(.07)" fill="currentColor" />
      <g
        transform="translate(6.3 5.9) scale(.64)"
        fill="none"
        stroke="var(--paper)"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: from our own table of drawings
        dangerouslySetInnerHTML={{ __html: GLYPHS[glyph] }}
      />
    </PunchFrame>
  )
}

export interface LevelPunchProps {
  readonly level: number
  readonly levels: number
  readonly label?: string
  readonly height?: number
}

/** A level on its scale. */
export function LevelPunch({ level, levels, label, height = 26 }: LevelPunchProps) {
  const width = 28 + (Math.max(levels, 1) - 1) * 12
  return (
    <PunchFrame width={width} height={height} label={label}>
      <rect x="1" y="1" width={width - 2} height="26" rx="13" fill="currentColor" />
      {Array.from({ length: levels }, (_, i) => {
        const x = 14 + i * 12
        const fill = i < level ? 'var(--paper)' : 'none'
        return (
          <path
            key={x}
            d={`M${x} 9.5l4.5 4.5-4.5 4.5-4.5-4.5z`}
            fill={fill}
            stroke="var(--paper)"
            strokeWidth="1.3"
          />
        )
      })}
    </PunchFrame>
  )
}

export interface YearPunchProps {
  readonly year: number
  readonly label?: string
  readonly height?: number
}

/** The year letter on its plate. */
export function YearPunch({ year, label, height = 26 }: YearPunchProps) {
  return (
    <PunchFrame width={28} height={height} label={label}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a plate drawn from numbers alone */}
      <g dangerouslySetInnerHTML={{ __html: yearPlateSvg(year, 14, 14, 13, 'currentColor') }} />
      <text x="14" y="19" fontSize="16" fontWeight="650">
        {yearLetter(year)}
      </text>
    </PunchFrame>
  )
}

export interface StruckRowProps {
  readonly definition: BadgeDefinition
  /** All four marks in words, such as the badge's text alternative; without it the row is decoration. */
  readonly label?: string
  readonly height?: number
}

/** A badge's four marks in a line of text: issuer, category, level, year. */
export function StruckRow({ definition, label, height = 26 }: StruckRowProps) {
  const { issuerMark, category, glyph, level, levels, year } = definition
  const name = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <span className="struck" {...name}>
      <MarkPunch mark={issuerMark} height={height} />
      <CategoryPunch category={category} glyph={glyph} height={height} />
      {levels > 0 && <LevelPunch level={level} levels={levels} height={height} />}
      <YearPunch year={year} height={height} />
    </span>
  )
}

export interface HallmarksProps {
  readonly definition: BadgeDefinition
  /** Names the list. */
  readonly label: string
  /** What stands under each mark; the marks themselves are decoration. */
  readonly words: {
    readonly issuer: ReactNode
    readonly category: ReactNode
    readonly level: ReactNode
    readonly year: ReactNode
  }
}

/** The same four marks, each with its explanation. */
export function Hallmarks({ definition, label, words }: HallmarksProps) {
  const { issuerMark, category, glyph, level, levels, year } = definition
  return (
    <ul className="hallmarks" aria-label={label}>
      <li>
        <MarkPunch mark={issuerMark} height={32} />
        {words.issuer}
      </li>
      <li>
        <CategoryPunch category={category} glyph={glyph} height={32} />
        {words.category}
      </li>
      {levels > 0 && (
        <li>
          <LevelPunch level={level} levels={levels} height={32} />
          {words.level}
        </li>
      )}
      <li>
        <YearPunch year={year} height={32} />
        {words.year}
      </li>
    </ul>
  )
}
