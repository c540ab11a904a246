/** Values as they stand in a JSON text, because some cannot be made from a value of ours. */
export const evilValues: readonly { what: string; json: string }[] = [
  { what: 'null', json: 'null' },
  { what: 'true', json: 'true' },
  { what: 'a huge number', json: '1e308' },
  { what: 'beyond numbers', json: '1e999' },
  { what: 'minus one', json: '-1' },
  { what: 'beyond 2^53', json: '9007199254740993' },
  { what: 'forty digits', json: `"${'9'.repeat(40)}"` },
  { what: 'eighteen digits', json: `"${'9'.repeat(18)}"` },
  { what: 'minus in text', json: '"-5"' },
  { what: 'a long fraction', json: `"0.${'1'.repeat(200)}"` },
  { what: 'an exponent', json: '"1e5"' },
  { what: 'nothing', json: '""' },
  { what: 'an object', json: '{}' },
  { what: 'an array', json: '[]' },
  { what: 'an array of nulls', json: '[null]' },
  { what: 'an array of objects', json: '[{}]' },
  { what: 'an array in arrays', json: `${'['.repeat(200)}${']'.repeat(200)}` },
  { what: 'a deep object', json: `${'{"a":'.repeat(500)}1${'}'.repeat(500)}` },
  { what: 'a thousand things', json: `[${'{},'.repeat(999)}{}]` },
  { what: 'NUL', json: '"a\\u0000b"' },
  { what: 'a lone surrogate', json: '"\\ud800"' },
  { what: 'emoji', json: '"👩‍👩‍👧‍👦😀"' },
  { what: 'right to left', json: '"\\u202eabc\\u0007"' },
  { what: 'SQL', json: `"'; drop table orders.sales_order; --"` },
  { what: 'a template', json: '"{{constructor.constructor(1)}} <%= 7*7 %>"' },
  { what: 'a path', json: '"../../../../etc/passwd"' },
  { what: 'a long text', json: `"${'가'.repeat(20_000)}"` },
  { what: 'no such day', json: '"2026-02-30"' },
  { what: 'a far day', json: '"+275760-09-13T00:00:00.000Z"' },
  { what: 'the year zero', json: '"0000-01-01"' },
  { what: 'a prototype', json: '{"__proto__":{"admin":true}}' },
  { what: 'a constructor', json: '{"constructor":{"prototype":{"admin":true}}}' },
  { what: 'toString', json: '{"toString":1,"valueOf":2,"length":-1}' },
]

export const brokenBodies: readonly { what: string; payload: string; headers?: Record<string, string> }[] = [
  { what: 'broken JSON', payload: '{"a":' },
  { what: 'nothing', payload: '' },
  { what: 'null', payload: 'null' },
  { what: 'an array', payload: '[]' },
  { what: 'a text', payload: '"x"' },
  { what: 'a number', payload: '1e999' },
  { what: 'arrays in arrays', payload: `${'['.repeat(20_000)}${']'.repeat(20_000)}` },
  { what: 'objects in objects', payload: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}` },
  { what: 'a prototype', payload: '{"__proto__":{"permissions":["*"]}}' },
  { what: 'a constructor', payload: '{"constructor":{"prototype":{"x":1}}}' },
  { what: 'the same key twice', payload: '{"a":1,"a":2,"lines":1,"lines":[]}' },
  { what: 'no UTF-8', payload: '{"name":"\ufffd\ud800"}' },
  { what: 'a byte order mark', payload: '\ufeff{}' },
  {
    what: 'XML',
    payload: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    headers: { 'content-type': 'application/xml' },
  },
  { what: 'a form', payload: 'a=1&b=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  {
    what: 'a broken multipart',
    payload: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  },
  { what: 'a multipart without boundary', payload: 'x', headers: { 'content-type': 'multipart/form-data' } },
  { what: 'text', payload: 'hello', headers: { 'content-type': 'text/plain' } },
  { what: 'a strange type', payload: '{}', headers: { 'content-type': ';;;' } },
  { what: 'a charset', payload: '{}', headers: { 'content-type': 'application/json; charset=utf-7' } },
  { what: 'two megabytes', payload: `{"note":"${'x'.repeat(2 * 1024 * 1024)}"}` },
]

function cursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

const id = '0198c0de-0000-7000-8000-000000000000'

export const evilCursors: readonly string[] = [
  'x',
  '%00',
  '{}',
  'A'.repeat(1999),
  cursor(null),
  cursor([]),
  cursor(['a', 'b']),
  cursor([1, 2]),
  cursor(['a', id]),
  cursor(["'; drop table x; --", id]),
  cursor(['\u0000', id]),
  cursor(['9'.repeat(400), id]),
  cursor(['2026-02-30T00:00:00Z', id]),
  cursor(['infinity', id]),
  cursor([{ toString: 1 }, id]),
  cursor(['a', `${id}' or true`]),
  cursor(['a', id, 'more']),
]

/** Words of the inside that no caller should read. */
export const wordsThatLeak =
  /node_modules|\.ts:\d|select .* from|insert into|syntax error|relation "|column "|violates|SQLSTATE|undefined is not|Cannot read/i
