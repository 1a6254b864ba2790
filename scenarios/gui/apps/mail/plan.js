"use strict";
// What to do next in the mailbox, given what is not yet as it should be.
{
  /** The list in which the mail can be seen. */
  const show = ({ view }, mail) => {
    if (view.open !== null) return { click: "back" };
    if (view.search !== "") return { fill: "search", text: "" };
    return view.folder !== mail.folder ? { click: `folder-${mail.folder}` } : null;
  };

  /** The mail itself, and there an action. */
  const within = (state, mail, key) => {
    if (state.view.open === mail.id) return { click: key };
    return show(state, mail) ?? { click: `mail-${mail.id}` };
  };

  const write = (state, record, params) => {
    const draft = state.view.compose;
    if (!draft) return params.reply ? within(state, state.data.mails.find((mail) => mail.id === params.reply), "reply") : { click: "compose" };
    const field = ["to", "subject", "body"].find((name) => draft[name] !== record[name]);
    return field ? { fill: `draft-${field}`, text: record[field] } : { click: "send" };
  };

  const moves = { archive: "archive", trash: "delete", inbox: "to-inbox" };

  agentic.mailPlan = (state, differences, params) => {
    const missing = differences.find(({ collection, kind }) => collection === "sent" && kind === "missing");
    const changed = differences.find(({ collection }) => collection === "mails");
    if (changed && state.view.compose) return { click: "discard" };
    if (!changed) return missing ? write(state, missing.record, params) : null;
    const mail = state.data.mails.find(({ id }) => id === changed.id);
    const { field, should } = changed;
    if (field === "starred") return show(state, mail) ?? { click: `star-${mail.id}` };
    if (field === "folder") return within(state, mail, moves[should]);
    if (field === "label") return within(state, mail, `label-${should ?? mail.label}`);
    return should ? show(state, mail) ?? { click: `mail-${mail.id}` } : within(state, mail, "unread");
  };
}
