import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { serverFiles } from './present/static-site.ts'

const operating = fileURLToPath(new URL('../../../../../docs/operating/', import.meta.url))
const exported = (name: string) =>
  Buffer.from(serverFiles().find(({ path }) => path === name)?.bytes ?? '').toString('utf8')

/** Every configuration of a server that is shipped: for Assay itself, and for what an organization takes along. */
const NGINX = [readFileSync(`${operating}nginx.conf`, 'utf8'), exported('nginx.conf.example')]
const CADDY = [readFileSync(`${operating}Caddyfile`, 'utf8'), exported('Caddyfile.example')]

/** Lines that say something. */
const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')

describe('OH11: shipped configurations of TLS servers', () => {
  it.each(NGINX)('OH11 nginx speaks TLS 1.2 and 1.3 alone on every port with TLS', (text) => {
    const lines = linesOf(text)
    const listening = lines.filter((line) => /^listen .*\bssl\b/.test(line))
    const versions = lines.filter((line) => line.startsWith('ssl_protocols'))
    expect(listening.length).toBeGreaterThan(0)
    expect(versions).toEqual(listening.map(() => 'ssl_protocols TLSv1.2 TLSv1.3;'))
  })

  it('OH11 nginx sends plain requests on to https', () => {
    const lines = linesOf(NGINX[0] ?? '')
    expect(lines).toContain('return 301 https://$host$request_uri;')
    expect(lines.filter((line) => line.startsWith('proxy_pass'))).toHaveLength(1)
  })

  it.each(CADDY)('OH11 Caddy speaks TLS 1.2 and 1.3 alone for every name', (text) => {
    const lines = linesOf(text)
    const names = lines.filter((line) => /^[a-z0-9.-]+\.[a-z]+ \{$/.test(line))
    const versions = lines.filter((line) => line.startsWith('protocols'))
    expect(names.length).toBeGreaterThan(0)
    expect(versions).toEqual(names.map(() => 'protocols tls1.2 tls1.3'))
    expect(text).not.toMatch(/http:\/\//)
  })
})
