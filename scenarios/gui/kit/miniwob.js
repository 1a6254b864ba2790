"use strict";
// The protocol of the MiniWoB++ pages over this kit: a START cover, core.startEpisodeReal, Math.seedrandom, the WOB_ globals.
// A driver that knows the protocol plays these pages like any other; rewards are 1 and −1.
{
  const cover = document.createElement("div");
  cover.id = "sync-task-cover";
  cover.textContent = "START";
  document.body.append(cover);

  let seeds = agentic.random(0, "miniwob");
  let startedAt = 0;
  let deadline = null;
  let isEpisode = false;

  const seedOf = (seed) => (/^\d+$/.test(String(seed)) ? String(seed) : agentic.canonical(String(seed)).split("").reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7));

  Math.seedrandom = (seed) => {
    seeds = agentic.random(seedOf(seed), "miniwob");
    const draws = agentic.random(seedOf(seed), "Math.random");
    Math.random = () => draws.next() / 4294967296;
  };

  const core = (globalThis.core = {
    EPISODE_MAX_TIME: 10000,

    /** Starts a new episode; what it is follows from the seed and the number of episodes since. */
    startEpisodeReal() {
      const instance = agentic.generate("", seeds.next(), "{}");
      agentic.start("", instance, "light");
      isEpisode = true;
      Object.assign(globalThis, {
        WOB_REWARD_GLOBAL: 0, WOB_RAW_REWARD_GLOBAL: 0, WOB_REWARD_REASON: null, WOB_DONE_GLOBAL: false, WOB_EPISODE_ID: WOB_EPISODE_ID + 1,
      });
      startedAt = Date.now();
      deadline = setTimeout(() => core.endEpisode(-1, false, "timed out"), core.EPISODE_MAX_TIME);
    },

    /** Ends the episode; a positive reward shrinks with the time taken when `isTimeScaled`. */
    endEpisode(reward, isTimeScaled, reason) {
      if (!isEpisode || WOB_DONE_GLOBAL) return;
      clearTimeout(deadline);
      const left = Math.max(0, 1 - (Date.now() - startedAt) / core.EPISODE_MAX_TIME);
      Object.assign(globalThis, {
        WOB_RAW_REWARD_GLOBAL: reward, WOB_REWARD_GLOBAL: isTimeScaled && reward > 0 ? reward * left : reward,
        WOB_REWARD_REASON: reason ?? null, WOB_DONE_GLOBAL: true,
      });
      cover.style.display = "block";
    },

    /** The instruction. */
    getUtterance: () => agentic.goal(),

    /** There is one set of data; the mode is kept for drivers that set it. */
    setDataMode(mode) {
      core.dataMode = mode;
    },
  });

  agentic.onStart = () => {
    isEpisode = false;
    clearTimeout(deadline);
    cover.style.display = "none";
  };
  agentic.onEnd = (verdict) => core.endEpisode(verdict.success ? 1 : -1, true, verdict.success ? "solved" : "wrong");
  cover.addEventListener("click", () => core.startEpisodeReal());

  Object.assign(globalThis, {
    WOB_REWARD_GLOBAL: 0, WOB_RAW_REWARD_GLOBAL: 0, WOB_REWARD_REASON: null, WOB_DONE_GLOBAL: false, WOB_EPISODE_ID: 0, WOB_TASK_READY: true,
  });
}
