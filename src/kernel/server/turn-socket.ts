import { Socket } from 'node:net'

/**
 * A socket that holds what is written until the running code waits for something, so that statements sent together
 * leave in one system call. The driver corks around each statement; here uncorking waits for the next ones.
 */
export class TurnSocket extends Socket {
  #held = false

  override uncork(): void {
    if (this.#held) {
      super.uncork()
      return
    }
    this.#held = true
    process.nextTick(() => {
      this.#held = false
      super.uncork()
    })
  }
}
