// Which columns a kind has; all others get their name and their age.
import type {ResourceType} from '../../api/resources.ts'
import {ageColumn, type Column, nameColumn} from './column.ts'

const GENERIC: readonly Column[] = [nameColumn, ageColumn]

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {}

export const columnsOf = ({kind}: ResourceType): readonly Column[] => COLUMNS[kind] ?? GENERIC
