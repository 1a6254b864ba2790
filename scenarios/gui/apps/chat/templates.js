"use strict";
{
  const message = (data, id) => data.messages.find((one) => one.id === id);
  const channel = (data, id) => data.channels.find((one) => one.id === id);
  const who = (from) => (from === "me" ? "you" : from);
  const said = (data, { text, from, channel: id }) => `the message "${text}" from ${who(from)} in #${channel(data, id).name}`;
  const answers = ["On my way", "Good idea", "I can help", "Not today", "Thanks a lot", "See you at three", "Done", "Let me check"];
  const blank = { from: "me", reaction: null, pinned: false, replyTo: null };
  const rooms = (data) => data.channels.filter(({ kind }) => kind === "room");

  /** A template about one message. */
  const aboutMessage = ({ about, turns, choose = () => true, more = () => ({}), goal, want }) => ({
    about,
    turns,
    make: (random, data) => ({ message: random.pick(data.messages.filter(choose)).id, ...more(random) }),
    goal: (params, data) => goal(said(data, message(data, params.message)), params),
    want: (data, params) => want(message(data, params.message), params, data),
  });

  const send = (about, choose, goal) => ({
    about,
    turns: 7,
    make: (random, data) => ({ channel: random.pick(data.channels.filter(choose)).id, text: random.pick(answers) }),
    goal: ({ channel: id, text }, data) => goal(channel(data, id).name, text),
    want: (data, { channel: id, text }) => { data.messages.push({ id: null, channel: id, text, ...blank }); },
  });

  agentic.app({
    name: "chat",
    title: "Chat",
    data: agentic.chatData,
    view: ({ channels }) => ({ channel: channels[0].id, menu: null, draft: "", editing: null, replyTo: null }),
    watched: {
      channels: ["muted", "starred"],
      messages: ["channel", "text", "from", "reaction", "pinned", "replyTo"],
      me: ["status"],
    },
    // A deleted message does not come back.
    isLost: (differences) => differences.some(({ kind, record }) => kind === "missing" && record.id !== null),
    templates: {
      "send-message": send("Send a message to a room.", ({ kind }) => kind === "room", (name, text) => `Send "${text}" to #${name}.`),
      "send-direct": send("Send a message to a person.", ({ kind }) => kind === "person", (name, text) => `Send "${text}" to ${name} as a direct message.`),
      "react": aboutMessage({
        about: "React to a message.", turns: 8, more: (random) => ({ reaction: random.pick(["♥", "✓", "☺", "★"]) }),
        goal: (what, { reaction }) => `React with ${reaction} to ${what}.`, want: (one, { reaction }) => { one.reaction = reaction; },
      }),
      "pin-message": aboutMessage({ about: "Pin a message.", turns: 8, goal: (what) => `Pin ${what}.`, want: (one) => { one.pinned = true; } }),
      "edit-message": aboutMessage({
        about: "Edit a message of one's own.", turns: 12, choose: ({ from }) => from === "me", more: (random) => ({ text: random.pick(answers) }),
        goal: (what, { text }) => `Change ${what} to "${text}".`, want: (one, { text }) => { one.text = text; },
      }),
      "delete-message": aboutMessage({
        about: "Delete a message of one's own.", turns: 8, choose: ({ from }) => from === "me", goal: (what) => `Delete ${what}.`,
        want: (one, params, data) => { data.messages = data.messages.filter((other) => other !== one); },
      }),
      "reply": aboutMessage({
        about: "Reply to a message.", turns: 10, more: (random) => ({ text: random.pick(answers) }),
        goal: (what, { text }) => `Reply "${text}" to ${what}.`,
        want: (one, { text }, data) => { data.messages.push({ ...blank, id: null, channel: one.channel, text, replyTo: one.id }); },
      }),
      "mute-room": {
        about: "Mute a room.", turns: 6, make: (random, data) => ({ channel: random.pick(rooms(data)).id }),
        goal: ({ channel: id }, data) => `Mute #${channel(data, id).name}.`,
        want: (data, { channel: id }) => { channel(data, id).muted = true; },
      },
      "star-room": {
        about: "Star a room, or take its star away.", turns: 6, make: (random, data) => ({ channel: random.pick(rooms(data)).id }),
        goal: ({ channel: id }, data) => `${channel(data, id).starred ? "Take the star away from" : "Star"} #${channel(data, id).name}.`,
        want: (data, { channel: id }) => { channel(data, id).starred = !channel(data, id).starred; },
      },
      "set-status": {
        about: "Set one's own status.", turns: 5, make: (random) => ({ status: random.pick(["away", "busy", "on holiday"]) }),
        goal: ({ status }) => `Set your status to "${status}".`,
        want: (data, { status }) => { data.me[0].status = status; },
      },
    },
  });
}
