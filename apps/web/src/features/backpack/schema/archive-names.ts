/** Longest name without its ending; long enough to be told apart, short enough for every file system with folders above it. */
const LONGEST = 60

/** Names that old file systems keep for devices, with any ending. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/** Makes the path of a file in an archive from its folder, what people call it, and its ending. */
export type NameFile = (folder: string, title: string, ending: string) => string

/**
 * Names files so that nothing of a title can mean a path, a device or another file: lower-case ASCII letters, digits and hyphens, each
 * path once, whatever a file system makes of upper and lower case (THREATS F4, F6).
 */
export function createNames(): NameFile {
  const taken = new Set<string>()
  return (folder, title, ending) => {
    const name = plainName(title)
    const end = /^[a-z0-9]{1,10}$/i.test(ending) ? ending.toLowerCase() : 'bin'
    for (let number = 1; ; number += 1) {
      const path = `${folder}/${name}${number === 1 ? '' : `-${number}`}.${end}`
      if (taken.has(path)) continue
      taken.add(path)
      return path
    }
  }
}

function plainName(title: string): string {
  const plain = title
    .slice(0, 4 * LONGEST)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-|-$/g, '')
  return plain === '' || DEVICES.test(plain) ? `file${plain === '' ? '' : `-${plain}`}` : plain
}

/** The ending of a file's name, without its dot; empty when it has none. */
export const endingOf = (fileName: string): string => /\.([a-z0-9]{1,10})$/i.exec(fileName)?.[1] ?? ''

/** A file's name without its ending. */
export const stemOf = (fileName: string): string => fileName.replace(/\.[a-z0-9]{1,10}$/i, '')
