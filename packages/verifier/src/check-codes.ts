/**
 * Every code a check can carry, with its plain sentence. Programs switch on the code; pages translate by it;
 * `docs/verification.md` says what a reader can do about each.
 */
export const checkCodes = {
  // parse
  'parse-ok': 'The content can be read.',
  'parse-partly-disclosed': 'The content can be read; its holder has withheld parts of it.',
  'parse-unreachable': 'The content could not be fetched.',
  'parse-empty': 'There is no content.',
  'parse-too-large': 'The content is larger than what is accepted.',
  'parse-unreadable': 'The content is neither JSON, nor an image with a badge, nor a signed token.',
  'parse-json': 'The content is not well-formed JSON.',
  'parse-image': 'The image is damaged.',
  'parse-unsafe': 'The drawing holds something that runs or reaches outside it, so it is not opened.',
  'parse-token': 'The token is not formed as the standard says.',
  'parse-token-refused': 'The token is signed in a way that is not accepted.',
  'parse-token-encrypted': 'The token is encrypted, so that only its addressee can read it.',
  'parse-token-disclosures': 'What the token discloses does not belong to what was signed.',
  'parse-token-type': 'The token is of another kind than a credential.',
  'parse-pdf':
    'A PDF is a picture of a credential; no single credential could be read out of its attachments.',
  'parse-envelope': 'The envelope around the credential is not formed as the standard says.',
  'parse-no-badge': 'The image holds no badge.',
  'parse-not-credential': 'The JSON is not a credential.',
  'format-not-built': 'Assay does not check this format yet.',

  // data model
  'data-model-ok': 'The credential is formed as the standard says.',
  'data-model-superseded': 'The credential follows an older version of the standard.',
  'data-model-imprecise': 'The credential can be read, but is not written quite as the standard says.',
  'data-model-malformed': 'The credential is not formed as the standard says.',
  'data-model-context': 'The credential uses words whose meaning is not fixed.',
  'data-model-undefined-term': 'A part of the credential has no defined meaning.',
  'data-model-claims': 'The token says something else about the credential than the credential itself.',
  'data-model-claims-missing': 'The token lacks something that the standard asks for.',
  'data-model-related-resource': 'A file that the credential fixes by a digest is another one now.',
  'data-model-resource-unchecked':
    'A file that the credential fixes by a digest could not be compared with it.',
  'data-model-limit': 'The credential is too large or too tangled to be checked.',

  // schema
  'schema-absent': 'The credential names no schema.',
  'schema-ok': 'The credential fits the schema it names.',
  'schema-invalid': 'The credential does not fit the schema it names.',
  'schema-unreachable': 'The schema could not be fetched.',
  'schema-type': 'Assay does not know this type of schema.',
  'schema-unusable': 'What lies at the address of the schema cannot be used as one.',
  'schema-extension-unknown': 'The badge holds extensions that Assay does not know; they were not checked.',
  'schema-extension-invalid': 'An extension of the badge is not formed as it should be.',
  'schema-version': 'The schema is written in a version of JSON Schema that Assay does not know.',
  'schema-digest': 'The schema is another one than the credential fixes by a digest.',
  'schema-credential': 'The credential that holds the schema is not genuine.',
  'schema-credential-unknown': 'The credential that holds the schema could not be checked.',
  'schema-costly': 'The schema is written in a way that could cost too much to check.',

  // proof
  'proof-ok': 'The signature belongs to this content.',
  'proof-partly-unsupported': 'One signature belongs to this content; another could not be checked.',
  'proof-superseded': 'The signature belongs to this content; signatures of its kind are no longer made.',
  'proof-missing': 'The credential is not signed.',
  'proof-not-signed':
    'The presentation is not signed, so nobody shows that the credentials in it are theirs to present.',
  'proof-malformed': 'The signature is not formed as the standard says.',
  'proof-purpose': 'The signature was made for another purpose.',
  'proof-date': 'A date of the signature is not a date and time with a time zone.',
  'proof-expired': 'The signature has expired.',
  'proof-not-yet': 'The signature does not count yet.',
  'proof-challenge':
    'The presentation does not answer the challenge it was asked for: it may have been shown before.',
  'proof-domain': 'The presentation was made for somebody else.',
  'proof-base':
    'The signature is for the holder, who shows a part of the credential with a signature made from it.',
  'proof-value': 'The value of the signature is not of the right form.',
  'proof-key-type': 'The key is of another kind than the signature needs.',
  'proof-context': 'The contexts of signature and content do not belong together.',
  'proof-signature':
    'The signature does not belong to this content: it was changed, or another key signed it.',
  'proof-document': 'The content is not acceptable, so its signature means nothing.',
  'proof-limit': 'The content is too large or too tangled to be checked.',
  'proof-type': 'Assay does not check signatures of this type.',
  'proof-cryptosuite': 'Assay does not check signatures of this suite.',
  'proof-hosted': 'The badge is published at its own address.',
  'proof-hosted-gone': 'The address of the badge says that it is gone.',
  'proof-hosted-unreachable':
    'The address of the badge did not answer with it, so nobody knows whether it is genuine.',
  'proof-hosted-redirect': 'The address of the badge leads to another site, so nobody knows whose it is.',
  'proof-hosted-id': 'The address of the badge holds another document.',
  'proof-hosted-differs': 'The file says something else than the badge that is published at its address.',
  'proof-chain': 'The signature builds on another one that is missing, not good, or could not be checked.',
  'key-unreachable': 'The key that made the signature could not be fetched.',
  'key-method': 'The signature names its key in a way that Assay cannot look up.',
  'key-document': 'The document that should hold the key is not one of its controller.',
  'key-not-listed': 'The document named by the signature does not list the key.',
  'key-not-authorised': 'The controller of the key does not allow it to be used for this.',
  'key-malformed': 'The key is not formed as the standard says.',
  'key-private': 'The document of the key shows a private key, so anyone may have signed.',
  'key-binding-missing':
    'Nothing shows that the credential is presented by its holder, and now, which was asked for.',
  'key-binding-malformed':
    'What should show that the holder presents the credential is not formed as the standard says.',
  'key-binding-other': 'What the holder signed belongs to something else than what is presented.',
  'key-binding-date': 'What the holder signed is not of now.',
  'key-binding-signature': 'Somebody else than its holder presents the credential.',
  'key-revoked': 'The key was revoked.',
  'key-expired': 'The key has expired.',

  // issuer binding
  'issuer-bound': 'The key belongs to the issuer that the credential names.',
  'issuer-listed': 'The issuer lists the key as its own.',
  'issuer-registered': 'A registry names the key as the issuer’s.',
  'issuer-publishes': 'The issuer publishes its badges at this address.',
  'issuer-not-published': 'The badge is not published where its issuer publishes badges.',
  'issuer-chain': 'The parts of the badge do not belong together.',
  'issuer-missing': 'The credential names no issuer.',
  'issuer-not-bound': 'The key does not belong to the issuer that the credential names.',
  'issuer-proof-unchecked':
    'Another signature may be the issuer’s, but it could not be checked, so nobody knows who issued it.',
  'issuer-unreachable': 'The document of the issuer could not be fetched, so nobody knows whose key it is.',

  'holder-bound': 'The key belongs to the holder that the presentation names.',
  'holder-listed': 'The holder lists the key as their own.',
  'holder-absent': 'The presentation names no holder.',
  'holder-not-bound': 'The key does not belong to the holder that the presentation names.',
  'holder-unreachable': 'The document of the holder could not be fetched, so nobody knows whose key it is.',

  // refresh
  'refresh-absent': 'The credential offers no newer version of itself.',
  'refresh-current': 'This is the newest version.',
  'refresh-newer': 'The issuer has a newer version, which took the place of the one given.',
  'refresh-failed': 'A newer version could not be had, so the one given was checked.',
  'refresh-type': 'Assay does not know this way of asking for a newer version.',
  'refresh-once': 'This is the newer version already.',

  // status
  'status-absent': 'The issuer gave no way to revoke this credential.',
  'status-ok': 'The credential is neither revoked nor suspended.',
  'status-message': 'The issuer has set a status message.',
  'status-numeric-index':
    'The credential is neither revoked nor suspended; its status index is a number instead of a text.',
  'status-superseded':
    'The credential is neither revoked nor suspended; its status list is of a superseded kind.',
  'status-refresh-due': 'The issuer says that there is a newer version.',
  'status-revoked': 'The issuer has revoked this credential.',
  'status-suspended': 'The issuer has suspended this credential for the time being.',
  'status-malformed': 'The status of the credential is not formed as the standard says.',
  'status-type': 'Assay does not know this type of status.',
  'status-purpose': 'Assay does not know this purpose of a status.',
  'status-unreachable': 'The status list could not be fetched.',
  'status-list-malformed': 'The status list is not formed as the standard says.',
  'status-list-proof': 'The signature of the status list could not be confirmed.',
  'status-list-issuer': 'The status list is not one of the issuer.',
  'status-list-other': 'The answer is another status list than the one named.',
  'status-list-purpose': 'The status list is for another purpose.',
  'status-list-dates': 'The status list is not valid at this time.',
  'status-list-length': 'The status list is shorter than the standard allows.',
  'status-list-too-large': 'The status list is too large to be checked.',
  'status-range': 'The place of the credential lies outside the status list.',

  // validity dates
  'dates-ok': 'The credential is valid at this time.',
  'dates-not-yet': 'The credential is not valid yet.',
  'dates-expired': 'The credential has expired.',
  'dates-absent': 'The credential names no dates of validity.',
  'dates-unreadable': 'The dates of validity cannot be read.',

  // recipient
  'recipient-not-asked': 'Nobody asked whom the credential is about.',
  'recipient-ok': 'The credential is about the person asked for.',
  'recipient-md5':
    'The badge is about the person asked for, but names them by a hash that can be forged (MD5).',
  'recipient-mismatch': 'The credential is about somebody else.',
  'recipient-none': 'The credential does not say whom it is about in the way asked for.',

  // endorsements
  'endorsements-absent': 'The credential carries no endorsements.',
  'endorsements-ok': 'Every endorsement is genuine.',
  'endorsements-lapsed': 'An endorsement has expired or was withdrawn.',
  'endorsements-failed': 'An endorsement is not genuine.',
  'endorsements-unknown': 'An endorsement could not be checked.',
  'endorsements-limit': 'There are more endorsements than are checked.',

  // credentials inside a record
  'credentials-absent': 'There are no other credentials inside.',
  'credentials-ok': 'Every credential inside is genuine and in force.',
  'credentials-other-subject': 'A credential inside is not shown to be about the same person.',
  'credentials-lapsed': 'A credential inside has expired or is suspended.',
  'credentials-failed': 'A credential inside is not genuine, or was revoked.',
  'credentials-unknown': 'A credential inside could not be checked.',
  'credentials-limit': 'There are more credentials inside than are checked.',

  // trust registry
  'trust-vouched': 'A registry vouches for the issuer.',
  'trust-none': 'No registry that was asked vouches for the issuer.',

  // preconditions
  'needs-parse': 'Not checked, because the content could not be read.',
  'needs-data-model': 'Not checked, because the words of the credential have no fixed meaning.',
  'needs-key': 'Not checked, because the key of the signature is not known.',
  'needs-credential': 'A presentation has no such thing itself; see the credentials inside.',
  'not-asked': 'Nobody asked for this step.',
  'needs-issuer-binding': 'Not checked, because it is not certain who issued the credential.',
} as const satisfies Readonly<Record<string, string>>

/** A code of {@link checkCodes}. */
export type CheckCode = keyof typeof checkCodes
