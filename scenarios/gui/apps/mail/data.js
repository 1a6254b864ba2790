"use strict";
// A mailbox: {mails: [{id, folder, from, subject, body, starred, label, read}], sent: [{id, to, subject, body}]}.
{
  const topics = [
    ["Team lunch", "Shall we try the new place by the river?"], ["Quarterly report", "The numbers are in the shared folder."],
    ["Train tickets", "Your seats are 41 and 42 in coach 7."], ["Garden party", "Bring a salad or something to drink."],
    ["Invoice 2041", "Payment is due within thirty days."], ["Book club", "We meet in the library as usual."],
    ["Server update", "There will be a short break at noon."], ["Weekend trip", "The forecast says sun on both days."],
    ["Piano lesson", "Could we start half an hour later?"], ["Project kick-off", "Please look at the outline before Monday."],
    ["Lost umbrella", "A blue umbrella was left in room 12."], ["Photo album", "The pictures of the hike are ready."],
    ["Dentist", "This is a reminder of your visit."], ["Budget draft", "I marked three lines that look odd."],
    ["Choir practice", "We sing the second part tonight."], ["Parking permit", "The permit has to be renewed."],
    ["Bike repair", "The bike can be collected from Friday."], ["Cooking class", "One place has become free."],
    ["Printer paper", "We ordered ten boxes by mistake."], ["Night train", "Departure has moved to 22:40."],
    ["Holiday plan", "Who takes the first week of July?"], ["Data backup", "The last backup ran without errors."],
  ];

  agentic.mailData = (random, { items, alike }) => {
    const people = Array.from({ length: 9 - 2 * alike }, () => `${random.pick(agentic.pools.firstNames)} ${random.pick(agentic.pools.lastNames)}`);
    const mails = random.sample(topics, items).map(([subject, body], i) => ({
      id: `m${i + 1}`,
      // At least four in the inbox and one each in archive and trash.
      folder: i < 4 ? "inbox" : i === 4 ? "archive" : i === 5 ? "trash" : random.pick(["inbox", "inbox", "inbox", "archive", "trash"]),
      from: random.pick(people),
      subject,
      body,
      starred: random.chance(1, 5),
      label: random.chance(1, 3) ? random.pick(["work", "family", "travel"]) : null,
      read: random.chance(1, 2),
    }));
    return { mails: random.shuffle(mails), sent: [] };
  };
}
