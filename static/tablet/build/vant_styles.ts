// Vant keeps each component's style in a file of its own, to be imported beside it: forgotten, the component is there
// and looks broken. So whoever imports { Button } from 'vant' gets its style as well, and nobody else's. And its icons come
// from here alone, not from the address of somebody else's that Vant names as a second place.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*['"]vant['"]/gm
// What is called rather than placed in a template.
const CALLED: Readonly<Record<string, string>> = {
  showToast: 'toast',
  showLoadingToast: 'toast',
  showSuccessToast: 'toast',
  showFailToast: 'toast',
  closeToast: 'toast',
  showDialog: 'dialog',
  showConfirmDialog: 'dialog',
  closeDialog: 'dialog',
  showNotify: 'notify',
  showImagePreview: 'image-preview',
}
const REMOTE_FONT = /,\s*url\((?:https?:)?\/\/[^)]*\)\s*format\([^)]*\)/g
const STYLES = join(import.meta.dirname, '../node_modules/vant/es')

export function vantStyles(): Plugin {
  return {
    name: 'vant-styles',
    // Before Vite reads addresses in style sheets.
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('vant/es/icon/index.css')) return { code: code.replace(REMOTE_FONT, ''), map: null }
      if (id.includes('node_modules') || !code.includes('vant')) return null
      const styles = stylesOf(code)
      if (styles.length === 0) return null
      return { code: `${code}\n${styles.map((one) => `import 'vant/es/${one}/style/index'`).join('\n')}`, map: null }
    },
  }
}

/** The folders of the styles that belong to what `code` imports from Vant. */
export function stylesOf(code: string): string[] {
  const names = [...code.matchAll(IMPORT)].flatMap((found) => found[1]!.split(','))
  const components = names
    .map((name) => name.trim().split(/\s+as\s+/)[0]!)
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => CALLED[name] ?? name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase())
  return [...new Set(components)].filter((name) => existsSync(join(STYLES, name, 'style/index.mjs')))
}
