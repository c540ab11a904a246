import { z } from 'zod'

/** How a state or an action feels: the four meanings of the house plus neutral. */
export type Tone = 'neutral' | 'good' | 'waiting' | 'attention' | 'stopped'
export type ActionTone = 'primary' | 'default' | 'danger'

export interface TransitionShape {
  from: readonly string[]
  to: string
  permission: string
  /** The event type the transition emits, without its version: `order.confirmed`. */
  event: string
  input: z.ZodObject
  tone: ActionTone
}

export interface Lifecycle<
  States extends Record<string, Tone> = Record<string, Tone>,
  Transitions extends Record<string, TransitionShape> = Record<string, TransitionShape>,
> {
  document: string
  /** One of the states; `defineLifecycle` holds it to that, so that a narrow lifecycle still is a lifecycle here. */
  initial: string
  states: States
  transitions: Transitions
}

export type StateOf<L extends Lifecycle> = keyof L['states'] & string
export type TransitionName<L extends Lifecycle> = keyof L['transitions'] & string
export type TransitionInput<L extends Lifecycle, Name extends TransitionName<L>> = z.output<
  L['transitions'][Name]['input']
>

/** What a record offers now; `refusal` is an error code, `null` when the action may be taken. */
export interface OfferedAction {
  name: string
  tone: ActionTone
  refusal: string | null
}

export const offeredActionSchema = z.object({
  name: z.string(),
  tone: z.enum(['primary', 'default', 'danger']),
  refusal: z.string().nullable(),
})

/**
 * Declares a document's states and transitions once, as data. Throws when a transition leaves from or leads to a
 * state that does not exist, so that a typing error stops the start and not a clerk.
 */
export function defineLifecycle<
  const States extends Record<string, Tone>,
  const Transitions extends Record<
    string,
    Omit<TransitionShape, 'from' | 'to'> & { from: readonly (keyof States)[]; to: keyof States }
  >,
>(declaration: {
  document: string
  initial: keyof States & string
  states: States
  transitions: Transitions
}): Lifecycle<States, { [Name in keyof Transitions]: Transitions[Name] & TransitionShape }> {
  for (const [name, transition] of Object.entries(declaration.transitions)) {
    const unknown = [...transition.from, transition.to].find((state) => !(state in declaration.states))
    if (unknown !== undefined) {
      throw new Error(`${declaration.document}.${name} names the unknown state ${String(unknown)}`)
    }
  }
  return declaration as never
}

/** The states of a lifecycle as a zod enum, for the entity's `state` column. */
export function stateEnum<L extends Lifecycle>(lifecycle: L): z.ZodType<StateOf<L>> {
  return z.enum(Object.keys(lifecycle.states) as [string, ...string[]]) as unknown as z.ZodType<StateOf<L>>
}
