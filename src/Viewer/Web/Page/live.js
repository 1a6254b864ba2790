// What a run in progress tells: one stream of events, from which changes are passed on in steps that a screen can follow.

const pause = 250;

export class LiveRun {
  #source = null; #timer = 0; #last = null;

  /** @param changed told of a change, at most four times a second; `lamp` of the connection: "live", "paused" or "lost". */
  constructor(run, changed, lamp) {
    Object.assign(this, { run, changed, lamp });
  }

  get isOn() {
    return this.#source !== null;
  }

  start() {
    if (this.#source) return;
    this.#source = new EventSource("/api/runs/" + encodeURIComponent(this.run) + "/events");
    this.#source.addEventListener("hello", (event) => {
      // Something may have come before the line stood: its revision says so.
      this.lamp("live");
      this.#tell(event);
    });
    this.#source.addEventListener("changed", (event) => this.#tell(event));
    this.#source.addEventListener("error", () => this.lamp("lost"));
  }

  stop() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.lamp("paused");
  }

  close() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
  }

  #tell(event) {
    try {
      this.#last = JSON.parse(event.data);
    } catch {
      return;
    }
    if (this.#timer === 0) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.changed(this.#last);
      }, pause);
    }
  }
}
