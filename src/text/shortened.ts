/** A text of at most `max` characters: a longer one ends with the last word that fits whole, and with an ellipsis. */
export const shortened = (text: string, max: number): string => {
  if (text.length <= max) return text
  const kept = text.slice(0, max - 2)
  return `${kept.slice(0, kept.lastIndexOf(' ')) || kept} …`
}
