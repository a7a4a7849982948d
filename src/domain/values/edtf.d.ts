declare module 'edtf' {
  /** Parses an EDTF level 0 to 2 string; throws on a string that is not EDTF. Bounds are milliseconds since 1970. */
  export default function edtf(text: string): { readonly min: number; readonly max: number };
}
