import { randomInt } from 'node:crypto'

/** Short, plain words that are hard to mistake on paper and on the telephone. */
const words =
  `acorn anchor apple arrow autumn bamboo basket beacon bridge bronze button candle canvas carrot castle cedar cherry
  circle citrus clover cobalt comet copper coral cotton cricket crystal daisy delta desert dolphin dragon eagle ember
  engine fabric falcon feather fern fiddle field forest fossil garden garnet ginger glacier granite guitar hammer harbor
  hazel heron honey island ivory jasmine jigsaw juniper kettle kitten ladder lagoon lantern laurel lemon lilac linen
  lotus magnet mango maple marble meadow melon meteor mirror mosaic mustard nectar needle nickel nutmeg oasis olive onyx
  orbit orchid otter oyster paddle panda paper parrot pebble pencil pepper pigeon pillow pine planet plum pocket pollen
  poppy prairie puzzle quartz rabbit radish raven ribbon river rocket saddle saffron salmon sapphire satin scarlet
  shell silver spruce summit sunset teapot thistle timber tulip tundra turtle valley velvet violet walnut willow winter
  wooden yellow zephyr`.split(/\s+/)

/** `maple-otter-7308-quartz`: random, and easy to read aloud. About 35 bits, to be changed or to be shown in a demonstration. */
export function readablePassword(): string {
  const word = () => words[randomInt(words.length)]
  return `${word()}-${word()}-${String(randomInt(10_000)).padStart(4, '0')}-${word()}`
}
