"use strict";
// What to do next in the chat, given what is not yet as it should be.
{
  const toChannel = ({ view }, id) => (view.channel === id ? null : { click: `channel-${id}` });

  /** The message's own actions, and there one of them. */
  const act = (state, { id, channel }, key) => {
    const away = toChannel(state, channel);
    if (away) return away;
    return state.view.menu === id ? { click: key } : { click: `menu-${id}` };
  };

  const write = (state, text) => (state.view.draft === text ? { click: "send" } : { fill: "draft", text });

  const send = (state, { channel, text, replyTo }) => {
    const { view, data } = state;
    if (view.editing !== null || (view.replyTo !== null && view.replyTo !== replyTo)) return { click: "cancel" };
    if (replyTo !== null && view.replyTo !== replyTo) return act(state, data.messages.find(({ id }) => id === replyTo), "reply");
    return toChannel(state, channel) ?? write(state, text);
  };

  const edit = (state, message, text) => {
    const { view } = state;
    if (view.replyTo !== null || (view.editing !== null && view.editing !== message.id)) return { click: "cancel" };
    return view.editing === message.id ? write(state, text) : act(state, message, "edit");
  };

  agentic.chatPlan = (state, differences) => {
    const [first] = differences;
    if (!first) return null;
    const { collection, kind, id, field, should, is } = first;
    if (collection === "me") return { select: "status", text: should };
    if (collection === "channels") return toChannel(state, id) ?? { click: field === "muted" ? "mute" : "star" };
    if (kind === "missing") return send(state, first.record);
    const message = state.data.messages.find((one) => one.id === id);
    if (kind === "extra" || field === "channel" || field === "replyTo") return act(state, message, "delete");
    if (field === "text") return edit(state, message, should);
    return act(state, message, field === "pinned" ? "pin" : `react-${should ?? is}`);
  };
}
