"use strict";
{
  const said = (mail) => `the mail "${mail.subject}" from ${mail.from}`;
  const find = (data, id) => data.mails.find((mail) => mail.id === id);

  /** A template about one mail: which may be chosen, what becomes of it, how it is said. */
  const aboutOne = ({ about, turns, watched, choose, change, goal }) => ({
    about,
    turns,
    watched,
    make(random, data) {
      const candidates = data.mails.filter(choose);
      // Where none fits, one of the inbox is made to: every seed gives a task.
      return { mail: random.pick(candidates.length > 0 ? candidates : data.mails.filter((mail) => mail.folder === "inbox")).id };
    },
    goal: ({ mail }, data) => goal(find(data, mail)),
    want: (data, { mail }) => change(find(data, mail)),
  });

  /** A template about all mails of a sender in the inbox. */
  const aboutSender = ({ about, turns, change, goal, isOpen }) => ({
    about,
    turns,
    make(random, data) {
      const open = data.mails.filter((mail) => mail.folder === "inbox" && isOpen(mail));
      const inbox = data.mails.filter((mail) => mail.folder === "inbox");
      const chosen = random.pick(open.length > 0 ? open : inbox);
      if (!isOpen(chosen)) chosen.starred = false;
      return { from: chosen.from };
    },
    goal: ({ from }) => goal(from),
    want: (data, { from }) => data.mails.filter((mail) => mail.folder === "inbox" && mail.from === from).forEach(change),
  });

  const phrases = ["See you there", "Thank you", "I will be late", "Count me in", "Not this time", "Sounds good", "Please call me", "All is ready"];

  agentic.app({
    name: "mail",
    title: "Mail",
    data: agentic.mailData,
    view: () => ({ folder: "inbox", open: null, search: "", compose: null }),
    watched: { mails: ["folder", "starred", "label"], sent: ["to", "subject", "body"] },
    // What is sent is sent.
    isLost: (differences) => differences.some(({ collection, kind }) => collection === "sent" && kind !== "missing"),
    templates: {
      "star-mail": aboutOne({
        about: "Star one mail of the inbox.", turns: 6, choose: (mail) => mail.folder === "inbox" && !mail.starred,
        goal: (mail) => `Star ${said(mail)}.`, change: (mail) => { mail.starred = true; },
      }),
      "archive-mail": aboutOne({
        about: "Archive one mail of the inbox.", turns: 8, choose: (mail) => mail.folder === "inbox",
        goal: (mail) => `Archive ${said(mail)}.`, change: (mail) => { mail.folder = "archive"; },
      }),
      "delete-mail": aboutOne({
        about: "Move one archived mail to the trash.", turns: 8, choose: (mail) => mail.folder === "archive",
        goal: (mail) => `Go to the archive and delete ${said(mail)}.`, change: (mail) => { mail.folder = "trash"; },
      }),
      "restore-mail": aboutOne({
        about: "Move one mail from the trash back to the inbox.", turns: 8, choose: (mail) => mail.folder === "trash",
        goal: (mail) => `Move ${said(mail)} from the trash to the inbox.`, change: (mail) => { mail.folder = "inbox"; },
      }),
      "mark-unread": {
        ...aboutOne({
          about: "Mark one read mail as unread.", turns: 8, choose: (mail) => mail.folder === "inbox" && mail.read,
          watched: { mails: ["folder", "starred", "label", "read"], sent: ["to", "subject", "body"] },
          goal: (mail) => `Mark ${said(mail)} as unread.`, change: (mail) => { mail.read = false; },
        }),
        make(random, data) {
          const mail = random.pick(data.mails.filter((one) => one.folder === "inbox"));
          mail.read = true;
          return { mail: mail.id };
        },
      },
      "label-mail": {
        ...aboutOne({ about: "Give one mail of the inbox a label." }),
        turns: 8,
        make(random, data) {
          const mail = random.pick(data.mails.filter((one) => one.folder === "inbox"));
          return { mail: mail.id, label: random.pick(["work", "family", "travel"].filter((label) => label !== mail.label)) };
        },
        goal: ({ mail, label }, data) => `Label ${said(find(data, mail))} as ${label}.`,
        want: (data, { mail, label }) => { find(data, mail).label = label; },
      },
      "send-mail": {
        about: "Write and send a mail.",
        turns: 12,
        make(random) {
          const name = random.pick(agentic.pools.firstNames).toLowerCase();
          return { to: `${name}@${random.pick(agentic.pools.words)}.example`, subject: random.sample(agentic.pools.words, 2).join(" "), body: random.pick(phrases) };
        },
        goal: ({ to, subject, body }) => `Send a mail to ${to} with the subject "${subject}" and the text "${body}".`,
        want: (data, { to, subject, body }) => { data.sent.push({ id: null, to, subject, body }); },
      },
      "reply-mail": {
        about: "Reply to a mail of the inbox.",
        turns: 10,
        make: (random, data) => ({ reply: random.pick(data.mails.filter((mail) => mail.folder === "inbox")).id, body: random.pick(phrases) }),
        goal: ({ reply, body }, data) => `Reply "${body}" to ${said(find(data, reply))}.`,
        want(data, { reply, body }) {
          const mail = find(data, reply);
          data.sent.push({ id: null, to: mail.from, subject: `Re: ${mail.subject}`, body });
        },
      },
      "archive-sender": aboutSender({
        about: "Archive all mails of one sender.", turns: 40, isOpen: () => true,
        goal: (from) => `Archive every mail from ${from} that is in the inbox.`, change: (mail) => { mail.folder = "archive"; },
      }),
      "star-sender": aboutSender({
        about: "Star all mails of one sender.", turns: 30, isOpen: (mail) => !mail.starred,
        goal: (from) => `Star every mail from ${from} that is in the inbox.`, change: (mail) => { mail.starred = true; },
      }),
    },
  });
}
