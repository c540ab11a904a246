import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { readMeAgain } from '../me.ts'
import { problemText } from '../problem-text.ts'
import { useCommand, useEndpoint } from '../queries.ts'
import { api, type ProblemError } from '../request.ts'
import { changeLocale, useLocale, useWords } from '../text.ts'
import classes from './login.module.css'

interface DemoLogin {
  email: string
  password: string
  name: string
  role: string
}

/** The door. The address stays what it was, so that one arrives where one wanted to go. */
export default function Login(): ReactNode {
  const t = useWords()
  const language = useLocale()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [asksCode, setAsksCode] = useState(false)
  useEffect(() => {
    document.title = `${t('login.title')} · Wheelhouse`
  }, [t])
  const logIn = useCommand(
    (given: { email: string; password: string }) =>
      api.post<{ next?: string } | undefined>('/api/v1/kernel/login', given),
    {
      quiet: true,
      onDone: (answer) => {
        if (answer?.next === 'totp') setAsksCode(true)
        else void readMeAgain()
      },
    },
  )
  const demo = useEndpoint<{ items: DemoLogin[] }>('/api/v1/kernel/demo-logins')
  return (
    <div className={classes.page}>
      <main className={classes.door}>
        <h1>Wheelhouse</h1>
        <p className={classes.motto}>{t('login.motto')}</p>
        {asksCode ? (
          <CodeForm />
        ) : (
          <form
            className={classes.form}
            onSubmit={(event: FormEvent) => {
              event.preventDefault()
              logIn.mutate({ email, password })
            }}
          >
            <TextInput
              size="sm"
              label={t('login.email')}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              size="sm"
              label={t('login.password')}
              autoComplete="current-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ 'aria-label': t('form.showPassword') }}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <LoginProblem error={logIn.error as ProblemError | null} />
            <Button type="submit" size="sm" fullWidth loading={logIn.isPending}>
              {t('login.do')}
            </Button>
          </form>
        )}
        {demo.data && demo.data.items.length > 0 && !asksCode ? (
          <section className={classes.demo} aria-label={t('login.demo')}>
            <h2>{t('login.demo')}</h2>
            <ul>
              {demo.data.items.map((item) => (
                <li key={item.email}>
                  <button type="button" onClick={() => logIn.mutate(item)} disabled={logIn.isPending}>
                    <span>{item.name}</span>
                    <small>{item.role}</small>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <button
          type="button"
          className={classes.language}
          lang={language === 'ko' ? 'en' : 'ko'}
          onClick={() => void changeLocale(language === 'ko' ? 'en' : 'ko')}
        >
          {language === 'ko' ? 'English' : '한국어'}
        </button>
      </main>
    </div>
  )
}

function CodeForm(): ReactNode {
  const t = useWords()
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const confirm = useCommand(() => api.post('/api/v1/kernel/login/totp', { code: code.replace(/\s/g, '') }), {
    quiet: true,
    onDone: () => void readMeAgain(),
  })
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate(undefined)
      }}
    >
      <TextInput
        ref={field}
        size="sm"
        label={t('login.code')}
        description={t('login.codeHint')}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <LoginProblem error={confirm.error as ProblemError | null} />
      <Button type="submit" size="sm" fullWidth loading={confirm.isPending}>
        {t('login.do')}
      </Button>
    </form>
  )
}

function LoginProblem({ error }: { error: ProblemError | null }): ReactNode {
  const t = useWords()
  if (!error) return null
  return (
    <p className={classes.fault} role="alert">
      {error.status === 401
        ? error.detail || t('login.wrong')
        : problemText(error).text || problemText(error).title}
    </p>
  )
}
