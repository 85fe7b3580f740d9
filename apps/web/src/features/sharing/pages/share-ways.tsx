import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import {
  Button,
  ButtonLink,
  CopyButton,
  CopyField,
  LedgerSection,
  Note,
  TextField,
} from '../../../ui/index.ts'
import type { Visibility } from '../../backpack/schema/visibilities.ts'
import type { ShareKit } from '../present/share-kit.ts'

export interface ShareWaysProps {
  readonly kind: 'badge' | 'collection'
  readonly kit: ShareKit
  /** Address of this page. */
  readonly path: string
  /** Where everything else of who may see it is set. */
  readonly settings: string
  readonly mastodon: MastodonAnswer
}

/** What was typed, and what is wrong with it. */
export interface MastodonAnswer {
  readonly typed: string
  readonly server: string | undefined
  readonly error: string | undefined
}

/** Every way to show something to others, below each other; all work without scripts. */
export function ShareWays({ kind, kit, path, settings, mastodon }: ShareWaysProps) {
  return (
    <>
      <WhoSees kind={kind} kit={kit} settings={settings} />
      {kit.url !== null && (
        <>
          <Links kit={kit} url={kit.url} mastodon={mastodon} />
          <Code path={path} title={kit.title} />
          <Embed kind={kind} kit={kit} />
          {kit.signature !== null && <Signature signature={kit.signature} />}
        </>
      )}
    </>
  )
}

const TURNS: Readonly<Record<Visibility, readonly Visibility[]>> = {
  private: ['link', 'public'],
  link: ['public', 'private'],
  public: ['link', 'private'],
}

function WhoSees({
  kind,
  kit: { visibility, shownIn },
  settings,
}: Pick<ShareWaysProps, 'kind' | 'kit' | 'settings'>) {
  const { t } = useTranslation('sharing')
  return (
    <LedgerSection id="who" title={t('ways.who')} rule="main">
      <div className="stack">
        <Note tone={visibility === 'private' ? 'amber' : 'plain'}>{t(`ways.now_${visibility}`)}</Note>
        {shownIn.map(({ id, title }) => (
          <p key={id} className="small">
            {t('ways.shown_in')}{' '}
            <a href={`/backpack/collections/${id}`}>
              <bdi>{title}</bdi>
            </a>
          </p>
        ))}
        <Form method="post" className="row">
          {TURNS[visibility].map((turn, at) => (
            <Button
              key={turn}
              name="visibility"
              value={turn}
              {...(visibility === 'private' && at === 0 ? { look: 'first' as const } : {})}
            >
              {t(`ways.turn_${turn}`)}
            </Button>
          ))}
        </Form>
        <p className="small">
          <a href={settings}>{t(`ways.settings_${kind}`)}</a>
        </p>
      </div>
    </LedgerSection>
  )
}

interface LinksProps {
  readonly kit: ShareKit
  readonly url: string
  readonly mastodon: MastodonAnswer
}

function Links({ kit, url, mastodon }: LinksProps) {
  const { t } = useTranslation('sharing')
  const there = kit.links.find(({ place }) => place === 'mastodon')
  return (
    <LedgerSection id="links" title={t('ways.send')} note={t('ways.send_note')}>
      <div className="stack">
        <CopyField label={t('ways.address')} value={url} copy={t('ways.copy')} copied={t('ways.copied')} />
        <p className="row">
          {kit.links
            .filter(({ place }) => place !== 'mastodon')
            .map(({ place, url: to }) => (
              <a key={place} className="btn" href={to} target="_blank" rel="noreferrer">
                {t(`ways.places.${place}`)}
              </a>
            ))}
        </p>
        <form method="get" action="#mastodon" id="mastodon" className="form">
          <TextField
            name="mastodon"
            label={t('ways.mastodon')}
            hint={t('ways.mastodon_hint')}
            error={mastodon.error}
            defaultValue={mastodon.typed}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={300}
          />
          <div className="row">
            <Button>{t('ways.mastodon_make')}</Button>
            {there !== undefined && (
              <a className="btn" href={there.url} target="_blank" rel="noreferrer">
                {t('ways.mastodon_go', { server: mastodon.server })}
              </a>
            )}
          </div>
        </form>
      </div>
    </LedgerSection>
  )
}

function Code({ path, title }: { readonly path: string; readonly title: string }) {
  const { t } = useTranslation('sharing')
  return (
    <LedgerSection id="code" title={t('ways.code')} note={t('ways.code_note')}>
      <div className="stack">
        <img
          className="share-code"
          src={`${path}/code.svg`}
          width={240}
          height={240}
          alt={t('ways.code_alt', { title })}
        />
        <p className="row">
          {(['svg', 'png'] as const).map((format) => (
            <ButtonLink key={format} to={`${path}/code.${format}`} download={`code.${format}`}>
              {t(`ways.code_${format}`)}
            </ButtonLink>
          ))}
        </p>
      </div>
    </LedgerSection>
  )
}

function Embed({ kind, kit: { embed } }: Pick<ShareWaysProps, 'kind' | 'kit'>) {
  const { t } = useTranslation('sharing')
  return (
    <LedgerSection id="embed" title={t('ways.embed')} note={t('ways.embed_note')}>
      {embed === null ? (
        <p>{t('ways.embed_public')}</p>
      ) : (
        <div className="stack">
          <CopyField
            label={t(`ways.embed_${kind}`)}
            value={embed.code}
            rows={5}
            copy={t('ways.copy')}
            copied={t('ways.copied')}
          />
          <p className="small">
            <a href={embed.url} target="_blank" rel="noreferrer">
              {t('ways.embed_see')}
            </a>
          </p>
        </div>
      )}
    </LedgerSection>
  )
}

function Signature({
  signature: { html, text },
}: {
  readonly signature: NonNullable<ShareKit['signature']>
}) {
  const { t } = useTranslation('sharing')
  return (
    <LedgerSection id="signature" title={t('ways.signature')} note={t('ways.signature_note')}>
      <div className="stack">
        <p>{t('ways.signature_how')}</p>
        <div
          className="letter-preview"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: signatureHtml escapes every text it is given
          dangerouslySetInnerHTML={{ __html: html }}
        />
        <CopyButton text={text} html={html} done={t('ways.copied')}>
          {t('ways.signature_copy')}
        </CopyButton>
        <CopyField
          label={t('ways.signature_html')}
          value={html}
          rows={5}
          copy={t('ways.copy')}
          copied={t('ways.copied')}
        />
        <CopyField
          label={t('ways.signature_text')}
          value={text}
          rows={3}
          copy={t('ways.copy')}
          copied={t('ways.copied')}
        />
      </div>
    </LedgerSection>
  )
}
