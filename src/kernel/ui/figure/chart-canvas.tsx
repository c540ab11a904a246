import { useComputedColorScheme } from '@mantine/core'
import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type ECharts, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { type ReactNode, useEffect, useRef } from 'react'
import { useGo } from '../link.tsx'
import { useLocale } from '../text.ts'
import { axisText, type ChartProps } from './chart-spec.ts'
import classes from './figure.module.css'

use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer])

const endLabelPx = 72
const order = ['--wh-accent', '--wh-attention', '--wh-good', '--wh-neutral', '--wh-stopped']

export default function ChartCanvas(props: ChartProps & { height: number; currency: string }): ReactNode {
  const { height, path } = props
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(undefined)
  const go = useGo()
  const scheme = useComputedColorScheme('light')
  const language = useLocale()
  useEffect(() => {
    const element = box.current
    if (!element) return
    const made = init(element, null, { renderer: 'canvas' })
    chart.current = made
    const watcher = new ResizeObserver(() => made.resize())
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      made.dispose()
      chart.current = undefined
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours and numbers are read from the page, which these two change.
  useEffect(() => {
    chart.current?.setOption(optionOf(props), { notMerge: true })
  }, [props, scheme, language])
  useEffect(() => {
    const made = chart.current
    if (!made || !path) return
    const open = (event: { dataIndex?: number }) => {
      if (event.dataIndex !== undefined) go(path(event.dataIndex))
    }
    made.on('click', open)
    return () => {
      made.off('click', open)
    }
  }, [path, go])
  return <div ref={box} className={classes.canvas} style={{ height }} />
}

function optionOf({
  kind,
  categories,
  series,
  unit,
  currency,
  stacked,
  title,
}: ChartProps & { currency: string }) {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const ink = colour('--mantine-color-dimmed')
  const line = colour('--wh-line')
  const text = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 }
  const shown = (value: unknown) => axisText(Number(value), unit, currency)
  const named = kind === 'line' && series.length > 1
  const legend = kind === 'bar' && series.length > 1
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 200,
    aria: { enabled: true, label: { description: title } },
    color: series.map((one, index) =>
      colour(one.tone ? `--wh-${one.tone}` : (order[index % order.length] ?? '--wh-accent')),
    ),
    textStyle: text,
    grid: {
      left: 4,
      right: named ? endLabelPx : 12,
      top: legend ? 32 : 14,
      bottom: 0,
      outerBoundsMode: 'same',
      containLabel: true,
    },
    legend: legend
      ? { top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, textStyle: text }
      : undefined,
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: kind === 'bar' ? 'shadow' : 'line' },
      backgroundColor: colour('--wh-surface'),
      borderColor: colour('--wh-line-strong'),
      textStyle: { ...text, color: colour('--wh-ink') },
      valueFormatter: shown,
      renderMode: 'richText',
    },
    xAxis: {
      type: 'category',
      data: [...categories],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: text,
    },
    yAxis: {
      type: 'value',
      scale: kind === 'line',
      axisLabel: { ...text, formatter: shown },
      splitLine: { lineStyle: { color: line } },
    },
    series: series.map((one) => ({
      name: one.name,
      type: kind,
      data: [...one.values],
      ...(stacked ? { stack: 'all' } : {}),
      ...(kind === 'bar'
        ? {
            barMaxWidth: 28,
            label: {
              show: series.length === 1 && categories.length <= 8,
              position: 'top',
              formatter: ({ value }: { value: unknown }) => shown(value),
              ...text,
            },
          }
        : {
            symbolSize: 5,
            lineStyle: { width: 2 },
            endLabel: { ...text, show: named, formatter: '{a}', color: 'inherit' },
          }),
    })),
  }
}
