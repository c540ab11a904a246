import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { atOf, textOf } from '../project/clock.ts'
import { planAmounts } from '../project/plan-amounts.ts'
import { ProjectError } from '../project/project.error.ts'
import { daysOfException } from '../project/recurrence.ts'
import { schedulePlan } from '../project/schedule-plan.ts'
import { readProjectFile } from './read-project-file.ts'

const folder = join(process.cwd(), '..', 'shared', 'data', 'projects')
const isThere = existsSync(folder)
const fileOf = (name: string) => readProjectFile(readFileSync(`${folder}/${name}`, 'utf8'))

const codeOf = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    if (error instanceof ProjectError) return { code: error.code, ...error.details }
    throw error
  }
  return undefined
}

function file(inner: string): string {
  return `<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02T08:00:00</StartDate>${inner}</Project>`
}

const datesAndFloats = [
  'startAt',
  'finishAt',
  'earlyStartAt',
  'earlyFinishAt',
  'lateStartAt',
  'lateFinishAt',
  'totalFloatMinutes',
  'freeFloatMinutes',
] as const

it.skipIf(!isThere)(
  '[PMS-07] our dates and floats are those that Microsoft Project stored in the files',
  () => {
    const agreement = readdirSync(folder)
      .filter((name) => name.endsWith('.xml') && name !== 'PredecessorCalendar.xml')
      .sort()
      .map((name) => {
        const { project, stored } = fileOf(name)
        const { tasks } = schedulePlan(project)
        const differing = stored.flatMap((dates, place) =>
          datesAndFloats
            .filter((field) => dates[field] !== tasks[place]?.[field])
            .map((field) => `${dates.taskId} ${field} ${dates[field]} not ${tasks[place]?.[field]}`),
        )
        return [`${name}: ${stored.length} tasks`, ...differing]
      })
    expect(agreement).toEqual([
      ['baselines.xml: 1 tasks'],
      ['legacy__sample.xml: 19 tasks'],
      ['mspdirelations.xml: 5 tasks'],
      ['mspdiresource.xml: 3 tasks'],
      ['mspdisplittask.xml: 2 tasks'],
    ])
  },
)

it.skipIf(!isThere)('[PMS-07] our costs are those of Microsoft Project too', () => {
  for (const name of ['legacy__sample.xml', 'mspdiresource.xml']) {
    const { project, stored } = fileOf(name)
    const ours = planAmounts(project, schedulePlan(project)).tasks.map(({ costMinor }) =>
      Math.round(costMinor),
    )
    expect(ours).toEqual(stored.map(({ costMinor }) => costMinor))
  }
})

it.skipIf(!isThere)('[PMS-02] pauses of tasks are read out of the periods of their assignments', () => {
  expect(fileOf('mspdisplittask.xml').project.tasks.map(({ splits }) => splits)).toEqual([
    [{ afterMinutes: 1920, pauseMinutes: 1440 }],
    [
      { afterMinutes: 1440, pauseMinutes: 960 },
      { afterMinutes: 3840, pauseMinutes: 1440 },
    ],
  ])
})

it.skipIf(!isThere)('[PMS-05] all ten baselines of a file are read, with money in minor units', () => {
  const { baselines } = fileOf('baselines.xml').project
  expect(baselines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(baselines[2]?.tasks).toEqual([
    {
      taskId: '1',
      startAt: atOf('2001-01-03T09:00'),
      finishAt: atOf('2000-01-03T17:30'),
      durationMinutes: 1350,
      workMinutes: 180,
      costMinor: 300,
    },
  ])
})

it.skipIf(!isThere)('[PMS-02] people, material and their rates are read', () => {
  const { resources } = fileOf('mspdiresource.xml').project
  expect(resources.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
    'Wade Golden: people',
    'Jon Iles: people',
    'Brian Leach: people',
    'Concrete: material',
  ])
  expect(resources[0]?.rates).toEqual([
    {
      table: 'A',
      standardMinor: 5000,
      per: 'hour',
      overtimeMinor: 10_000,
      overtimePer: 'hour',
      perUseMinor: 0,
    },
  ])
  expect(resources[3]?.rates[0]?.perUseMinor).toBe(50_000)
})

