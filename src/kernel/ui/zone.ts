let zone: string | undefined

/** The zone screens show instants in: the company's, so that colleagues abroad speak of the same hour. */
export function timeZone(): string | undefined {
  return zone
}

/** Told when the company is known, before its screens are drawn. */
export function showTimesIn(companyZone: string | undefined): void {
  zone = companyZone
}
