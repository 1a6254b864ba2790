// The turns of an episode as a list with small frames; as many as there are.
import { el, link } from "./dom.js";
import { picture } from "./api.js";
import { episodeHref } from "./route.js";
import { number, signed } from "./format.js";
import { actionWords } from "./action-words.js";
import { imagesOf } from "./frame.js";
import { RowList } from "./row-list.js";

export class TurnList {
  constructor(run, pos, pages, query, choose, fail) {
    this.list = new RowList({
      label: "Turns", height: 3.2, head: el("h2", "unseen", "Turns"), fail, open: (turn) => choose(turn.index),
      load: async (offset, limit) => ({ total: pages.total, rows: await pages.range(offset, limit) }),
      row: (turn) => {
        const image = imagesOf(turn)[0];
        const small = el("span", "thumb", "");
        if (image) {
          const img = el("img", "");
          img.src = picture(run, image.id, 64);
          img.alt = "";
          img.loading = "lazy";
          img.addEventListener("error", () => img.remove());
          small.append(img);
        }
        const words = turn.action === null ? el("span", "bad", "✗ not understood") : el("span", turn.legal ? "" : "bad", (turn.legal ? "" : "✗ ") + actionWords(turn.action));
        const row = el("div", "row turn-row", el("span", "num quiet", String(turn.index + 1)), small,
          el("span", "words", link(episodeHref(run, pos, turn.index + 1, query()), "row-link", words)), el("span", "n num", turn.score !== 0 ? signed(turn.score) : ""));
        row.title = "turn " + (turn.index + 1) + ", running return " + number(turn.running);
        return row;
      },
    });
    this.node = el("section", "turns panel", this.list.node);
    this.node.style.setProperty("--number", String(pages.total).length * 0.65 + 0.5 + "rem");
    this.node.setAttribute("aria-label", "Turns");
    this.list.reset();
  }

  show(index) {
    if (this.list.known) this.list.select(index);
    else this.list.cursor = index;
  }

  close() {
    this.list.close();
  }
}
