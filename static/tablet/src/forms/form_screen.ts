// What every screen with a record in hand does alike: read it, leave it, and ask about the task that led to it.

import { computed, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue'
import { showConfirmDialog } from 'vant'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate, useRouter } from 'vue-router'
import type { Notebook } from '../notebook.ts'
import { useOpenForm } from '../shell/open_forms.ts'
import { missing, type Asked } from './asking.ts'
import { beginningOf, type Said } from './beginning.ts'
import { provideFilling, type Filling } from './filling.ts'
import type { Form } from './form.ts'
import { useLabel } from './label.ts'
import { nameOf } from './naming.ts'
import { providePad, type Pad } from './pad.ts'

/** Between two boxes the pad is away for a moment. */
const PAD_AWAY_MS = 400

export interface FormScreen {
  readonly filling: Filling
  readonly pad: Pad
  readonly ready: Ref<boolean>
  readonly unreadable: Ref<boolean>
  /** Whom it is about, by name and door. */
  readonly about: ComputedRef<string | undefined>
  readonly lacking: ComputedRef<readonly Asked[]>
  /** What is missing has been told; the next tap leaves all the same. */
  readonly warned: Ref<boolean>
  readonly askTask: Ref<boolean>
  /** Everything is on the disk, and the screen is left; false where something keeps one here. */
  done(): Promise<boolean>
  leave(): void
}

export interface ScreenProps {
  readonly form: Form
  readonly said: Said
  readonly document: string | undefined
}

export function useFormScreen(notebook: Notebook, props: ScreenProps, begun: (document: string) => void): FormScreen {
  const router = useRouter()
  const say = useLabel()
  const { t } = useI18n()
  const pad = providePad()
  useOpenForm()
  const beginning = props.document === undefined ? beginningOf(notebook, props.form, props.said, Date.now()) : undefined
  const filling = provideFilling(notebook, props.form, beginning, props.document)
  const { sheet } = filling
  const ready = ref(props.document === undefined)
  const unreadable = ref(false)
  const warned = ref(false)
  const askTask = ref(false)
  const lacking = computed(() => missing(props.form, sheet.values.value))

  onMounted(async () => {
    if (ready.value) return
    try {
      await sheet.load()
      ready.value = true
    } catch {
      unreadable.value = true
    }
  })
  watch(sheet.document, (made) => {
    if (made !== undefined && made !== props.document) begun(made)
  })

  // Whoever puts the pad away has no second number to give.
  watch(pad.box, (box) => {
    if (box === undefined) setTimeout(() => pad.box.value === undefined && void sheet.flush(), PAD_AWAY_MS)
  })

  // What is on the screen only is not left behind by a slip of the thumb.
  const mayLeave = async () => {
    await filling.finish()
    if (!sheet.unsaved) return true
    if (!(await surely())) return false
    notebook.keepUnwritten(sheet.handOver())
    return true
  }
  onBeforeRouteLeave(mayLeave)
  // Another form in the same place; the record's own name coming into the address is no leaving.
  onBeforeRouteUpdate((to) => (to.params.document === sheet.document.value && to.params.kind === props.form.kind) || mayLeave())

  function surely(): Promise<boolean> {
    return showConfirmDialog({
      title: t('forms.trouble.title'),
      message: t('forms.trouble.leaving'),
      confirmButtonText: t('forms.trouble.leave'),
      cancelButtonText: t('forms.trouble.stay'),
    }).then(
      () => true,
      () => false,
    )
  }

  function leave(): void {
    if (window.history.state?.back) router.back()
    else void router.replace('/')
  }

  async function done(): Promise<boolean> {
    // A box that is still being typed in is meant as it stands.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    // What is missing is told once; whoever goes on all the same comes back to it later.
    if (lacking.value.length > 0 && sheet.touched.value && !warned.value) {
      warned.value = true
      document.getElementById('missing')?.scrollIntoView({ block: 'center' })
      return false
    }
    await filling.finish()
    if (sheet.trouble.value !== undefined) return false
    const task = sheet.values.value.task
    if (typeof task === 'string' && lacking.value.length === 0 && sheet.touched.value && !askTask.value) {
      askTask.value = true
      return false
    }
    return true
  }

  return {
    filling,
    pad,
    ready,
    unreadable,
    about: computed(() => {
      const subject = props.form.subject_path === null ? undefined : sheet.values.value[props.form.subject_path]
      return typeof subject === 'string' ? nameOf(notebook, subject, say) : undefined
    }),
    lacking,
    warned,
    askTask,
    done,
    leave,
  }
}
