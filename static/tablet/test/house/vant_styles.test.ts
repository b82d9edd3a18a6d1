import { describe, expect, it } from 'vitest'
import { stylesOf } from '../../build/vant_styles.ts'

describe('the styles of what is imported from Vant', () => {
  it('come with components, however they are imported', () => {
    expect(stylesOf("import { Button, NavBar as Top,\n  type CellProps } from 'vant'")).toEqual(['button', 'nav-bar'])
  })

  it('come with what is called', () => {
    expect(stylesOf("import { showToast, showConfirmDialog } from 'vant'")).toEqual(['toast', 'dialog'])
  })

  it('come with nothing else', () => {
    expect(stylesOf("import { useCurrentLang } from 'vant'\nimport { Button } from './parts'")).toEqual([])
  })
})
