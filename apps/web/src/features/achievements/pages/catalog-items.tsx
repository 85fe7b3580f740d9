import { useTranslation } from 'react-i18next'
import { ListPages } from '../../../list-pages.tsx'
import type { BadgeDefinition } from '../../../ui/badge-art/index.ts'
import { ButtonLink, EmptyState, Item, ItemList, LedgerSection } from '../../../ui/index.ts'
import { drawingOf } from '../present/drawing.ts'
import type { CatalogItem } from '../queries.ts'
import { ArtPreview } from './art-preview.tsx'
import { addressOf, PAGE_SIZE, SearchForm } from './listing.tsx'

export interface ShownItem {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly proves: string
  readonly effortHours: number
  readonly validityMonths: number | undefined
  readonly issuer: string
  readonly drawing: BadgeDefinition
  readonly uploaded: boolean
  readonly picture: string
}

/** What a line of a catalog shows. */
export function presentCatalog({ version, organization }: CatalogItem, now: Date): ShownItem {
  const { definition } = version
  return {
    id: version.achievementId,
    name: definition.name,
    language: definition.language,
    proves: definition.proves,
    effortHours: definition.effortHours,
    validityMonths: definition.validityMonths,
    issuer: organization.name,
    drawing: drawingOf({ version, organization }, now),
    uploaded: version.artBlob !== null,
    picture: `/achievements/${version.id}/art.${version.artMediaType === 'image/png' ? 'png' : 'svg'}`,
  }
}

export interface CatalogItemsProps {
  readonly items: readonly ShownItem[]
  readonly total: number
  readonly q: string
  readonly page: number
  readonly base: string
  /** Whether each line names its issuer. Default false. */
  readonly issuer?: boolean
  /** The first step for whoever may define, when there is nothing yet. */
  readonly first?: { readonly to: string; readonly label: string } | undefined
}

/** A catalog: search, lines with badge, words and effort, pages. */
export function CatalogItems({ items, total, q, page, base, issuer = false, first }: CatalogItemsProps) {
  const { t } = useTranslation('achievements')
  return (
    <LedgerSection
      rule="main"
      title={t('achievements:catalog.all')}
      note={t('achievements:catalog.count', { count: total })}
    >
      <div className="list-tools">
        <SearchForm base={base} q={q} />
      </div>
      {items.length === 0 ? (
        <EmptyState
          title={t(q === '' ? 'achievements:catalog.empty' : 'achievements:list.no_match')}
          action={
            q !== '' ? (
              <ButtonLink to={base}>{t('achievements:list.show_all')}</ButtonLink>
            ) : first === undefined ? undefined : (
              <ButtonLink to={first.to}>{first.label}</ButtonLink>
            )
          }
        />
      ) : (
        <ItemList label={t('achievements:catalog.all')}>
          {items.map((item) => (
            <CatalogLine key={item.id} item={item} issuer={issuer} />
          ))}
        </ItemList>
      )}
      <ListPages
        page={page}
        pages={Math.ceil(total / PAGE_SIZE)}
        address={(number) => addressOf(base, { q, page: String(number) })}
      />
    </LedgerSection>
  )
}

function CatalogLine({ item, issuer }: { readonly item: ShownItem; readonly issuer: boolean }) {
  const { t } = useTranslation('achievements')
  const { id, name, language, proves, effortHours, validityMonths } = item
  return (
    <Item
      art={<ArtPreview drawing={item.drawing} uploaded={item.uploaded} picture={item.picture} size={64} />}
      title={
        <a href={`/achievements/${id}`} lang={language}>
          {name}
        </a>
      }
      end={
        <span className="dim small">
          {t('achievements:public.hours', { count: effortHours })}
          {validityMonths !== undefined && (
            <>, {t('achievements:catalog.valid', { count: validityMonths })}</>
          )}
        </span>
      }
    >
      {issuer && <>{item.issuer}. </>}
      <span lang={language}>{proves}</span>
    </Item>
  )
}
