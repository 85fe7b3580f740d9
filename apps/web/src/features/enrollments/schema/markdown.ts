import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false })

// A picture from elsewhere would tell its host who reads the evidence: it becomes a link.
markdown.renderer.rules.image = (tokens, index) => {
  const token = tokens[index]
  const source = String(token?.attrGet('src') ?? '')
  return link(source, token?.content || source)
}
markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet('rel', 'nofollow noopener noreferrer ugc')
  return self.renderToken(tokens, index, options)
}
markdown.validateLink = (url) => /^(?:https?:|mailto:)/i.test(url.trim())

const { escapeHtml } = markdown.utils
const link = (url: string, label: string) =>
  markdown.validateLink(url)
    ? `<a href="${escapeHtml(url)}" rel="nofollow noopener noreferrer ugc">${escapeHtml(label)}</a>`
    : escapeHtml(label)

/** Markdown by a learner as safe HTML: no markup of their own, no pictures from elsewhere, links to the web and to mail only. */
export const renderMarkdown = (text: string): string => markdown.render(text)
