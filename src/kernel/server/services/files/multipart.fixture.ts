/** A multipart body as a browser sends it. */
export function multipartOf(form: { name: string; bytes: Buffer; fields?: Record<string, string> }): {
  payload: Buffer
  headers: Record<string, string>
} {
  const boundary = '----wheelhouse7MA4YWxkTrZu0gW'
  const parts: Buffer[] = Object.entries(form.fields ?? {}).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  )
  const name = form.name.replaceAll('"', '%22')
  parts.push(
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    form.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  )
  return {
    payload: Buffer.concat(parts),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
