export interface DeliveryRegion {
  /** First two digits of the postal code (국가기초구역번호), '00' where there is none of ours. */
  code: string
  name: string
  /** The hub through which its parcels run. */
  hub: string
  station: string
}

/** Where parcels are handed over and sorted, whatever their destination. */
export const originHub = '군포 허브'
const abroad: DeliveryRegion = {
  code: '00',
  name: '국제',
  hub: '인천공항 국제 허브',
  station: '국제 배송센터',
}

/** Ranges of the two leading digits, by the ministry's allocation of 1 August 2015. */
const ranges: readonly [from: number, to: number, name: string, hub: string, station: string][] = [
  [1, 9, '서울', '동남권 허브', '서울 배송센터'],
  [10, 20, '경기', '곤지암 허브', '경기 배송센터'],
  [21, 23, '인천', '부천 허브', '인천 배송센터'],
  [24, 26, '강원', '원주 허브', '강원 배송센터'],
  [27, 29, '충북', '옥천 허브', '청주 배송센터'],
  [30, 30, '세종', '옥천 허브', '세종 배송센터'],
  [31, 33, '충남', '천안 허브', '충남 배송센터'],
  [34, 35, '대전', '대전 허브', '대전 배송센터'],
  [36, 40, '경북', '칠곡 허브', '경북 배송센터'],
  [41, 43, '대구', '칠곡 허브', '대구 배송센터'],
  [44, 45, '울산', '양산 허브', '울산 배송센터'],
  [46, 49, '부산', '양산 허브', '부산 배송센터'],
  [50, 53, '경남', '양산 허브', '경남 배송센터'],
  [54, 56, '전북', '전주 허브', '전북 배송센터'],
  [57, 60, '전남', '장성 허브', '전남 배송센터'],
  [61, 62, '광주', '장성 허브', '광주 배송센터'],
  [63, 63, '제주', '제주 허브', '제주 배송센터'],
]

export function regionOfPostalCode(postalCode: string, country: string): DeliveryRegion {
  return country === 'KR' && /^\d{5}$/.test(postalCode) ? regionOfCode(postalCode.slice(0, 2)) : abroad
}

/** The region a waybill names in its first two digits. */
export function regionOfCode(code: string): DeliveryRegion {
  const leading = Number(code)
  const found = ranges.find(([from, to]) => leading >= from && leading <= to)
  if (!found) return abroad
  const [, , name, hub, station] = found
  return { code, name, hub, station }
}
