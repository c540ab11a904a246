import { createServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { TurnSocket } from './turn-socket.ts'

let server: Server
afterEach(() => new Promise((resolve) => server.close(resolve)))

it('what is said in one breath leaves in one write, in order; what comes later leaves later', async () => {
  const heard: string[] = []
  server = createServer((peer) => peer.on('data', (chunk) => heard.push(chunk.toString())))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const socket = new TurnSocket()
  let writes = 0
  const write = socket._writev?.bind(socket)
  socket._writev = (chunks, done) => {
    writes += 1
    write?.(chunks, done)
  }
  await new Promise<void>((resolve) => {
    socket.connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1', resolve)
  })
  const say = (words: string[]) => {
    socket.cork()
    for (const word of words) socket.write(word)
    socket.uncork()
  }
  say(['begin;', 'one;'])
  await Promise.resolve()
  say(['two;', 'three;'])
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(writes).toBe(1)
  say(['four;', 'five;'])
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(writes).toBe(2)
  expect(heard.join('')).toBe('begin;one;two;three;four;five;')
  socket.destroy()
})
