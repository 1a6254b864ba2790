"use strict";
// What is between the data as they are and as they should be, record by record: the judge counts it, the oracle works it off.
{
  const same = (a, b) => agentic.canonical(a ?? null) === agentic.canonical(b ?? null);

  const fieldDifferences = (collection, record, should, fields) => fields
    .filter((field) => !same(record[field], should[field]))
    .map((field) => ({ kind: "field", collection, id: record.id, field, is: record[field] ?? null, should: should[field] ?? null }));

  /** Of the records that nobody has claimed, the one that agrees with `should` in most fields. */
  const closest = (records, should, fields) => records
    .map((record) => ({ record, agreement: fields.filter((field) => same(record[field], should[field])).length }))
    .sort((a, b) => b.agreement - a.agreement)[0]?.record;

  /**
   * The differences: {kind: "field", collection, id, field, is, should}, {kind: "missing", collection, record}, {kind: "extra", collection, id, record}.
   * `watched` names the collections and fields that matter. A wanted record with id null is new: it may have come into being under any id.
   */
  agentic.differences = (data, wanted, watched) => {
    const found = [];
    for (const [collection, fields] of Object.entries(watched)) {
      const records = new Map(data[collection].map((record) => [record.id, record]));
      for (const should of wanted[collection].filter((record) => record.id !== null)) {
        const record = records.get(should.id);
        records.delete(should.id);
        if (record) found.push(...fieldDifferences(collection, record, should, fields));
        else found.push({ kind: "missing", collection, record: should });
      }
      for (const should of wanted[collection].filter((record) => record.id === null)) {
        const record = closest([...records.values()], should, fields);
        if (record) {
          records.delete(record.id);
          found.push(...fieldDifferences(collection, record, should, fields));
        } else found.push({ kind: "missing", collection, record: should });
      }
      for (const record of records.values()) found.push({ kind: "extra", collection, id: record.id, record });
    }
    return found;
  };
}
