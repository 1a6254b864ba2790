"use strict";
{
  const { h, ui } = agentic;
  const folders = [["inbox", "Inbox"], ["archive", "Archive"], ["trash", "Trash"], ["sent", "Sent"]];

  const list = (state, change) => {
    const { folder, search } = state.view;
    if (folder === "sent") {
      return state.data.sent.map((mail) => h("div", { class: "row" }, h("span", { class: "fixed" }, `To: ${mail.to}`), h("span", { class: "soft" }, mail.subject)));
    }
    const found = state.data.mails.filter((mail) => mail.folder === folder && `${mail.from} ${mail.subject}`.toLowerCase().includes(search.toLowerCase()));
    if (found.length === 0) return h("p", { class: "empty" }, "No mails here.");
    return found.map((mail) => h("div", { key: `row-${mail.id}`, class: "row" },
      ui.toggle(`star-${mail.id}`, mail.starred ? "★" : "☆", mail.starred, () => change((s) => {
        const one = s.data.mails.find(({ id }) => id === mail.id);
        one.starred = !one.starred;
      }), { class: "star", "aria-label": "Star" }),
      h("button", {
        key: `mail-${mail.id}`, class: mail.read ? "row-main" : "row-main bold",
        onclick: () => change((s) => {
          s.view.open = mail.id;
          s.data.mails.find(({ id }) => id === mail.id).read = true;
        }),
      }, h("span", { class: "fixed from" }, mail.from), h("span", { class: "text" }, mail.subject), mail.label && h("span", { class: "chip" }, mail.label))));
  };

  const reading = (state, change) => {
    const mail = state.data.mails.find(({ id }) => id === state.view.open);
    const act = (mutate) => () => change((s) => {
      mutate(s.data.mails.find(({ id }) => id === mail.id), s);
    });
    const close = (mutate) => act((one, s) => {
      mutate(one);
      s.view.open = null;
    });
    return [
      h("div", { class: "tools" },
        ui.button("back", "◀ Back", close(() => {})),
        mail.folder !== "archive" && ui.button("archive", "Archive", close((one) => { one.folder = "archive"; })),
        mail.folder !== "trash" && ui.button("delete", "Delete", close((one) => { one.folder = "trash"; })),
        mail.folder !== "inbox" && ui.button("to-inbox", "Move to inbox", close((one) => { one.folder = "inbox"; })),
        ui.button("unread", "Mark unread", close((one) => { one.read = false; })),
        ui.button("reply", "Reply", act((one, s) => { s.view.compose = { to: one.from, subject: `Re: ${one.subject}`, body: "" }; }))),
      h("div", { class: "sheet" },
        h("h2", {}, mail.subject),
        h("p", { class: "soft" }, `From ${mail.from}`),
        h("p", {}, mail.body),
        h("div", { class: "labels" }, h("span", { class: "soft" }, "Label:"), ["work", "family", "travel"].map((label) =>
          ui.toggle(`label-${label}`, label, mail.label === label, act((one) => { one.label = one.label === label ? null : label; }))))),
    ];
  };

  const composing = (state, change) => {
    const draft = state.view.compose;
    const set = (field) => (value) => change((s) => { s.view.compose[field] = value; });
    return ui.dialog("New mail", [
      ui.labelled("To", ui.input("draft-to", draft.to, set("to"))),
      ui.labelled("Subject", ui.input("draft-subject", draft.subject, set("subject"))),
      ui.labelled("Text", ui.area("draft-body", draft.body, set("body"))),
    ], [
      ui.button("discard", "Discard", () => change((s) => { s.view.compose = null; })),
      ui.button("send", "Send", () => change((s) => {
        s.data.sent.push({ id: agentic.newId(s.data), ...s.view.compose });
        s.view.compose = null;
      }), { class: "primary", disabled: draft.to === "" }),
    ]);
  };

  agentic.appView({
    draw: (state, change) => ui.frame("Mail",
      [
        ui.input("search", state.view.search, (value) => change((s) => { [s.view.search, s.view.open] = [value, null]; }), { placeholder: "Search mails" }),
        ui.button("compose", "Compose", () => change((s) => { s.view.compose = { to: "", subject: "", body: "" }; }), { class: "primary" }),
      ],
      folders.map(([folder, name]) => {
        const count = folder === "sent" ? state.data.sent.length : state.data.mails.filter((mail) => mail.folder === folder).length;
        return ui.toggle(`folder-${folder}`, [h("span", {}, name), h("span", { class: "soft" }, count)], state.view.folder === folder,
          () => change((s) => { Object.assign(s.view, { folder, open: null }); }));
      }),
      state.view.open !== null ? reading(state, change) : list(state, change),
      state.view.compose && composing(state, change)),
    plan: agentic.mailPlan,
  });
}
