import type { FastifyReply } from 'fastify'

/** The headers under which anything uploaded or exported leaves the house: never run, never guessed. */
export function sendFile(
  reply: FastifyReply,
  file: { name: string; contentType: string; sizeBytes?: bigint; inline?: boolean },
): FastifyReply {
  const plain = file.name.replace(/[^\x20-\x7e]|["\\]/g, '_')
  if (file.sizeBytes !== undefined) void reply.header('content-length', String(file.sizeBytes))
  return reply
    .type(file.contentType)
    .header(
      'content-disposition',
      `${file.inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${percentEncoded(file.name)}`,
    )
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', `default-src 'none'; sandbox`)
    .header('cache-control', 'private, no-store')
}

/** As RFC 5987 wants it: everything but letters, digits and a few marks as percent signs. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