it.skipIf(!isThere)('[PMS-07] what a file says beyond the model stands in the notes', () => {
  const { notes } = fileOf('mspdiresource.xml')
  const paths = notes.flatMap((note) => (note.kind === 'not-modelled' ? [note.path] : []))
  expect(paths).toContain('Resources/Resource/OutlineCode/ValueID')
  expect(paths).toContain('Resources/Resource/ExtendedAttribute/Value')
})

it.skipIf(!isThere)('[PMS-07] files of other programs are refused with the name of their format', () => {
  expect(codeOf(() => fileOf('legacy__sample.mpx'))).toEqual({ code: 'exchange.format', format: 'mpx' })
})

it.skipIf(!isThere)('[PMS-07] a project of Primavera is read, with the calendar its lags run on', () => {
  const { project } = fileOf('PredecessorCalendar.xml')
  expect(project).toMatchObject({
    name: 'Test Project',
    lagCalendar: 'predecessor',
    outOfSequence: 'retained-logic',
  })
  expect(project.calendars[0]?.week[1]).toEqual([
    { fromMinute: 420, toMinute: 720 },
    { fromMinute: 750, toMinute: 930 },
  ])
  const { tasks } = schedulePlan(project)
  expect(tasks.map(({ wbs, summary }) => [wbs, summary])).toEqual([
    ['1', true],
    ['A1000', false],
  ])
  expect(tasks[1]).toMatchObject({ startAt: atOf('2021-02-05T08:00'), finishAt: atOf('2021-04-19T15:30') })
})

it('[PMS-07] files in other encodings are read by their mark or their declaration', () => {
  const name = (bytes: Uint8Array) => readProjectFile(bytes).project.name
  const text = '<Project><Title>기초</Title></Project>'
  const marked = new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(new Uint16Array([...text].map((c) => c.charCodeAt(0))).buffer),
  ])
  expect(name(marked)).toBe('기초')
  expect(name(new TextEncoder().encode(text))).toBe('기초')
  const latin = '<?xml version="1.0" encoding="windows-1252"?><Project><Title>Stra\u00dfe</Title></Project>'
  expect(name(new Uint8Array([...latin].map((c) => c.charCodeAt(0))))).toBe('Straße')
})

it('[PMS-07] text that is no project is refused with what is wrong', () => {
  expect(codeOf(() => readProjectFile('<html><body/></html>'))).toMatchObject({
    format: 'unknown',
    root: 'html',
  })
  expect(codeOf(() => readProjectFile('<Project><Tasks></Project>'))).toMatchObject({
    code: 'exchange.not-xml',
    line: 1,
  })
  expect(codeOf(() => readProjectFile('ERMHDR\t19.12'))).toMatchObject({ format: 'primavera-xer' })
  const mpp = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])
  expect(codeOf(() => readProjectFile(mpp))).toMatchObject({ format: 'mpp' })
  expect(codeOf(() => readProjectFile('hello'))).toMatchObject({ format: 'unknown' })
})

it('[PMS-07] a document type with entities is not expanded', () => {
  const bomb = '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa">]><Project><Name>&a;</Name></Project>'
  expect(codeOf(() => readProjectFile(bomb))).toMatchObject({ code: 'exchange.not-xml' })
})

