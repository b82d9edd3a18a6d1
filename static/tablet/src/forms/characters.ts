// Texts as the centre counts and orders them: by characters, and not by UTF-16 units.

export function lengthOf(text: string): number {
  return [...text].length
}

/** Negative where the first comes before the second. */
export function byCharacter(one: string, other: string): number {
  const [left, right] = [[...one], [...other]]
  for (let place = 0; place < Math.min(left.length, right.length); place++) {
    const difference = (left[place]?.codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
