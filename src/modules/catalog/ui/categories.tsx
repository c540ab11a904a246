import type { ReactNode } from 'react'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import classes from './catalog.module.css'
import {
  type Branch,
  branchesOf,
  type Category,
  catalogPath,
  categoriesPath,
  useCategoryOptions,
} from './catalog.ts'
import { useT } from './text.ts'

interface Values {
  code: string
  name: string
  nameEn: string
  parentCode: string | null
  position: number | null
}

/** The tree of categories with what stands in each. */
export default function Categories(): ReactNode {
  const t = useT()
  const tree = useEndpoint<{ items: Category[] }>(`${catalogPath}/category-tree`)
  const mayChange = useMay('product.change')
  return (
    <Page narrow title={t('category.plural')} actions={mayChange ? <CategoryDialog /> : null}>
      <Await query={tree}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('category.empty.title')} text={t('category.empty.text')} />
          ) : (
            <Section flush>
              <ul className={classes.tree}>
                {branchesOf(items).map((branch) => (
                  <li key={branch.id} className={classes.branch}>
                    <span style={{ paddingInlineStart: branch.depth * 20 }}>
                      <CategoryName category={branch} /> <span className={classes.code}>{branch.code}</span>
                    </span>
                    {branch.products > 0 ? (
                      <Link to={`/catalog/products?categoryId=${branch.id}`}>
                        {t('category.products', { n: branch.products })}
                      </Link>
                    ) : null}
                    {mayChange ? <CategoryDialog category={branch} all={items} /> : null}
                  </li>
                ))}
              </ul>
            </Section>
          )
        }
      </Await>
    </Page>
  )
}

function CategoryName({ category }: { category: Branch }): ReactNode {
  return useLocale() === 'en' ? category.nameEn : category.name
}

function CategoryDialog({
  category,
  all = [],
}: {
  category?: Category
  all?: readonly Category[]
}): ReactNode {
  const t = useT()
  const options = useCategoryOptions('code')
  const parentCode = all.find(({ id }) => id === category?.parentId)?.code ?? null
  return (
    <FormDialog<Values>
      primary={!category}
      small={category !== undefined}
      label={category ? t('category.change') : t('category.create')}
      method={category ? 'PATCH' : 'POST'}
      url={category ? `${categoriesPath}/${category.id}` : categoriesPath}
      initial={{
        code: category?.code ?? '',
        name: category?.name ?? '',
        nameEn: category?.nameEn ?? '',
        parentCode,
        position: category?.position ?? 0,
      }}
      fields={[
        ...(category
          ? []
          : [
              {
                name: 'code',
                label: t('category.code'),
                kind: 'text' as const,
                required: true,
                maxLength: 64,
              },
            ]),
        { name: 'name', label: t('category.name'), kind: 'text', required: true, maxLength: 100 },
        { name: 'nameEn', label: t('category.nameEn'), kind: 'text', maxLength: 100 },
        {
          name: 'parentCode',
          label: t('category.parent'),
          kind: 'choice',
          placeholder: t('category.top'),
          options: options.filter(({ value }) => value !== category?.code),
        },
        { name: 'position', label: t('category.position'), kind: 'number' },
      ]}
      invalidates={[catalogPath]}
      said={({ name }) => (category ? t('category.changed', { name }) : t('category.created', { name }))}
    />
  )
}
