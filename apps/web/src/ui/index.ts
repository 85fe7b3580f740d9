export { Badge, type BadgeProps } from './badge.tsx'
export { BadgePicture } from './badge-picture.tsx'
export {
  Button,
  ButtonLink,
  type ButtonLinkProps,
  type ButtonLook,
  type ButtonProps,
  buttonClass,
  KeyHint,
  KeyHints,
} from './button.tsx'
export { CheckField, ChoiceGroup } from './choices.tsx'
export { ConfirmForm, Dialog, More } from './confirm-form.tsx'
export { accentStyle } from './contrast.ts'
export { CopyButton, CopyField } from './copy.tsx'
export { DropFile } from './drop-file.tsx'
export { ErrorSummary, type WrongField } from './error-summary.tsx'
export {
  type Choice,
  type ControlProps,
  Field,
  FieldError,
  type FieldProps,
  fieldId,
  SelectField,
  TextAreaField,
  TextField,
} from './field.tsx'
export { Footer, LanguageSwitch } from './footer.tsx'
export { Item, ItemList } from './item-list.tsx'
export { type Fact, Facts, Ledger, LedgerSection } from './ledger.tsx'
export { MarkPunch } from './mark-punch.tsx'
export { MarkdownView } from './markdown-view.tsx'
export { Account, Masthead, type NavItem, SkipLink } from './masthead.tsx'
export { EmptyState, Flash, Note, Progress, Toasts } from './note.tsx'
export { type Crumb, Head, Page } from './page.tsx'
export { Pagination, type PaginationProps } from './pagination.tsx'
export { Pips } from './pips.tsx'
export { CategoryPunch, Hallmarks, LevelPunch, StruckRow, YearPunch } from './punch.tsx'
export { QrCode } from './qr-code.tsx'
export { RubricScorer, type ScorerLevel, type ScorerRow } from './rubric-scorer.tsx'
export { type RubricLevel, type RubricRow, RubricTable } from './rubric-table.tsx'
export { type LinkChoice, Segmented, SegmentedChoice, Tabs } from './segmented.tsx'
export { type MarkState, Marks, StateMark, Tag, type Tone } from './state-mark.tsx'
export { NextStep, type Step, Steps } from './steps.tsx'
export { Day, Time } from './time.tsx'
export { CheckList, CheckRow, type CheckRowProps, ClaimBox, EstablishedBox, Verdict } from './verdict.tsx'
