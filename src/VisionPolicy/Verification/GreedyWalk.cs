using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Verification;

/// <summary>
/// A greedy generation of the reference, walked twice: once over the finished sequences in one pass, and once freely through the
/// key-value cache, each row choosing its own tokens without its padding.
/// </summary>
/// <remarks>A row is walked to the end-of-turn token. The free walk also ends where the reference says a picture's placeholder, which our policies never do.</remarks>
internal sealed class GreedyWalk
{
    private readonly CaseFile _cases;
    private readonly string _name;
    private readonly QwenModel _model;
    private readonly CaseInput _input;
    private readonly float[] _steps;
    private readonly float _penalty;
    private readonly int _vocabulary;
    private readonly int _made;

    public GreedyWalk(CaseFile cases, string name, QwenModel model)
    {
        (_cases, _name, _model) = (cases, name, model);
        _input = new CaseInput(cases, name, model.Config, "sequences");
        _steps = cases.Floats(name, "step_logits");
        _penalty = (float)(cases.Number(name, "repetition_penalty") ?? 1);
        _vocabulary = model.Config.Text.VocabularySize;
        _made = _input.Length - _input.Prompt;
    }

    /// <summary>Walks both ways.</summary>
    public void Verify(CaseResult result)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var plain = _input.Forward(_model).Logits.Read<float>();
        int[] lengths = [.. Enumerable.Range(0, _input.Rows).Select(row => AlongTheReference(row, plain, result))];
        Freely(lengths, plain, result);
    }

    /// <summary>The largest difference where the cached logits are finite: they never offer a placeholder.</summary>
    public static double Difference(ReadOnlySpan<float> cached, ReadOnlySpan<float> plain)
    {
        double worst = 0;
        for (var at = 0; at < plain.Length; at++)
        {
            if (!float.IsNegativeInfinity(cached[at]))
            {
                var off = Math.Abs((double)cached[at] - plain[at]);
                worst = off <= worst ? worst : off; // keeps NaN
            }
        }

        return worst;
    }

    /// <summary>If the best token behind every prefix is the next one, greedy choice walks the same way. Gives the tokens up to the row's end.</summary>
    private int AlongTheReference(int row, float[] plain, CaseResult result)
    {
        for (var step = 0; step < _made; step++)
        {
            var at = (row * _input.Length) + _input.Prompt + step - 1;
            var ours = plain.AsSpan(at * _vocabulary, _vocabulary).ToArray();
            result.Compare(CaseKind.Logits, $"row {row}, step {step}", _steps.AsSpan(((row * _made) + step) * _vocabulary, _vocabulary), ours);
            var chosen = Choose(ours, Said(row, step));
            result.Add(CaseKind.Generations, chosen == _input.Ids[at + 1] ? 0 : 1, $"row {row}, step {step}: {chosen} for {_input.Ids[at + 1]}");
            if (IsEnd(row, step))
            {
                return step + 1;
            }
        }

        return _made;
    }

    private void Freely(int[] lengths, float[] plain, CaseResult result)
    {
        using var rows = new CachedRows(_cases, _name, _input, _model);
        PromptChunk[] chunks = [.. Enumerable.Range(0, _input.Rows).Select(rows.Chunk)];
        List<int>[] walked = [.. chunks.Select(chunk => chunk.Ids.ToArray().ToList())];
        int[] prompts = [.. walked.Select(ids => ids.Count)];
        var positions = new int[_input.Rows];
        var past = new int[_input.Rows];
        var misses = new int[_input.Rows];
        for (var step = 0; step < lengths.Max(); step++)
        {
            int[] going = [.. Enumerable.Range(0, _input.Rows).Where(row => step < lengths[row] && misses[row] == 0)];
            if (going.Length == 0)
            {
                break;
            }

            var logits = rows.Extend([.. going.Select(row => new ChunkRow(row, -1, past[row], positions[row], chunks[row]))]);
            for (var index = 0; index < going.Length; index++)
            {
                var row = going[index];
                var at = (row * _input.Length) + _input.Prompt + step - 1;
                var expected = (int)_input.Ids[at + 1];
                if (RotaryPositions.IsPlaceholder(expected, _model.Config))
                {
                    lengths[row] = step;
                    continue;
                }

                result.Add(CaseKind.Cached, Difference(logits[index], plain.AsSpan(at * _vocabulary, _vocabulary)), $"row {row}, step {step}");
                var chosen = Choose(logits[index], walked[row]);
                // From the first other token on the rows are not comparable any more: all that is left counts.
                misses[row] = chosen == expected ? 0 : lengths[row] - step;
                (positions[row], past[row]) = (rows.PositionAfter(chunks[row], positions[row]), walked[row].Count);
                walked[row].Add(chosen);
                chunks[row] = PromptChunk.Of(chosen);
            }
        }

        result.Add(CaseKind.Generations, misses.Sum(), $"{_input.Rows} rows of {string.Join(", ", prompts)} tokens through the cache");
    }

    private IEnumerable<int> Said(int row, int step) =>
        Enumerable.Range(row * _input.Length, _input.Prompt + step).Where(at => _input.IsToken[at]).Select(at => (int)_input.Ids[at]);

    // Pads follow the token that ended a row: the rest of the row is one token, told apart by the reference's choice being another.
    private bool IsEnd(int row, int step)
    {
        var rest = _input.Ids.AsSpan((row * _input.Length) + _input.Prompt + step + 1, _made - step - 1);
        if (rest.IsEmpty || rest.IndexOfAnyExcept(rest[0]) >= 0)
        {
            return false;
        }

        var logits = _steps.AsSpan(((row * _made) + step + 1) * _vocabulary, _vocabulary).ToArray();
        return Choose(logits, Said(row, step + 1)) != rest[0];
    }

    private int Choose(float[] logits, IEnumerable<int> said)
    {
        var penalised = logits.ToArray();
        foreach (var id in said.Distinct())
        {
            penalised[id] = penalised[id] > 0 ? penalised[id] / _penalty : penalised[id] * _penalty;
        }

        return Array.IndexOf(penalised, penalised.Max());
    }
}
