using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.VisionPolicy;

namespace Agentic.Training.Benchmarks;

/// <summary>Random prompts and training rows for a bench; each call gives others, so that nothing is found in a cache.</summary>
/// <param name="config">Whose tokens.</param>
/// <param name="processor">How its pictures are cut.</param>
/// <param name="images">Where pictures are put; borrowed.</param>
/// <param name="key">Root of the random streams.</param>
public sealed class BenchRows(QwenConfig config, ImageProcessorConfig processor, IImageStore images, RandomKey key)
{
    private ulong _next;

    /// <summary>Text tokens, and one picture among them when a side is given.</summary>
    /// <param name="text">Text tokens, 8 or more.</param>
    /// <param name="side">Pixels along the picture's side; 0 for no picture.</param>
    public IReadOnlyList<TokenSegment> Prompt(int text, int side) => side == 0
        ? [TokenSegment.Of(SegmentOrigin.Observation, Ids(text))]
        : [
            TokenSegment.Of(SegmentOrigin.Observation, [.. Ids(4), config.VisionStartTokenId]),
            Picture(side),
            TokenSegment.Of(SegmentOrigin.Observation, [config.VisionEndTokenId, .. Ids(text - 4)]),
        ];

    /// <summary>Prompts, those of a group equal.</summary>
    public IReadOnlyList<TokenSegment>[] Prompts(int rows, int groupSize, int text, int side)
    {
        var prompts = new IReadOnlyList<TokenSegment>[rows];
        for (var row = 0; row < rows; row++)
        {
            prompts[row] = row % groupSize == 0 ? Prompt(text, side) : prompts[row - 1];
        }

        return prompts;
    }

    /// <summary>Rows to learn from: a prompt, and an answer that is learnt.</summary>
    public RowSet Answers(int rows, int prompt, int answer) => RowSet.Fold(Enumerable.Range(0, rows).Select(row =>
        new TrainingRow([.. Prompt(prompt, 0), Sampled(Ids(answer))], [1], row, 0)));

    /// <summary>Rows with a picture in which every text token but the first is learnt.</summary>
    public RowSet Texts(int rows, int text, int side) => RowSet.Fold(Enumerable.Range(0, rows).Select(row => new TrainingRow(
        [
            TokenSegment.Of(SegmentOrigin.Observation, Ids(1)), Sampled(Ids(3)), TokenSegment.Of(SegmentOrigin.Observation, [config.VisionStartTokenId]),
            Picture(side), TokenSegment.Of(SegmentOrigin.Observation, [config.VisionEndTokenId]), Sampled(Ids(text - 4)),
        ],
        [1, 5], row, 0)));

    private static TokenSegment Sampled(ImmutableArray<int> ids) => new()
    {
        Origin = SegmentOrigin.Sampled,
        Ids = ids,
        Sampling = new Sampling([.. new float[ids.Length]], [.. new float[ids.Length]], 1, 0),
    };

    private ImmutableArray<int> Ids(int count)
    {
        var random = key.Derive(_next++).Stream();
        var ids = ImmutableArray.CreateBuilder<int>(count);
        while (ids.Count < count)
        {
            var id = (int)(random.NextDouble() * config.Text.VocabularySize);
            if (id != config.ImageTokenId && id != config.VideoTokenId)
            {
                ids.Add(id);
            }
        }

        return ids.MoveToImmutable();
    }

    private TokenSegment Picture(int side)
    {
        var random = key.Derive(_next++).Stream();
        var rgb = new byte[side * side * 3];
        for (var at = 0; at < rgb.Length; at++)
        {
            rgb[at] = (byte)(random.NextDouble() * 256);
        }

        var grid = processor.Grid(side, side);
        return new TokenSegment
        {
            Origin = SegmentOrigin.Image,
            Ids = [.. Enumerable.Repeat(config.ImageTokenId, grid.T * grid.H * grid.W / config.Eyes.PatchesPerFeature)],
            Image = new ImageSpan(images.Add(rgb, side, side), grid.T, grid.H, grid.W),
        };
    }
}
