/** Twelve digits as people read them aloud: 1234-5678-9012. Other carriers' numbers stay as they are. */
export function shownWaybill(number: string): string {
  return number.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3')
}
