/** What the demonstration company sells. Prices in won, tax included. */
export interface DemoGood {
  code: string
  category: string
  name: string
  nameEn: string
  price: number
  /** Share of the price it cost. */
  costShare: number
  weightGrams: number
  taxClass: 'taxable' | 'exempt'
  options: readonly string[]
}

export const categories: readonly { code: string; name: string; nameEn: string; parentCode?: string }[] = [
  { code: 'food', name: '식품', nameEn: 'Food' },
  { code: 'tea', name: '차·커피', nameEn: 'Tea and coffee', parentCode: 'food' },
  { code: 'grain', name: '곡물·농산', nameEn: 'Grains and produce', parentCode: 'food' },
  { code: 'living', name: '생활', nameEn: 'Living' },
  { code: 'kitchen', name: '주방', nameEn: 'Kitchen', parentCode: 'living' },
  { code: 'bath', name: '욕실·세제', nameEn: 'Bath and cleaning', parentCode: 'living' },
  { code: 'office', name: '사무·문구', nameEn: 'Office and stationery' },
]

const rows: readonly [
  string,
  string,
  string,
  string,
  number,
  number,
  number,
  'taxable' | 'exempt',
  string,
][] = [
  ['TEA-GR', 'tea', '제주 녹차', 'Jeju green tea', 14_500, 0.52, 120, 'taxable', '50g|100g'],
  ['TEA-BL', 'tea', '하동 홍차', 'Hadong black tea', 16_900, 0.5, 120, 'taxable', '50g|100g'],
  ['TEA-BW', 'tea', '메밀차', 'Buckwheat tea', 9_800, 0.45, 300, 'taxable', ''],
  ['TEA-YJ', 'tea', '고흥 유자차', 'Goheung yuja tea', 12_800, 0.55, 680, 'taxable', ''],
  [
    'COF-HB',
    'tea',
    '하우스 블렌드 원두',
    'House blend coffee',
    18_500,
    0.48,
    520,
    'taxable',
    '200g|500g|1kg',
  ],
  ['COF-ET', 'tea', '에티오피아 예가체프', 'Ethiopia Yirgacheffe', 21_000, 0.55, 220, 'taxable', '200g|500g'],
  ['COF-DR', 'tea', '드립백 세트', 'Drip bag set', 13_900, 0.42, 180, 'taxable', '10개입|30개입'],
  ['GRN-RC', 'grain', '이천 쌀', 'Icheon rice', 38_900, 0.78, 10_200, 'exempt', '10kg|20kg'],
  ['GRN-BR', 'grain', '현미', 'Brown rice', 24_500, 0.75, 4_100, 'exempt', ''],
  ['GRN-MX', 'grain', '혼합 15곡', 'Fifteen grains', 19_800, 0.66, 2_050, 'exempt', ''],
  ['GRN-SP', 'grain', '해남 고구마', 'Haenam sweet potatoes', 23_800, 0.7, 5_300, 'exempt', ''],
  ['GRN-AP', 'grain', '청송 사과', 'Cheongsong apples', 34_900, 0.72, 5_200, 'exempt', '가정용|선물용'],
  ['GRN-HN', 'grain', '아카시아 꿀', 'Acacia honey', 27_500, 0.6, 1_350, 'exempt', ''],
  ['KIT-CU', 'kitchen', '백자 머그', 'White porcelain mug', 15_800, 0.4, 380, 'taxable', '흰색|하늘색|먹색'],
  ['KIT-BW', 'kitchen', '옹기 국그릇', 'Onggi soup bowl', 18_900, 0.44, 620, 'taxable', '2인|4인'],
  ['KIT-PN', 'kitchen', '무쇠 팬', 'Cast iron pan', 59_000, 0.52, 2_900, 'taxable', '24cm|28cm'],
  ['KIT-KN', 'kitchen', '셰프 칼', 'Chef knife', 72_000, 0.5, 260, 'taxable', ''],
  ['KIT-CB', 'kitchen', '편백 도마', 'Cypress board', 32_000, 0.45, 1_150, 'taxable', '중|대'],
  ['KIT-TB', 'kitchen', '보온 텀블러', 'Insulated tumbler', 28_900, 0.46, 410, 'taxable', '검정|베이지|초록'],
  ['KIT-KT', 'kitchen', '드립 주전자', 'Drip kettle', 46_000, 0.5, 980, 'taxable', ''],
  ['BTH-TW', 'bath', '송월 면 수건', 'Cotton towels', 22_900, 0.5, 1_050, 'taxable', '5장|10장'],
  ['BTH-SP', 'bath', '수제 비누', 'Handmade soap', 8_900, 0.38, 110, 'taxable', '쑥|녹차|숯'],
  ['BTH-DT', 'bath', '중성 세제', 'Mild detergent', 11_500, 0.55, 2_150, 'taxable', ''],
  ['BTH-DF', 'bath', '디퓨저', 'Diffuser', 24_900, 0.42, 520, 'taxable', '숲|바다'],
  ['BTH-BR', 'bath', '대나무 칫솔', 'Bamboo toothbrush', 6_900, 0.4, 60, 'taxable', ''],
  ['OFC-NT', 'office', '양장 노트', 'Hardcover notebook', 9_500, 0.42, 340, 'taxable', '유선|무선|모눈'],
  ['OFC-PN', 'office', '젤 펜 세트', 'Gel pen set', 7_800, 0.45, 120, 'taxable', '0.38|0.5'],
  ['OFC-PL', 'office', '2027 다이어리', '2027 planner', 19_900, 0.4, 420, 'taxable', '네이비|버건디'],
  ['OFC-DS', 'office', '데스크 매트', 'Desk mat', 25_900, 0.46, 720, 'taxable', '회색|갈색'],
  ['OFC-LP', 'office', 'LED 스탠드', 'LED desk lamp', 54_900, 0.54, 1_480, 'taxable', ''],
  ['OFC-PP', 'office', 'A4 복사지', 'A4 paper', 26_500, 0.7, 11_500, 'taxable', ''],
]

export const goods: readonly DemoGood[] = rows.map(
  ([code, category, name, nameEn, price, costShare, weightGrams, taxClass, options]) => ({
    code,
    category,
    name,
    nameEn,
    price,
    costShare,
    weightGrams,
    taxClass,
    options: options === '' ? [''] : options.split('|'),
  }),
)
