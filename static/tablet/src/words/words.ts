// The sentences of the app. `<area>.zh.json` and `<area>.en.json` hold an area's, and are told as `<area>.<key>`.
// A test keeps both languages to the same keys, and every key that a screen uses to one that is there.

import { createI18n } from 'vue-i18n'
import { Locale } from 'vant'
import vantEnglish from 'vant/es/locale/lang/en-US'
import vantChinese from 'vant/es/locale/lang/zh-CN'

export type Language = 'zh' | 'en'
type Catalogue = { readonly [key: string]: string | Catalogue }

const chinese = import.meta.glob<Catalogue>('./*.zh.json', { eager: true, import: 'default' })
const english = import.meta.glob<Catalogue>('./*.en.json', { eager: true, import: 'default' })

export const words = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh: byArea(chinese), en: byArea(english) },
})

export function speak(language: Language): void {
  words.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  if (language === 'zh') Locale.use('zh-CN', vantChinese)
  else Locale.use('en-US', vantEnglish)
}

function byArea(files: Readonly<Record<string, Catalogue>>): Record<string, Catalogue> {
  return Object.fromEntries(Object.entries(files).map(([path, one]) => [/([\w-]+)\.\w+\.json$/.exec(path)![1]!, one]))
}
