import type { ElementReader } from './element-reader.ts'
import { ownFields } from './ms-project.values.ts'
import { childOf, childrenOf, markSeen, type XmlElement } from './xml-tree.ts'

/** Values of our custom fields on one task, resource or assignment. */
export type OwnFields = Partial<Record<keyof typeof ownFields, string>>

/** Finds our custom fields by the aliases their definitions carry. */
export function ownFieldReader(root: XmlElement, read: ElementReader): (element: XmlElement) => OwnFields {
  const byFieldId = new Map<string, keyof OwnFields>()
  for (const definition of childrenOf(childOf(root, 'ExtendedAttributes'), 'ExtendedAttribute')) {
    const fieldId = read.text(definition, 'FieldID')
    const alias = read.text(definition, 'Alias')
    const found = Object.entries(ownFields).find(([, name]) => name === alias)
    if (found && fieldId !== undefined) {
      byFieldId.set(fieldId, found[0] as keyof OwnFields)
      markSeen(definition)
    }
  }
  return (element) => {
    const own: OwnFields = {}
    for (const attribute of element.children) {
      if (attribute.name !== 'ExtendedAttribute') continue
      const field = byFieldId.get(
        attribute.children.find(({ name }) => name === 'FieldID')?.text.trim() ?? '',
      )
      if (!field) continue
      own[field] = attribute.children.find(({ name }) => name === 'Value')?.text ?? ''
      markSeen(attribute)
    }
    return own
  }
}