it('[PMS-07] oddities are repaired and noted', () => {
  const { project, notes } = readProjectFile(
    file(`<Title>\u0001Odd</Title><CalendarUID>9</CalendarUID><Tasks>
      <Task><UID>1</UID><Name>A</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration></Task>
      <Task><UID>2</UID><IsNull>1</IsNull></Task>
      <Task><UID>3</UID><Name>B</Name><OutlineLevel>3</OutlineLevel><Duration>P1DT1H</Duration><ConstraintType>4</ConstraintType>
        <PredecessorLink><PredecessorUID>77</PredecessorUID></PredecessorLink></Task>
      <Task><UID>4</UID><Name>C</Name><OutlineLevel>1</OutlineLevel><Duration>soon</Duration><Deadline>2026-02-31T08:00:00</Deadline></Task>
      <Task><UID>4</UID><Name>D</Name></Task></Tasks>`),
  )
  expect(project.name).toBe('Odd')
  expect(project.calendars.map(({ name }) => name)).toEqual(['Standard'])
  expect(
    project.tasks.map(({ id, parentId, durationMinutes }) => ({ id, parentId, durationMinutes })),
  ).toEqual([
    { id: '1', parentId: undefined, durationMinutes: 0 },
    { id: '3', parentId: '1', durationMinutes: 1500 },
    { id: '4', parentId: undefined, durationMinutes: 0 },
  ])
  expect(notes.map((note) => `${note.kind} ${note.path}`)).toEqual([
    'repaired Task/ConstraintDate',
    'repaired Task/Duration',
    'repaired Task/Deadline',
    'left-out Task',
    'left-out PredecessorLink',
    'repaired Project/CalendarUID',
  ])
  expect(() => schedulePlan(project)).not.toThrow()
})

it('[PMS-07] calendars that never work or stand on each other do not keep a file from being read', () => {
  const { project } = readProjectFile(
    file(`<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><BaseCalendarUID>2</BaseCalendarUID></Calendar>
      <Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID></Calendar></Calendars><Tasks><Task><UID>1</UID><OutlineLevel>1</OutlineLevel>
      <Duration>PT8H0M0S</Duration><ActualStart>2026-03-02T08:00:00</ActualStart><PercentComplete>50</PercentComplete>
      <Stop>2026-03-02T12:00:00</Stop><Resume>2026-03-04T08:00:00</Resume></Task></Tasks>`),
  )
  expect(project.calendars).toHaveLength(2)
  expect(codeOf(() => schedulePlan(project))).toMatchObject({ code: 'calendar.no-working-time' })
})

it('[PMS-07] a task without duration takes the working time between its dates', () => {
  const { project } = readProjectFile(
    file(
      `<Tasks><Task><UID>1</UID><Start>2026-03-06T08:00:00</Start><Finish>2026-03-09T17:00:00</Finish></Task></Tasks>`,
    ),
  )
  expect(project.tasks[0]).toMatchObject({ durationMinutes: 960, milestone: false })
})

it('[PMS-07] recurring exceptions fall on the days that Microsoft Project lists for them', () => {
  const recurring = (type: string, from: string, to: string, occurrences: number) =>
    `<Exception><EnteredByOccurrences>1</EnteredByOccurrences><TimePeriod><FromDate>${from}T00:00:00</FromDate>
      <ToDate>${to}T23:59:00</ToDate></TimePeriod><Occurrences>${occurrences}</Occurrences>${type}<DayWorking>0</DayWorking></Exception>`
  const { project, notes } = readProjectFile(
    file(`<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>Standard</Name>
      <WeekDays><WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2000-02-01T00:00:00</FromDate>
        <ToDate>2000-02-01T23:59:00</ToDate></TimePeriod></WeekDay></WeekDays><Exceptions>
      ${recurring('<Type>7</Type><Period>3</Period>', '2000-02-01', '2000-02-10', 4)}
      ${recurring('<Type>6</Type><Period>3</Period><DaysOfWeek>8</DaysOfWeek>', '2001-01-01', '2001-03-28', 5)}
      ${recurring('<Type>6</Type><Period>7</Period><DaysOfWeek>1</DaysOfWeek>', '2001-01-01', '2001-05-27', 3)}
      ${recurring('<Type>5</Type><Period>5</Period><MonthItem>7</MonthItem><MonthPosition>3</MonthPosition>', '2002-01-01', '2004-02-26', 6)}
      ${recurring('<Type>4</Type><Period>5</Period><MonthDay>4</MonthDay>', '2003-01-01', '2005-02-04', 6)}
      ${recurring('<Type>3</Type><Month>4</Month><MonthItem>7</MonthItem><MonthPosition>2</MonthPosition>', '2004-01-01', '2009-05-21', 6)}
      ${recurring('<Type>2</Type><Month>3</Month><MonthDay>3</MonthDay>', '2005-01-01', '2009-04-03', 5)}
      </Exceptions></Calendar></Calendars>`),
  )
  const days = project.calendars[0]?.exceptions.map((exception) =>
    daysOfException(exception, 20_000).map((day) => textOf(day * 1440).slice(2, 10)),
  )
  expect(days).toEqual([
    ['00-02-01', '00-02-04', '00-02-07', '00-02-10'],
    ['01-01-03', '01-01-24', '01-02-14', '01-03-07', '01-03-28'],
    ['01-02-18', '01-04-08', '01-05-27'],
    ['02-01-24', '02-06-27', '02-11-28', '03-04-24', '03-09-25', '04-02-26'],
    ['03-01-04', '03-06-04', '03-11-04', '04-04-04', '04-09-04', '05-02-04'],
    ['04-05-20', '05-05-19', '06-05-18', '07-05-17', '08-05-15', '09-05-21'],
    ['05-04-03', '06-04-03', '07-04-03', '08-04-03', '09-04-03'],
  ])
  expect(notes).toEqual([])
})

