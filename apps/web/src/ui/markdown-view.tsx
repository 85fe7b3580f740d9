/**
 * Text that people wrote in Markdown. `html` must come from the server's sanitizing renderer: it is put into the page
 * as it is.
 */
export function MarkdownView({ html }: { readonly html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the contract above; the renderer escapes raw HTML
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
}
