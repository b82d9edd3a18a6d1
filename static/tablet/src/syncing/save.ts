// Give a file to the browser to be saved: into the downloads, or wherever the worker says.

const KEPT_MS = 60_000

export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Not at once: some browsers begin to read only after the click is over.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
}
