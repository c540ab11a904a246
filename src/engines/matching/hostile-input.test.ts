import { expect, it } from 'vitest'
import { faultsOf, hostileInputs } from '../runner/hostile.fixture.ts'
import { beginSearch } from '../runner/search.ts'
import { learn } from './match-learning.ts'
import { generatedMatching } from './matching.fixture.ts'
import type { MatchingResult } from './matching.problem.ts'
import { proposeMatches } from './propose-matches.ts'

const { problem } = generatedMatching(25, 3, { groupShare: 0.3, restShare: 0.3 })
const ask = (one: typeof problem) =>
  proposeMatches(one, beginSearch<MatchingResult>({ seed: 1, iterations: 1_000 }))

it('records, rules and states out of this world: refused by code or matched, never a NaN', () => {
  expect(faultsOf(hostileInputs(problem, 400), ask)).toEqual([])
})
it('decisions out of this world never spoil what was learnt', () => {
  const decisions = ask(problem)
    .proposals.slice(0, 4)
    .map((proposal, index) => ({
      proposal,
      left: problem.left.filter(({ id }) => proposal.left.includes(id)),
      right: problem.right.filter(({ id }) => proposal.right.includes(id)),
      accepted: index % 2 === 0,
    }))
  const inputs = hostileInputs({ learning: problem.learning, decisions }, 300)
  expect(faultsOf(inputs, (one) => learn(one.learning, one.decisions))).toEqual([])
})
