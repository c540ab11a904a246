import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Booked {
  number: string
  reference: string
  request: { content: { packages: unknown[] }; customerReferences: { value: string }[] }
  events: object[]
}

export interface DhlDouble {
  baseUrl: string
  booked: Booked[]
  /** While set, every call is refused with 503. */
  down: boolean
  /** While set, a booking is made and its answer lost. */
  losesAnswers: boolean
  stop(): Promise<void>
}

const login = `Basic ${Buffer.from('user:secret').toString('base64')}`

/** A double of the MyDHL API as far as our adapter speaks it: bookings, waybill images and checkpoints, over HTTP. */
export async function startDhlDouble(): Promise<DhlDouble> {
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const double: DhlDouble = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mydhlapi`,
    booked: [],
    down: false,
    losesAnswers: false,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://double')
    if (double.down) return answer(response, 503, { title: 'Service Unavailable' })
    if (request.headers.authorization !== login) return answer(response, 401, { title: 'Unauthorized' })
    const reference = String(request.headers['message-reference'] ?? '')
    if (reference.length < 28 && request.method === 'POST')
      return answer(response, 400, { detail: 'Message-Reference' })
    if (request.method === 'POST' && url.pathname === '/mydhlapi/shipments')
      return book(request, response, reference)
    if (url.pathname === '/mydhlapi/tracking') {
      const wanted = url.searchParams.get('shipmentReference')
      const known = double.booked.filter(({ request }) => request.customerReferences[0]?.value === wanted)
      if (known.length === 0) return answer(response, 404, { title: 'No data found' })
      return answer(response, 200, {
        shipments: known.map(({ number }) => ({ shipmentTrackingNumber: number })),
      })
    }
    const [, number, part] = /^\/mydhlapi\/shipments\/([^/]+)\/(tracking|get-image)$/.exec(url.pathname) ?? []
    const known = double.booked.find((candidate) => candidate.number === number)
    if (!known) return answer(response, 404, { title: 'No data found' })
    if (part === 'tracking') return answer(response, 200, { shipments: [{ events: known.events }] })
    const content = Buffer.from(`%PDF-1.4 ${known.number}`).toString('base64')
    return answer(response, 200, { documents: [{ typeCode: 'waybill', imageFormat: 'PDF', content }] })
  }

  async function book(request: IncomingMessage, response: ServerResponse, reference: string): Promise<void> {
    const body = JSON.parse(await textOf(request)) as Booked['request']
    const number = `12345${(67_890 + double.booked.length).toString()}`
    double.booked.push({ number, reference, request: body, events: [] })
    if (double.losesAnswers) return void response.destroy()
    answer(response, 201, { shipmentTrackingNumber: number, documents: [] })
  }
  return double
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
