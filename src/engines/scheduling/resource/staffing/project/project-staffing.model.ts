import type { Project } from '../../../project/project.model.ts'
import type { LevellingPlan } from '../../levelling/levelling.model.ts'

/**
 * Who of the people and machines of a project takes the work that is planned with roles: assignments of generic resources,
 * and those of nobody that ask for skills.
 */
export interface ProjectStaffing {
  project: Project
  /** What comes first where it can be had in several ways; the other comes second. */
  prefer: 'earliest-finish' | 'least-cost'
  /** As in levelling: work may be interrupted where somebody is needed elsewhere. */
  maySplit?: boolean
}

export interface StaffedProject {
  /** Who does what. */
  staffed: StaffedAssignment[]
  unstaffed: UnstaffedAssignment[]
  /** The project with those people in place of the roles, levelled; what is unstaffed is as it was. */
  project: Project
  /** How it was levelled once they were named. */
  levelling: LevellingPlan
  /** Of the whole plan. */
  costMinor: number
}

export interface StaffedAssignment {
  assignmentId: string
  taskId: string
  /** The generic resource; missing for work of nobody. */
  genericId?: string
  /** The first keeps the id of the assignment; each has an equal part of its units and work. */
  people: { assignmentId: string; resourceId: string; units: number; workMinutes: number }[]
}

export interface UnstaffedAssignment {
  assignmentId: string
  taskId: string
  genericId?: string
  /** `nothing-asked`: neither the role nor the assignment names a skill by which to choose. */
  reason: 'nothing-asked' | 'too-few-able'
  requiredSkills: string[]
  wantedPeople: number
  ableIds: string[]
}
