"use strict";
// A chat: {channels: [{id, name, kind, muted, starred}], messages: [{id, channel, from, text, reaction, pinned, replyTo}], me: [{id, status}]}.
{
  const rooms = ["general", "design", "support", "travel", "lunch", "releases", "music", "garden"];
  const lines = [
    "The new sketches are online", "Who has the key for room 4?", "Lunch is at noon today", "The train is ten minutes late", "I fixed the typo on page 3",
    "Could someone water the plants?", "The demo went well", "We need two more chairs", "Please update your calendars", "The printer works again",
    "I found a better route", "Does anyone have a charger?", "The customer said yes", "Meeting moved to Thursday", "I baked too many cookies",
    "The build is green", "Who is joining the walk?", "New tea is in the kitchen", "The numbers look right", "My flight lands at six",
    "Draft two is in the folder", "The window in the hall is open", "Can we talk after lunch?", "The parcel has arrived",
  ];

  agentic.chatData = (random, { items, alike }) => {
    const people = random.sample(agentic.pools.firstNames, 5);
    const channels = [
      ...random.sample(rooms, 4).map((name, i) => ({ id: `c${i + 1}`, name, kind: "room", muted: false, starred: random.chance(1, 4) })),
      ...people.slice(0, 3).map((name, i) => ({ id: `p${i + 1}`, name, kind: "person", muted: false, starred: false })),
    ];
    // The more alike, the more messages are in one channel, and from one person.
    const used = channels.slice(0, 4 - alike).map(({ id }) => id);
    const messages = random.sample(lines, items).map((text, i) => ({
      id: `t${i + 1}`,
      channel: i === 0 ? used[0] : random.pick(used),
      // One of the reader's own at least.
      from: i === 0 || random.chance(1, 4) ? "me" : random.pick(people.slice(0, 5 - alike)),
      text,
      reaction: null,
      pinned: false,
      replyTo: null,
    }));
    return { channels, messages: random.shuffle(messages), me: [{ id: "me", status: "available" }] };
  };
}
