/** Text that is printed as it is, however wide: a command that was run, which can be copied whole. */
export interface Verbatim {
  verbatim: string
}
