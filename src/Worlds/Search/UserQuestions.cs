using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Search;

/// <summary>
/// The questions of a user's files: some to learn from, and some that policies are judged by. What the second file asks is of the split
/// test, wherever else it is asked, and nothing else is; without a second file, splits go by the hash of the question. Read when needed.
/// </summary>
/// <param name="path">Questions to learn from, or "" for none.</param>
/// <param name="testPath">Questions to judge by, or "" for none.</param>
internal sealed class UserQuestions(string path, string testPath)
{
    private readonly Lazy<ImmutableArray<QuestionRecord>> _learnt = new(() => path.Length > 0 ? QuestionFile.Read(path) : []);
    private readonly Lazy<ImmutableArray<QuestionRecord>> _test = new(() => testPath.Length > 0 ? QuestionFile.Read(testPath) : []);

    /// <summary>No questions.</summary>
    public static UserQuestions None { get; } = new("", "");

    /// <summary>All of them in the order of the files, the second file last; what both ask stands among the second's alone.</summary>
    /// <exception cref="Index.CorpusException">A line of a file is no question.</exception>
    public ImmutableArray<QuestionRecord> All => field.IsDefault ? field = [.. Learnt, .. _test.Value] : field;

    private ImmutableArray<QuestionRecord> Learnt => field.IsDefault
        ? field = testPath.Length == 0 ? _learnt.Value : [.. _learnt.Value.Where(record => !Tested.Contains(AnswerMatch.Normalise(record.Question)))]
        : field;

    private HashSet<string> Tested => field ??= [.. _test.Value.Select(record => AnswerMatch.Normalise(record.Question))];

    /// <summary>Draws a question; where there are two files, from either with the same chance.</summary>
    public (QuestionRecord Record, Split? Split) Draw(ref RandomStream random)
    {
        var (learnt, test) = (Learnt.Length, _test.Value.Length);
        return this[learnt > 0 && (test == 0 || random.NextBool(0.5)) ? random.NextInt(learnt) : learnt + random.NextInt(test)];
    }

    /// <summary>A question of <see cref="All"/>, and its split where the files decide it.</summary>
    public (QuestionRecord Record, Split? Split) this[int place] => (All[place], testPath.Length == 0 ? null
        : place >= Learnt.Length ? Split.Test
        : ByHash(All[place]) == Split.Validation ? Split.Validation : Split.Train);

    private static Split ByHash(QuestionRecord record) => Splits.Of($"{SearchKind.Name}:{AnswerMatch.Normalise(record.Question)}");
}
