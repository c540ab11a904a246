import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { Await, Page } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { type Product, productsPath } from './catalog.ts'
import { type ProductValues, productBody, useProductFields } from './product-fields.ts'
import { useT } from './text.ts'

export default function ProductEdit({ params }: ScreenProps): ReactNode {
  const t = useT()
  const id = params.id ?? ''
  const product = useRecord<Product>(productsPath, id)
  const fields = useProductFields(t)
  return (
    <Page title={t('product.change')} back={`/catalog/products/${id}`}>
      <Await query={product}>
        {(found) => (
          <EntityForm<ProductValues>
            initial={valuesOf(found)}
            fields={fields}
            submit={(values, key) =>
              request('PATCH', `${productsPath}/${id}`, {
                body: productBody(values),
                ifMatch: found.version,
                idempotencyKey: key,
              })
            }
            submitLabel={t('product.change')}
            invalidates={[productsPath]}
            done={(_answer, values) => ({
              path: `/catalog/products/${id}`,
              said: t('product.changed', { name: values.name }),
            })}
          />
        )}
      </Await>
    </Page>
  )
}

function valuesOf(product: Product): ProductValues {
  const { name, nameEn, categoryCode, brand, taxClass, description, visibleChannels, visibleRoles } = product
  const roles = (visibleRoles ?? []).join(', ')
  return { name, nameEn, categoryCode, brand, taxClass, description, visibleChannels, roles }
}
