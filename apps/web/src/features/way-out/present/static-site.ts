import type { PublicAddresses } from '../queries.ts'

/** A file of the static tree: its path is the path of a signed address, or of an index of it. */
export interface SiteFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Where the document of an address lies: an address without an ending is a folder with an index, since others lie below it. */
export function pathOfAddress(address: string): string {
  const { pathname } = new URL(address)
  const path = pathname.slice(1)
  return /\.[a-z]{3,4}$/.test(path) ? path : `${path}/index.json`
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`)

/** A page that says in a few words what an address is, for whoever opens it in a browser. */
function pageOf(
  title: string,
  text: string,
  links: readonly { readonly href: string; readonly name: string }[],
): Buffer {
  const list = links.map(({ href, name }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(name)}</a></li>`)
  return Buffer.from(`<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title></head>
<body><h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${list.length === 0 ? '' : `<ul>\n${list.join('\n')}\n</ul>\n`}</body></html>
`)
}

/** Pages beside the documents of the issuer and of its micro-credentials. */
export function sitePages(name: string, { issuer, achievements }: PublicAddresses): readonly SiteFile[] {
  const folder = (address: string) => new URL(address).pathname.slice(1)
  const offered = achievements.map(({ address, name: title }) => ({
    href: new URL(address).pathname,
    name: title,
  }))
  return [
    {
      path: `${folder(issuer)}/index.html`,
      bytes: pageOf(name, 'This organization issued Open Badges.', offered),
    },
    ...achievements.map(({ address, name: title, proves }) => ({
      path: `${folder(address)}/index.html`,
      bytes: pageOf(title, proves, [
        { href: 'index.json', name: 'The definition as Open Badges Achievement' },
      ]),
    })),
  ]
}

/** How three kinds of static servers answer the addresses with the documents, and with the right types. */
export function serverFiles(): readonly SiteFile[] {
  const text = (path: string, content: string): SiteFile => ({ path, bytes: Buffer.from(content) })
  return [
    text('_headers', HEADERS),
    text(
      '_redirects',
      '/issuers/*  /issuers/:splat/index.json  200\n/status/*  /status/:splat/index.json  200\n/achievements/*  /achievements/:splat/index.json  200\n',
    ),
    text('nginx.conf.example', NGINX),
    text('Caddyfile.example', CADDY),
  ]
}

const HEADERS = `/*
  Access-Control-Allow-Origin: *
  X-Content-Type-Options: nosniff
/issuers/*/did.json
  Content-Type: application/did+json
/issuers/*/index.json
  Content-Type: application/ld+json
/status/*/index.json
  Content-Type: application/vc+ld+json
/achievements/*/index.json
  Content-Type: application/ld+json
`

const NGINX = `# The name is the one in the signed addresses; a certificate for it is needed as well.
server {
  listen 443 ssl;
  ssl_protocols TLSv1.2 TLSv1.3;
  server_name badges.example.org;
  root /srv/badges;
  add_header Access-Control-Allow-Origin * always;
  add_header X-Content-Type-Options nosniff always;
  location ^~ /status/ {
    types { application/vc+ld+json json; }
    try_files $uri/index.json =404;
  }
  location / {
    types { application/ld+json json; image/png png; image/svg+xml svg; text/html html; }
    try_files $uri $uri/index.json =404;
  }
}
`

const CADDY = `# The name is the one in the signed addresses; Caddy gets the certificate itself.
badges.example.org {
  tls {
    protocols tls1.2 tls1.3
  }
  root * /srv/badges
  header Access-Control-Allow-Origin *
  header X-Content-Type-Options nosniff
  @status path /status/*
  header @status Content-Type application/vc+ld+json
  @issuer path_regexp ^/(issuers|achievements)/[^/]+$
  header @issuer Content-Type application/ld+json
  try_files {path} {path}/index.json
  file_server
}
`
