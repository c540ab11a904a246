declare module 'virtual:error-texts/ko' {
  const texts: Record<string, string>
  export default texts
}
declare module 'virtual:error-texts/en' {
  const texts: Record<string, string>
  export default texts
}
declare module 'virtual:permission-texts/ko' {
  const texts: Record<string, string>
  export default texts
}
declare module 'virtual:permission-texts/en' {
  const texts: Record<string, string>
  export default texts
}
