/** `assay --help`. */
export const usage = `assay - verify digital credentials, and run the server that issues them

Usage:
  assay verify [options] <file|address|->...   verify Open Badges and other credentials
  assay demo [options]                         start a demo with a made-up organization
  assay backup --to FILE | --check FILE        back up a server while it runs; read a backup through
  assay restore FILE                           make a server out of a backup
  assay export --org NAME --to FOLDER          everything of an organization, to leave with
  assay import --org FOLDER                    bring an organization in from another server
  assay conformance --port N                   serve the VC-API that conformance suites speak
  assay --help                                 show this
  assay --version                              show the version

"assay verify --help" lists its options; docs/operating/ and docs/conformance.md tell of the
others.
`

/** `assay verify --help`. */
export const verifyUsage = `assay verify - verify Open Badges and other credentials

Usage:
  assay verify [options] <file|address|->...

Each source is a file (JSON, a token, a baked PNG or SVG), an https address, or "-" for
standard input.

Options:
  --json              one JSON object a line for each source
  --offline           fetch nothing; what would have been fetched is unknown
  --documents FILE    JSON object {address: document} answered in place of the network;
                      a value is a document, a string, or {"status","body"}
  --at TIME           judge as of this time, such as 2026-05-03T16:38:00Z
  --allow-origin URL  fetch from this one origin although it is not https on a public
                      address; may be repeated
  --help              show this

Exit code: 0 all valid; 1 any invalid; 3 none invalid, but some could not be checked;
2 wrong usage, or a file that cannot be read.
`

/** `assay conformance --help`. */
export const conformanceUsage = `assay conformance - serve the VC-API that conformance suites speak

Usage:
  assay conformance --port N

Listens on https://127.0.0.1:N with a certificate that it signs itself and with keys of its own,
both made at the start and kept nowhere. When it is ready it prints one line of JSON,
{"url", "issuers": {"eddsa", "p256", "p384"}}, and runs until SIGTERM. docs/conformance.md lists the
addresses. It is for tests: whoever can reach it can have it sign anything.

Options:
  --port N   the port; 0 for any that is free
  --help     show this

Exit code: 0 after SIGTERM; 2 wrong usage, or a port that cannot be used.
`
