import type { ExchangeNote } from './exchange.model.ts'
import type { XmlElement } from './xml-tree.ts'

/**
 * What nobody looked at, by path with a count. Left out are zeros and empty elements, which say that there is nothing, and
 * values that follow from others.
 */
export function unreadNotes(root: XmlElement): ExchangeNote[] {
  const found = new Map<string, { count: number; example: string }>()
  function walk(element: XmlElement, path: string): void {
    if (element.children.length === 0) {
      const text = element.text.trim()
      if (element.seen || saysNothing(text) || computed.has(element.name)) return
      const known = found.get(path)
      if (known) known.count++
      else found.set(path, { count: 1, example: text.slice(0, 80) })
      return
    }
    for (const child of element.children) walk(child, `${path}/${child.name}`)
  }
  for (const child of root.children) walk(child, child.name)
  return [...found].map(([path, { count, example }]) => ({
    kind: appearance.has(path.slice(path.lastIndexOf('/') + 1)) ? 'appearance-not-modelled' : 'not-modelled',
    path,
    count,
    example,
  }))
}

function saysNothing(text: string): boolean {
  return text === '' || text === '0' || text === '-1' || /^-?PT0H0M0S$/.test(text) || /^[0.]+$/.test(text)
}

/** Sums, variances and dates that scheduling, costing and earned value give again; marks of when and by whom. */
const computed = new Set(
  `ID OutlineNumber OutlineLevel Start Finish Work RegularWork RemainingWork Cost RemainingCost RemainingOvertimeCost
  RemainingOvertimeWork OvertimeCost OvertimeWork ActualCost ActualWork ActualOvertimeCost ActualOvertimeWork PeakUnits OverAllocated
  Overallocated Critical StartVariance FinishVariance WorkVariance CostVariance StartSlack FinishSlack BCWS BCWP ACWP CV SV VAC
  PercentWorkComplete Summary DurationFormat ResumeValid Stop Resume PreLeveledStart PreLeveledFinish EarlyStart EarlyFinish LateStart
  LateFinish TotalSlack FreeSlack DurationText StartText FinishText UID GUID CreateDate CreationDate LastSaved CurrentDate SaveVersion
  ExtendedCreationDate BuildNumber Revision IsBaseCalendar Milestone ActualsInSync BudgetWork BudgetCost ActualStart ActualFinish
  AssnOwner AssnOwnerGuid IsEnterprise UpdateNeeded ActualWorkProtected ActualOvertimeWorkProtected FinishDate RatesTo Occurrences`.split(
    /\s+/,
  ),
)

/** How the program shows and edits, not what the plan says. */
const appearance = new Set(
  `HideBar Rollup DisplayAsSummary DisplaySummary LevelingDelayFormat OvertimeRateFormat StandardRateFormat CurrencySymbolPosition
  FYStartDate FiscalYearStart WeekStartDay DurationFormat WorkFormat DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate
  DefaultOvertimeRate EditableActualCosts InsertedProjectsLikeSummary NewTasksEffortDriven NewTasksEstimated SpreadActualCost
  SpreadPercentComplete TaskUpdatesResource MoveCompletedEndsBack MoveRemainingStartsBack MoveCompletedEndsForward
  AutoAddNewResourcesAndTasks MicrosoftProjectServerURL Autolink NewTaskStartDate NewTasksAreManual DefaultTaskEVMethod
  ProjectExternallyEdited RemoveFileProperties AdminProject BaselineCalendar KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled
  UpdateManuallyScheduledTasksWhenEditingLinks IsPublished CommitmentType WorkGroup BookingType Author Company Manager Subject
  Category Keywords Comments LinkedFields ResponsePending Confirmed LevelAssignments Name Title`.split(/\s+/),
)
