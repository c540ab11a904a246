import { Button, Group } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { useGo } from '../link.tsx'
import { notify } from '../notify.ts'
import { Problem } from '../page.tsx'
import { useCommand } from '../queries.ts'
import { type FieldProblem, type Method, ProblemError, request } from '../request.ts'
import { useWords } from '../text.ts'
import { FieldInput } from './field-input.tsx'
import { type FieldSpec, pointerOf, readPath } from './field-spec.ts'
import classes from './form.module.css'
import { dropDraft, type FormHandle, isUnder, useFormState } from './form-handle.ts'

export interface EntityFormProps<Values, Answer> {
  /** Keeps a draft in this tab under this name. */
  name?: string
  initial: Values
  fields: readonly FieldSpec[]
  /** Where the values go; or `submit`. */
  url?: string
  method?: Method
  /** The version the person saw; a stale one is refused. */
  version?: number
  submit?: (values: Values, idempotencyKey: string) => Promise<Answer>
  submitLabel: string
  cancel?: () => void
  layout?: 'page' | 'dialog'
  /** Faults that need no server; pointers into the values. */
  check?: (values: Values) => FieldProblem[]
  /** Path prefixes read again; the url's collection by default. */
  invalidates?: string[]
  /** Where to go and what to say; or nothing, when the caller has done it. */
  done: (answer: Answer, values: Values) => { path?: string; said?: string } | undefined
  tone?: 'primary' | 'danger'
  children?: (form: FormHandle<Values>) => ReactNode
}

/**
 * A form from field specifications, with room for handwritten parts. Enter moves on, Ctrl+Enter saves, faults stand beside
 * their field, and what was typed survives a closed page.
 */
export function EntityForm<Values extends object, Answer = unknown>(
  props: EntityFormProps<Values, Answer>,
): ReactNode {
  const t = useWords()
  const go = useGo()
  const element = useRef<HTMLFormElement>(null)
  const summary = useId()
  const form = useFormState<Values>(props.initial, props.name)
  const { url, method = 'POST', version } = props
  const send = useCommand(
    (values: Values, key) =>
      props.submit
        ? props.submit(values, key)
        : request<Answer>(method, url ?? '', { body: values, idempotencyKey: key, ifMatch: version }),
    { quiet: true, invalidates: props.invalidates ?? (url ? [collectionOf(url)] : []) },
  )
  const save = () => {
    if (send.isPending) return
    const unread = element.current?.querySelector<HTMLElement>('[data-unread]')
    if (unread) return unread.focus()
    const missing = missingFields(props.fields, form.values, t('form.required'))
    const faults = [...missing, ...(props.check?.(form.values) ?? [])]
    form.setFaults(faults)
    if (faults.length > 0) return focusFault(element.current)
    send.mutate(form.values, {
      onSuccess: (answer) => {
        dropDraft(props.name)
        const next = props.done(answer, form.values)
        if (next?.said) notify.done(next.said)
        if (next?.path) go(next.path)
        else form.forget()
      },
      onError: (error) => {
        if (error instanceof ProblemError) form.setFaults(error.errors)
        focusFault(element.current)
      },
    })
  }
  // What was being typed is read when its field is left, so what is saved is what the next drawing holds.
  const latest = useRef(save)
  latest.current = save
  const places = useRef(new Set<string>())
  places.current.clear()
  const handle: FormHandle<Values> = {
    ...form,
    busy: send.isPending,
    error: (pointer) => {
      places.current.add(pointer)
      return form.error(pointer)
    },
  }
  const shown = props.fields.filter((field) => field.when?.(form.values) ?? true)
  return (
    <form
      ref={element}
      noValidate
      className={classes.form}
      data-layout={props.layout ?? 'page'}
      aria-describedby={summary}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => moveOn(event, element.current, () => latest.current())}
    >
      {form.restored ? (
        <div className={classes.draft} role="status">
          {t('form.restored')}
          <Button variant="subtle" size="compact-xs" onClick={form.forget}>
            {t('form.discard')}
          </Button>
        </div>
      ) : null}
      <div className={classes.fields}>
        {shown.map((field) => (
          <div key={field.name} data-wide={field.wide || undefined}>
            <FieldInput spec={field} form={handle as FormHandle} />
          </div>
        ))}
      </div>
      {props.children?.(handle)}
      <div id={summary} aria-live="assertive">
        <Unplaced error={send.error} faults={form.faults} places={places} />
      </div>
      <Group
        gap="xs"
        justify={props.layout === 'dialog' ? 'flex-end' : 'flex-start'}
        className={classes.buttons}
      >
        {props.layout === 'dialog' && props.cancel ? (
          <Button variant="default" onClick={props.cancel}>
            {t('cancel')}
          </Button>
        ) : null}
        <Button
          type="submit"
          size="sm"
          loading={send.isPending}
          color={props.tone === 'danger' ? 'red' : 'blue'}
        >
          {props.submitLabel}
        </Button>
        {props.layout !== 'dialog' ? <span className={classes.keys}>{t('form.keys')}</span> : null}
      </Group>
    </form>
  )
}

/** The refusal itself, and faults that no field of this form shows; drawn last, when every field has said its place. */
function Unplaced({
  error,
  faults,
  places,
}: {
  error: Error | null
  faults: readonly FieldProblem[]
  places: { current: ReadonlySet<string> }
}): ReactNode {
  const lost = faults.filter((fault) => ![...places.current].some((place) => isUnder(fault.pointer, place)))
  const explained = error instanceof ProblemError && error.errors.length > 0
  return (
    <>
      {error && !explained ? <Problem error={error} /> : null}
      {lost.length > 0 ? (
        <ul className={classes.lost}>
          {lost.map((fault) => (
            <li key={fault.pointer + fault.code}>{fault.detail}</li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function missingFields(fields: readonly FieldSpec[], values: object, detail: string): FieldProblem[] {
  return fields
    .filter(
      (field) => field.required && (field.when?.(values) ?? true) && isNothing(readPath(values, field.name)),
    )
    .map((field) => ({ pointer: pointerOf(field.name), code: 'required', detail }))
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Enter goes to the next field and from the last one to the button; Ctrl+Enter saves from anywhere. */
function moveOn(event: KeyboardEvent, form: HTMLFormElement | null, save: () => void): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || !form) return
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault()
    if (event.target instanceof HTMLElement) event.target.blur()
    setTimeout(save)
    return
  }
  const target = event.target
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement) || event.defaultPrevented)
    return
  event.preventDefault()
  if (target.getAttribute('aria-expanded') === 'true' && target.getAttribute('aria-activedescendant')) return
  const stops = [
    ...form.querySelectorAll<HTMLElement>('input, select, textarea, button[type="submit"]'),
  ].filter((stop) => !stop.hasAttribute('disabled') && stop.tabIndex >= 0 && stop.offsetParent !== null)
  stops[stops.indexOf(target) + 1]?.focus()
}

function focusFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}

/** `/api/v1/orders/orders/ID/lines` → `/api/v1/orders/orders`. */
function collectionOf(url: string): string {
  return url.split('/').slice(0, 5).join('/')
}
