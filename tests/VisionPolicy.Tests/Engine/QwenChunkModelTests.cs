using System.Diagnostics;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Engine;

public sealed class QwenChunkModelTests
{
    private const int Picture = 500;
    private static readonly QwenConfig Config = QwenConfig.Tiny(512, Picture, 501, 502, 503);

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(301)]
    public void A_rows_bits_do_not_depend_on_its_batch(int size)
    {
        using var setup = new Setup();
        var alone = setup.Run(1, 3);
        var together = setup.Run(size, 3);
        Assert.Equal(alone[0], together[0]);
        Assert.Equal(alone[1], together[1]); // after a second chunk
        Assert.Equal(alone[2], together[2]); // after a single token
    }

    internal sealed class Setup : IDisposable
    {
        private readonly QwenParameters _parameters = QwenParameters.Initialise(Config, RandomKey.FromSeed(3));
        private readonly PlainImageStore _images = new();
        private readonly QwenModel _model;

        public Setup() => _model = new QwenModel(Config, _parameters);

        public float[][] Run(int rows, ulong seed)
        {
            using var chunks = new QwenChunkModel(_model, new ImageProcessor(ImageProcessorConfig.Tiny), _images);
            var logits = Enumerable.Range(0, rows).Select(_ => new float[512]).ToArray();
            var first = new List<float[]>();
            var past = new int[rows];
            var position = new int[rows];
            for (var round = 0; round < 3; round++)
            {
                var batch = new ChunkRow[rows];
                for (var row = 0; row < rows; row++)
                {
                    var chunk = round == 0 ? Prompt(row, seed) : new PromptChunk(round == 1 ? [7, row % 5, 9] : new[] { 11 }, []);
                    batch[row] = new ChunkRow(row, -1, past[row], position[row], chunk);
                    past[row] += chunk.Ids.Length;
                    position[row] = chunks.PositionAfter(chunk, position[row]);
                }

                chunks.Extend(batch, logits);
                first.Add((float[])logits[0].Clone());
            }

            return [.. first];
        }

        public double Speed(int rows, bool decode)
        {
            using var chunks = new QwenChunkModel(_model, new ImageProcessor(ImageProcessorConfig.Tiny), _images);
            var logits = Enumerable.Range(0, rows).Select(_ => new float[512]).ToArray();
            var prompts = Enumerable.Range(0, rows).Select(row => new ChunkRow(row, -1, 0, 0, Prompt(row, 3))).ToArray();
            chunks.Extend(prompts, logits);
            var best = double.MaxValue;
            for (var round = 0; round < 8; round++)
            {
                chunks.WeightsChanged();
                var clock = Stopwatch.StartNew();
                if (decode)
                {
                    for (var step = 0; step < 10; step++)
                    {
                        chunks.Extend([.. prompts.Select((row, index) => new ChunkRow(index, -1, 36 + step, 16, PromptChunk.Of(11)))], logits);
                    }
                }
                else
                {
                    chunks.Extend(prompts, logits);
                }

                best = Math.Min(best, clock.Elapsed.TotalSeconds);
            }

            return rows * (decode ? 10 : 36) / best;
        }

        public void Dispose()
        {
            _model.Dispose();
            _parameters.Dispose();
        }

        private PromptChunk Prompt(int row, ulong seed)
        {
            var rgb = new byte[80 * 80 * 3];
            var random = RandomKey.FromSeed(seed).Derive((ulong)row).Stream();
            for (var index = 0; index < rgb.Length; index += 8)
            {
                BitConverter.TryWriteBytes(rgb.AsSpan(index), random.NextBits());
            }

            var ids = new List<int> { 1, 2, 3, row % 7 };
            ids.AddRange(Enumerable.Repeat(Picture, 25));
            ids.AddRange([4, 5, 6, 7, 8, 9, 10]);
            return new PromptChunk(ids.ToArray(), [new ImageSpan(_images.Add(rgb, 80, 80), 1, 10, 10)]);
        }
    }
}
