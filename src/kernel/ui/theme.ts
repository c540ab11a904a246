import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, rem } from '@mantine/core'

/** The only file with colours. Pairs were checked to keep 4.5:1 for text in both schemes. */
const blue: MantineColorsTuple = [
  '#eef3fc',
  '#dce6f8',
  '#b9cdf1',
  '#8fb0ea',
  '#6f99e3',
  '#3f6fca',
  '#2a5cbf',
  '#1f4fa8',
  '#1a4190',
  '#143372',
]
const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#f0f2f5',
  '#e4e7ec',
  '#d3d8df',
  '#b4bbc6',
  '#8a93a1',
  '#606a79',
  '#4a5361',
  '#333a46',
  '#1c212a',
]
const dark: MantineColorsTuple = [
  '#dfe3ea',
  '#b9c0cc',
  '#9aa3b2',
  '#737d8d',
  '#3f4753',
  '#323944',
  '#282e37',
  '#1a1e24',
  '#14171c',
  '#0d0f13',
]

const tones = {
  light: {
    good: ['#0f6b3c', '#e3f4ea'],
    waiting: ['#1f4fa8', '#e7eefb'],
    attention: ['#8a4b00', '#fdf0d9'],
    stopped: ['#b3261e', '#fce8e6'],
    neutral: ['#4a5361', '#eceef2'],
  },
  dark: {
    good: ['#7fd6a4', '#173325'],
    waiting: ['#9dbdf3', '#1c2d4d'],
    attention: ['#f0bf72', '#3a2c12'],
    stopped: ['#f5a49d', '#44211f'],
    neutral: ['#b9c0cc', '#2c323b'],
  },
} as const

const fontFamily =
  "'Pretendard Variable', Pretendard, -apple-system, BlinkMacSystemFont, system-ui, 'Noto Sans KR', 'Malgun Gothic', sans-serif"

export const theme = createTheme({
  colors: { blue, gray, dark },
  primaryColor: 'blue',
  primaryShade: { light: 7, dark: 5 },
  black: '#1c212a',
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Consolas, monospace',
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(18) },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: rem(20), lineHeight: '1.35' },
      h2: { fontSize: rem(16), lineHeight: '1.4' },
      h3: { fontSize: rem(14), lineHeight: '1.45' },
    },
  },
  radius: { xs: rem(3), sm: rem(6), md: rem(6), lg: rem(8), xl: rem(12) },
  defaultRadius: 'sm',
  spacing: { xs: rem(8), sm: rem(12), md: rem(16), lg: rem(24), xl: rem(32) },
  shadows: { xs: 'none', sm: 'none', md: '0 4px 16px rgb(0 0 0 / 0.10)', lg: '0 8px 24px rgb(0 0 0 / 0.14)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs', fz: 13, fw: 500 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 30 } },
    Tooltip: {
      defaultProps: { openDelay: 300, withArrow: false, events: { hover: true, focus: true, touch: false } },
    },
    Menu: {
      defaultProps: {
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        position: 'bottom-end',
        withinPortal: true,
        transitionProps: { duration: 0 },
      },
    },
    Popover: { defaultProps: { shadow: 'md', withinPortal: true, transitionProps: { duration: 0 } } },
    Modal: { defaultProps: { centered: false, transitionProps: { duration: 100 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 100 } } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Badge: { defaultProps: { tt: 'none', fw: 500 } },
  },
})

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {
    '--wh-font-grid': rem(13),
    '--wh-row-compact': '32px',
    '--wh-row-normal': '40px',
    '--wh-header': '48px',
    '--wh-nav': '208px',
    '--wh-nav-narrow': '52px',
  },
  light: {
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': '#667080',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': blue[7],
    '--mantine-color-default-border': gray[3],
    '--mantine-color-gray-light-color': gray[7],
    '--mantine-color-gray-outline': gray[7],
    '--mantine-color-red-light-color': '#a8231c',
    '--mantine-color-red-filled': '#b3261e',
    '--mantine-color-red-filled-hover': '#98201a',
    '--mantine-color-blue-light-color': blue[7],
    '--wh-canvas': gray[0],
    '--wh-surface': '#ffffff',
    '--wh-line': gray[2],
    '--wh-line-strong': gray[3],
    '--wh-hover': gray[1],
    '--wh-selected': '#e9f0fc',
    '--wh-accent': blue[7],
    '--wh-ink': gray[9],
    ...toneVariables('light'),
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#929cab',
    '--mantine-color-error': '#f5a49d',
    '--mantine-color-anchor': blue[3],
    '--mantine-color-default-border': dark[4],
    '--mantine-color-gray-light-color': dark[1],
    '--mantine-color-gray-outline': dark[1],
    '--mantine-color-red-light-color': '#f5a49d',
    '--mantine-color-red-filled': '#b3261e',
    '--mantine-color-red-filled-hover': '#c5352c',
    '--mantine-color-blue-light-color': blue[3],
    '--wh-canvas': dark[8],
    '--wh-surface': dark[7],
    '--wh-line': dark[5],
    '--wh-line-strong': dark[4],
    '--wh-hover': dark[6],
    '--wh-selected': '#1d2b45',
    '--wh-accent': blue[3],
    '--wh-ink': dark[0],
    ...toneVariables('dark'),
  },
})

function toneVariables(scheme: 'light' | 'dark'): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tones[scheme]).flatMap(([tone, [ink, ground]]) => [
      [`--wh-${tone}`, ink],
      [`--wh-${tone}-ground`, ground],
    ]),
  )
}
