// Card games: hands on the table, what they count, and the formula as far as it has been said.
import { el } from "./dom.js";
import { plain } from "./long-text.js";

const suits = { H: ["♥", "hearts"], D: ["♦", "diamonds"], S: ["♠", "spades"], C: ["♣", "clubs"] };

function cardNode(name, className = "") {
  const [sign, suit] = suits[name.at(-1)] ?? ["", ""], rank = name.slice(0, -1);
  const node = el("span", "card" + (suit === "hearts" || suit === "diamonds" ? " red" : "") + className, rank + sign);
  node.title = rank + " of " + suit;
  return node;
}

function rankOf(name) {
  const rank = name.slice(0, -1);
  return { A: 1, J: 11, Q: 12, K: 13 }[rank] ?? Number(rank);
}

/** The best total of a hand of blackjack. */
function blackjackTotal(cards) {
  const hard = cards.reduce((sum, card) => sum + Math.min(10, rankOf(card)), 0);
  return cards.some((card) => rankOf(card) === 1) && hard <= 11 ? hard + 10 : hard;
}

export function blackjackBoard(state) {
  if (![state.player, state.dealer, state.coming].every(Array.isArray)) throw new Error("not a deal");
  const node = el("div", "table-top", "");
  return {
    node,
    show(turns) {
      const before = turns.slice(0, -1).map((turn) => plain(turn.action)), hits = before.filter((action) => action === "hit").length;
      const player = [...state.player, ...state.coming.slice(0, hits)];
      node.replaceChildren(
        hand("dealer", [cardNode(state.dealer[0]), cardNode(state.dealer[1], " hidden")], "shows " + blackjackTotal(state.dealer.slice(0, 1)) + "; the second card is hidden from the policy"),
        hand("player", player.map((card) => cardNode(card)), "counts " + blackjackTotal(player)),
        hand("to come", state.coming.slice(hits).map((card) => cardNode(card, " hidden")), "hidden from the policy"));
    },
  };
}

export function pointsBoard(state) {
  if (!Array.isArray(state.cards)) throw new Error("not a hand");
  const formula = el("code", "formula", "");
  const value = (card) => state.faces === "ten" ? Math.min(10, rankOf(card)) : rankOf(card);
  return {
    node: el("div", "table-top", hand("cards", state.cards.map((card) => cardNode(card)), "count " + state.cards.map(value).join(", ")),
      el("div", "hand", el("span", "label", "target"), el("b", "num", String(state.target))), el("div", "hand", el("span", "label", "formula"), formula)),
    show(turns) {
      const said = turns.slice(0, -1).filter((turn) => turn.legal && turn.action !== null).map((turn) => plain(turn.action));
      formula.textContent = said.length > 0 ? said.join(" ") : "nothing yet";
    },
  };
}

function hand(name, cards, words) {
  return el("div", "hand", el("span", "label", name), el("span", "cards", cards), el("span", "quiet", words));
}
