namespace Agentic.VisionPolicy;

/// <summary>Rows of token ids as the decoder takes them: rotary positions, who sees whom, and where pictures stand. Padding may be on either side; a row may pack several sequences.</summary>
public sealed class BatchLayout
{
    private readonly int[] _segments;

    /// <summary>Lays out rows of equal length.</summary>
    /// <param name="length">Tokens in a row, padding included: T.</param>
    /// <param name="ids">Token ids, [rows · T].</param>
    /// <param name="segments">The sequence that each token belongs to, [rows · T]: 0 for padding, else a number that changes from one packed sequence to the next.</param>
    /// <param name="config">The model.</param>
    /// <param name="images">Grids of the pictures, in the order of their placeholders through all rows.</param>
    /// <param name="videos">Grids of the videos' runs (see <see cref="RotaryPositions.Runs"/>), in the same order.</param>
    /// <exception cref="InvalidDataException">Placeholders and grids do not match, or the sizes do not.</exception>
    public BatchLayout(
        int length, ReadOnlySpan<long> ids, ReadOnlySpan<int> segments, QwenConfig config, IEnumerable<PatchGrid>? images = null, IEnumerable<PatchGrid>? videos = null)
    {
        if (length < 1 || ids.Length % length != 0 || segments.Length != ids.Length)
        {
            throw new InvalidDataException($"{ids.Length} ids and {segments.Length} segments do not make rows of {length} tokens.");
        }

        (Rows, Length, _segments) = (ids.Length / length, length, segments.ToArray());
        Positions = new long[3 * ids.Length];
        var (pictures, runs) = (new Queue<PatchGrid>(images ?? []), new Queue<PatchGrid>(videos ?? []));
        var (deltas, imagePlaces, videoPlaces) = (new List<long>(), new List<long>(), new List<long>());
        for (var start = 0; start < ids.Length;)
        {
            var end = start + 1;
            while (end % length != 0 && segments[end] == segments[start])
            {
                end++;
            }

            if (segments[start] != 0)
            {
                deltas.Add(Place(start, ids[start..end], config, pictures, runs, imagePlaces, videoPlaces));
            }

            start = end;
        }

        if (pictures.Count + runs.Count > 0)
        {
            throw new InvalidDataException($"{pictures.Count} pictures and {runs.Count} video runs have no placeholders.");
        }

        (RopeDeltas, ImagePlaces, VideoPlaces) = ([.. deltas], [.. imagePlaces], [.. videoPlaces]);
    }

    /// <summary>Rows: B.</summary>
    public int Rows { get; }

    /// <summary>Tokens in a row: T.</summary>
    public int Length { get; }

    /// <summary>Time, height and width positions, [3, B, T]; each sequence starts at 0, padding holds 0.</summary>
    public long[] Positions { get; }

    /// <summary>One for each sequence, in order: what to add to a later token's place in its sequence to have its rotary position.</summary>
    public long[] RopeDeltas { get; }

    /// <summary>Flat places (row · T + column) of the picture tokens.</summary>
    public long[] ImagePlaces { get; }

    /// <summary>Flat places of the video tokens.</summary>
    public long[] VideoPlaces { get; }

    /// <summary>
    /// What is added to the attention scores, [B, T, T]: 0 where a token sees another of its sequence, −∞ elsewhere; null where plain causal
    /// rows say the same, as with padding on the right only.
    /// </summary>
    public float[]? Mask()
    {
        if (Enumerable.Range(0, Rows).All(row => IsPlain(_segments.AsSpan(row * Length, Length))))
        {
            return null;
        }

        var mask = new float[Rows * Length * Length];
        mask.AsSpan().Fill(float.NegativeInfinity);
        for (var query = 0; query < Rows * Length; query++)
        {
            // A row of −∞ alone has no softmax: padding sees itself.
            mask[(query * Length) + (query % Length)] = 0;
            for (var key = query - (query % Length); key < query; key++)
            {
                if (_segments[key] == _segments[query] && _segments[query] != 0)
                {
                    mask[(query * Length) + (key % Length)] = 0;
                }
            }
        }

        return mask;
    }

    private static bool IsPlain(ReadOnlySpan<int> segments)
    {
        var end = segments.IndexOfAnyExcept(segments[0]);
        return segments[0] != 0 && (end < 0 || segments[end..].IndexOfAnyExcept(0) < 0);
    }

    private long Place(
        int start, ReadOnlySpan<long> ids, QwenConfig config, Queue<PatchGrid> images, Queue<PatchGrid> videos, List<long> imagePlaces, List<long> videoPlaces)
    {
        var tokens = new int[ids.Length];
        var grids = new List<PatchGrid>();
        for (var at = 0; at < ids.Length; at++)
        {
            tokens[at] = (int)ids[at];
        }

        for (var at = 0; at < tokens.Length;)
        {
            if (!RotaryPositions.IsPlaceholder(tokens[at], config))
            {
                at++;
                continue;
            }

            var isImage = tokens[at] == config.ImageTokenId;
            if (!(isImage ? images : videos).TryDequeue(out var grid))
            {
                throw new InvalidDataException($"Token {start + at} is the placeholder of a {(isImage ? "picture" : "video")} that is not embedded.");
            }

            grids.Add(grid);
            for (var end = at + (grid.Count / config.Eyes.PatchesPerFeature); at < end; at++)
            {
                (isImage ? imagePlaces : videoPlaces).Add(start + at);
            }
        }

        var all = Rows * Length;
        RotaryPositions.Write(
            tokens, grids.ToArray(), config, 0,
            Positions.AsSpan(start, tokens.Length), Positions.AsSpan(all + start, tokens.Length), Positions.AsSpan((2 * all) + start, tokens.Length));
        var highest = Enumerable.Range(0, 3).Max(axis => Positions.Skip((axis * all) + start).Take(tokens.Length).Max());
        return highest + 1 - tokens.Length;
    }
}
