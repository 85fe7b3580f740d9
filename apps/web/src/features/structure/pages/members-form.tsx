import { Form } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { Button } from '../../../ui/index.ts'
import { PeopleList, type PeopleListProps } from './people-list.tsx'

export interface MembersFormProps extends Pick<PeopleListProps, 'people' | 'base' | 'empty'> {
  readonly mayTakeOut: boolean
  /** The button's words. */
  readonly takeOut: string
  readonly actionData: unknown
}

/** Who belongs to something; whoever may takes those out whose boxes are on, by the intent `take-out`. */
export function MembersForm({ mayTakeOut, takeOut, actionData, ...list }: MembersFormProps) {
  if (!mayTakeOut || list.people.length === 0) return <PeopleList {...list} choosing={mayTakeOut} />
  return (
    <Form method="post">
      <FormErrors form={formState(actionData, 'take-out')} names={['personIds']} />
      <PeopleList {...list} choosing />
      <div className="actions">
        <Button name="intent" value="take-out">
          {takeOut}
        </Button>
      </div>
    </Form>
  )
}
