import { SegmentedControl, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { FormState } from '../../../../kernel/ui/form/form-handle.ts'
import type { Terms } from '../order.api.ts'
import { useT } from '../text.ts'
import classes from './desk.module.css'
import type { DeskDraft } from './desk-draft.ts'

const terms: readonly Terms[] = ['received', 'card', 'bank-transfer', 'on-account']
const methods = ['cash', 'card', 'bank'] as const

/** How the order will be paid, in words of what follows from it. */
export function PaymentBox({ form, id }: { form: FormState<DeskDraft>; id: string }): ReactNode {
  const t = useT()
  const { values } = form
  const lacksCustomer = values.terms === 'on-account' && values.partyId === null
  return (
    <div className={classes.stack} id={id}>
      <SegmentedControl
        fullWidth
        aria-label={t('order.paymentTerms')}
        value={values.terms}
        onChange={(next) => form.set('terms', next)}
        data={terms.map((value) => ({ value, label: t(`terms.${value}`) }))}
      />
      <p
        className={classes.note}
        data-tone={lacksCustomer ? 'stopped' : undefined}
        role={lacksCustomer ? 'alert' : undefined}
      >
        {lacksCustomer ? t('desk.payment.needsCustomer') : t(`desk.payment.${values.terms}`)}
      </p>
      {values.terms === 'received' ? (
        <div className={classes.pair}>
          <SegmentedControl
            aria-label={t('payment.method')}
            value={values.method}
            onChange={(next) => form.set('method', next)}
            data={methods.map((value) => ({ value, label: t(`method.${value}`) }))}
          />
          <TextInput
            size="sm"
            aria-label={t('desk.payment.reference')}
            placeholder={t('desk.payment.referenceHint')}
            maxLength={120}
            value={values.reference}
            error={form.error('/reference')}
            onChange={(event) => form.set('reference', event.currentTarget.value)}
          />
        </div>
      ) : null}
    </div>
  )
}
