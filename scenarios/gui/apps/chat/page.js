"use strict";
{
  const { h, ui } = agentic;
  const reactions = ["♥", "✓", "☺", "★"];

  const idle = { menu: null, draft: "", editing: null, replyTo: null };
  const nameOf = ({ kind, name }) => (kind === "room" ? `# ${name}` : name);

  const menu = (message, change) => {
    const act = (mutate) => () => change((s) => {
      mutate(s.data.messages.find(({ id }) => id === message.id), s);
      s.view.menu = null;
    });
    return h("div", { class: "menu" },
      reactions.map((sign) => ui.toggle(`react-${sign}`, sign, message.reaction === sign, act((one) => { one.reaction = one.reaction === sign ? null : sign; }))),
      ui.toggle("pin", message.pinned ? "Unpin" : "Pin", message.pinned, act((one) => { one.pinned = !one.pinned; })),
      ui.button("reply", "Reply", act((one, s) => { Object.assign(s.view, idle, { replyTo: one.id }); })),
      message.from === "me" && ui.button("edit", "Edit", act((one, s) => { Object.assign(s.view, idle, { editing: one.id, draft: one.text }); })),
      message.from === "me" && ui.button("delete", "Delete", act((one, s) => {
        s.data.messages = s.data.messages.filter((other) => other !== one);
        // Whoever edits or answers it has nothing left to do that with.
        if (s.view.editing === one.id || s.view.replyTo === one.id) Object.assign(s.view, idle);
      })));
  };

  const bubble = (state, change, message) => {
    const quoted = message.replyTo && state.data.messages.find(({ id }) => id === message.replyTo);
    const isOpen = state.view.menu === message.id;
    return h("div", { key: `message-${message.id}`, class: message.from === "me" ? "message mine" : "message" },
      h("div", { class: "line" },
        h("b", {}, message.from === "me" ? "You" : message.from),
        message.pinned && h("span", { class: "chip" }, "pinned"),
        message.reaction && h("span", { class: "chip" }, message.reaction),
        ui.toggle(`menu-${message.id}`, "⋯", isOpen, () => change((s) => { s.view.menu = isOpen ? null : message.id; }), { class: "more", "aria-label": "Actions" })),
      quoted && h("p", { class: "soft quote" }, quoted.text),
      h("p", {}, message.text),
      isOpen && menu(message, change));
  };

  const composer = (state, change) => {
    const { editing, replyTo, draft } = state.view;
    const send = () => change((s) => {
      const { view, data } = s;
      if (view.draft.trim() === "") return;
      if (view.editing !== null) data.messages.find(({ id }) => id === view.editing).text = view.draft;
      else {
        data.messages.push({
          id: agentic.newId(data), channel: view.channel, from: "me", text: view.draft, reaction: null, pinned: false, replyTo: view.replyTo,
        });
      }
      Object.assign(view, idle);
    });
    return h("div", { class: "composer" },
      (editing !== null || replyTo !== null) && h("div", { class: "mode soft" }, editing !== null ? "Editing a message" : "Replying",
        ui.button("cancel", "Cancel", () => change((s) => { Object.assign(s.view, idle); }))),
      h("div", { class: "line" },
        ui.input("draft", draft, (value) => change((s) => { s.view.draft = value; }), {
          placeholder: "Write a message", onkeydown: (event) => { if (event.key === "Enter") send(); },
        }),
        ui.button("send", "Send", send, { class: "primary", disabled: draft.trim() === "" })));
  };

  agentic.appView({
    draw(state, change) {
      const { data, view } = state;
      const channel = data.channels.find(({ id }) => id === view.channel);
      const set = (field) => () => change((s) => {
        const one = s.data.channels.find(({ id }) => id === view.channel);
        one[field] = !one[field];
      });
      const item = (one) => ui.toggle(`channel-${one.id}`, [h("span", {}, nameOf(one)), h("span", { class: "soft" }, `${one.muted ? "✕" : ""}${one.starred ? "★" : ""}`)],
        one.id === view.channel, () => change((s) => { Object.assign(s.view, idle, { channel: one.id }); }));
      const messages = data.messages.filter((message) => message.channel === view.channel);
      return ui.frame("Chat",
        ui.select("status", data.me[0].status, ["available", "away", "busy", "on holiday"], (value) => change((s) => { s.data.me[0].status = value; })),
        [h("h3", {}, "Rooms"), data.channels.filter(({ kind }) => kind === "room").map(item), h("h3", {}, "People"), data.channels.filter(({ kind }) => kind === "person").map(item)],
        h("div", { class: "talk" },
          h("div", { class: "tools" }, h("h2", {}, nameOf(channel)),
            ui.toggle("star", channel.starred ? "★ Starred" : "☆ Star", channel.starred, set("starred")),
            ui.toggle("mute", channel.muted ? "Unmute" : "Mute", channel.muted, set("muted"))),
          h("div", { key: "messages", class: "messages", "data-scroll": true },
            messages.length === 0 ? h("p", { class: "empty" }, "No messages yet.") : messages.map((message) => bubble(state, change, message))),
          composer(state, change)));
    },
    plan: agentic.chatPlan,
  });
}