it('[PMS-07] recurring exceptions and working weeks are read', () => {
  const { project } = readProjectFile(
    file(`<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>Yard</Name>
      <Exceptions><Exception><EnteredByOccurrences>1</EnteredByOccurrences><TimePeriod><FromDate>2026-03-06T00:00:00</FromDate><ToDate>2026-12-31T23:59:00</ToDate></TimePeriod>
        <Occurrences>3</Occurrences><Name>Friday off</Name><Type>6</Type><Period>2</Period><DaysOfWeek>32</DaysOfWeek><DayWorking>0</DayWorking></Exception></Exceptions>
      <WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-07-01T00:00:00</FromDate><ToDate>2026-08-31T23:59:00</ToDate></TimePeriod><Name>Summer</Name>
        <WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>22:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays></WorkWeek></WorkWeeks>
      </Calendar></Calendars>`),
  )
  const [calendar] = project.calendars
  expect(calendar?.exceptions[0]).toMatchObject({
    occurrences: 3,
    recurrence: { every: 'week', interval: 2, weekdays: [5] },
    shifts: [],
  })
  expect(calendar?.workWeeks[0]?.week[1]).toEqual([{ fromMinute: 1320, toMinute: 1440 }])
})

it('[PMS-07] dates that are none, ends before beginnings and numbers without end are repaired and noted', () => {
  const { project, notes } = readProjectFile(
    file(`<Tasks><Task><UID>1</UID><Duration>PT8H0M0S</Duration><Deadline>2026-13-45T99:99:99</Deadline><FixedCost>1e309</FixedCost>
      <ActualStart>2026-03-04T08:00:00</ActualStart><ActualFinish>2026-03-02T17:00:00</ActualFinish></Task></Tasks>`),
  )
  expect(project.tasks[0]).toMatchObject({ fixedCostMinor: 0 })
  expect(project.tasks[0]?.deadlineAt).toBeUndefined()
  expect(project.tasks[0]?.progress).toMatchObject({
    actualStartAt: atOf('2026-03-04T08:00'),
    actualFinishAt: atOf('2026-03-04T08:00'),
  })
  expect(notes.map((note) => `${note.kind} ${note.path}`)).toEqual(
    expect.arrayContaining([
      'repaired Task/Deadline',
      'repaired Task/FixedCost',
      'repaired Task/ActualFinish',
    ]),
  )
  expect(() => atOf('2026-02-03T24:01')).toThrow(RangeError)
  expect(textOf(atOf('2026-02-03T24:00'))).toBe('2026-02-04T00:00:00')
})
