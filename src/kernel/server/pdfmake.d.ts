/** The part of pdfmake 0.3 that we use; it ships no types of its own. */
declare module 'pdfmake' {
  export interface FontFiles {
    normal: string
    bold: string
  }
  export type Content = string | readonly Content[] | { readonly [property: string]: unknown }
  export interface DocumentDefinition {
    /** In points; a page as high as what stands on it has the height 'auto'. */
    pageSize: string | { width: number; height: number | 'auto' }
    pageMargins: number | readonly [number, number, number, number]
    info: { title: string; creationDate: Date }
    defaultStyle: { font: string; fontSize: number; lineHeight?: number }
    content: Content
  }
  interface PdfMake {
    addFonts(fonts: Readonly<Record<string, FontFiles>>): void
    setUrlAccessPolicy(allows: (url: string) => boolean): void
    setLocalAccessPolicy(allows: (path: string) => boolean): void
    createPdf(definition: DocumentDefinition): { getBuffer(): Promise<Buffer> }
  }
  const pdfmake: PdfMake
  export default pdfmake
}
