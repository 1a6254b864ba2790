// The place as its world knows it: a small renderer for each world, and a tree of the state where there is none.
import { el, section } from "./dom.js";
import { plain } from "./long-text.js";
import { stateTree } from "./state-tree.js";
import { mazeBoard } from "./board-maze.js";
import { blackjackBoard, pointsBoard } from "./board-cards.js";
import { numberLineBoard } from "./board-numberline.js";
import { connectBoard } from "./board-connect.js";
import { pageBoard } from "./board-page.js";
import { codeBoard } from "./board-code.js";

// A board is made from the task's state and shows the turns up to now: `(state, episode) => { node, show(turns) }`, where the last of the
// turns is the one looked at: its action is about to happen. It works from the record alone, so the frame stays the truth.
const boards = { maze: mazeBoard, blackjack: blackjackBoard, ezpoints: pointsBoard, points24: pointsBoard, numberline: numberLineBoard, connect: connectBoard, gui: pageBoard, code: codeBoard };

/** Turns that a board plays again; it needs them all from the first. */
export const turnsPlayed = 400;

/** The board of an episode, for any world. */
export class Board {
  #episode; #made = null; #state = null;

  constructor(episode) {
    this.#episode = episode;
    this.body = el("div", "board-body", "");
    this.note = el("p", "quiet", "");
    this.node = section("Board", "board", this.body, this.note);
    try {
      this.#state = JSON.parse(plain(episode.state));
      const make = Object.hasOwn(boards, episode.world) ? boards[episode.world] : null;
      this.#made = make ? make(this.#state, episode) : null;
    } catch {
      // A state of another version or from elsewhere: the tree shows what there is.
      this.#made = null;
    }
    this.node.dataset.board = this.#made ? episode.world : "tree";
    if (this.#made) this.body.append(this.#made.node);
    else this.#tree();
  }

  /** Shows the place before the action of the last of these turns, which are all from the first on, or only one where they are too many. */
  show(turns, isAll) {
    this.note.textContent = !isAll && this.#made ? "Beyond turn " + turnsPlayed + " moves are not played again here: this is the beginning. The frame shows where it stands." : "";
    if (!this.#made) return;
    try {
      this.#made.show(turns);
    } catch {
      this.#made = null;
      this.node.dataset.board = "tree";
      this.#tree();
    }
  }

  #tree() {
    this.body.replaceChildren(this.#state === null ? el("pre", "", plain(this.#episode.state)) : stateTree(this.#state));
  }
}
