import type { Chance } from '../../engines/runner/chance.ts'

interface City {
  region: string
  city: string
  /** First three digits of the postal codes there. */
  postal: readonly string[]
  roads: readonly string[]
}

/** Where customers live, with postal prefixes of the national scheme, weighted by population. */
const cities: readonly (readonly [City, number])[] = [
  [
    {
      region: '서울특별시',
      city: '강남구',
      postal: ['060', '061', '062', '063'],
      roads: ['테헤란로', '선릉로', '도산대로', '언주로'],
    },
    10,
  ],
  [
    {
      region: '서울특별시',
      city: '마포구',
      postal: ['039', '040', '041'],
      roads: ['월드컵로', '양화로', '마포대로'],
    },
    8,
  ],
  [
    {
      region: '서울특별시',
      city: '송파구',
      postal: ['055', '056', '057'],
      roads: ['올림픽로', '송파대로', '가락로'],
    },
    9,
  ],
  [
    { region: '서울특별시', city: '종로구', postal: ['030', '031'], roads: ['종로', '율곡로', '자하문로'] },
    5,
  ],
  [
    {
      region: '경기도',
      city: '성남시 분당구',
      postal: ['134', '135', '136'],
      roads: ['판교역로', '황새울로', '불정로'],
    },
    8,
  ],
  [
    {
      region: '경기도',
      city: '수원시 영통구',
      postal: ['164', '165', '166'],
      roads: ['광교로', '영통로', '매영로'],
    },
    7,
  ],
  [
    {
      region: '경기도',
      city: '고양시 일산동구',
      postal: ['103', '104'],
      roads: ['중앙로', '호수로', '백마로'],
    },
    6,
  ],
  [
    {
      region: '인천광역시',
      city: '연수구',
      postal: ['219', '220'],
      roads: ['센트럴로', '컨벤시아대로', '원인재로'],
    },
    6,
  ],
  [
    {
      region: '부산광역시',
      city: '해운대구',
      postal: ['480', '481'],
      roads: ['해운대로', '센텀중앙로', '달맞이길'],
    },
    8,
  ],
  [
    {
      region: '부산광역시',
      city: '부산진구',
      postal: ['471', '472'],
      roads: ['중앙대로', '가야대로', '동평로'],
    },
    5,
  ],
  [
    {
      region: '대구광역시',
      city: '수성구',
      postal: ['421', '422'],
      roads: ['달구벌대로', '동대구로', '범어천로'],
    },
    6,
  ],
  [
    { region: '대전광역시', city: '유성구', postal: ['341', '342'], roads: ['대학로', '엑스포로', '노은로'] },
    5,
  ],
  [
    { region: '광주광역시', city: '서구', postal: ['619', '620'], roads: ['상무대로', '시청로', '운천로'] },
    5,
  ],
  [{ region: '울산광역시', city: '남구', postal: ['446', '447'], roads: ['삼산로', '번영로', '돋질로'] }, 3],
  [
    {
      region: '강원특별자치도',
      city: '강릉시',
      postal: ['254', '255'],
      roads: ['경강로', '율곡로', '해안로'],
    },
    2,
  ],
  [
    {
      region: '충청북도',
      city: '청주시 흥덕구',
      postal: ['283', '284'],
      roads: ['대농로', '직지대로', '풍산로'],
    },
    3,
  ],
  [
    {
      region: '전북특별자치도',
      city: '전주시 완산구',
      postal: ['549', '550'],
      roads: ['기린대로', '홍산로', '팔달로'],
    },
    3,
  ],
  [
    {
      region: '제주특별자치도',
      city: '제주시',
      postal: ['631', '632'],
      roads: ['연북로', '노형로', '중앙로'],
    },
    3,
  ],
]

export interface DemoAddress {
  postalCode: string
  region: string
  city: string
  line1: string
  line2: string
}

export function koreanAddress(luck: Chance): DemoAddress {
  const place = luck.weighted(cities)
  const home = luck.happens(0.7)
  return {
    postalCode: luck.pick(place.postal) + String(luck.between(0, 99)).padStart(2, '0'),
    region: place.region,
    city: place.city,
    line1: `${luck.pick(place.roads)} ${luck.between(1, 480)}`,
    line2: home
      ? `${luck.between(101, 118)}동 ${luck.between(1, 24)}0${luck.between(1, 4)}호`
      : `${luck.between(1, 15)}층`,
  }
}

/** Numbers in the range kept free for invented people. */
export function mobileNumber(luck: Chance): string {
  return `010-${luck.between(2000, 9999)}-${String(luck.between(0, 9999)).padStart(4, '0')}`
}
