using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Engine;

public sealed class QwenChunkModelTests
{
    private const int Picture = 500;
    private static readonly QwenConfig Config = QwenConfig.Tiny(512, Picture, 501, 502, 503);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(37)]
    [InlineData(64)]
    [InlineData(301)]
    public void A_rows_bits_do_not_depend_on_its_batch(int size)
    {
        using var setup = new Setup();
        var together = setup.Run(Enumerable.Range(0, size), 3);
        foreach (var row in Enumerable.Range(0, size).Where(row => row < 8 || row > size - 8 || row % 7 == 0))
        {
            // After a prompt with a picture, after three more tokens, after single ones.
            var alone = setup.Run([row], 3);
            for (var round = 0; round < Setup.Rounds; round++)
            {
                Assert.True(alone[round][0].AsSpan().SequenceEqual(together[round][row]), $"row {row} of {size} differs in round {round}");
            }
        }
    }

    [Fact]
    public void Where_a_rows_keys_lie_changes_no_bit()
    {
        using var setup = new Setup();
        var (near, apart) = (setup.Run(Enumerable.Range(0, 11), 5), setup.Run(Enumerable.Range(0, 11), 5, slot: row => (row * 7 % 11 * 3) + 1));
        for (var round = 0; round < Setup.Rounds; round++)
        {
            Assert.All(Enumerable.Range(0, 11), row => Assert.Equal(near[round][row], apart[round][row]));
        }
    }

    internal sealed class Setup : IDisposable
    {
        public const int Rounds = 5;

        private readonly QwenParameters _parameters = QwenParameters.Initialise(Config, RandomKey.FromSeed(3));
        private readonly PlainImageStore _images = new();
        private readonly QwenModel _model;

        public Setup(bool fusesAttention = false) => _model = new QwenModel(Config, new EffectiveWeights(_parameters), fusesAttention);

        public List<float[][]> Run(IEnumerable<int> members, ulong seed, Func<int, int>? slot = null)
        {
            var who = members.ToArray();
            var rows = who.Length;
            using var chunks = new QwenChunkModel(_model, new ImageProcessor(ImageProcessorConfig.Tiny), _images);
            var logits = Enumerable.Range(0, rows).Select(_ => new float[512]).ToArray();
            var rounds = new List<float[][]>();
            var past = new int[rows];
            var position = new int[rows];
            for (var round = 0; round < Rounds; round++)
            {
                var batch = new ChunkRow[rows];
                for (var row = 0; row < rows; row++)
                {
                    var chunk = round == 0 ? Prompt(who[row], seed) : new PromptChunk(round == 1 ? [7, who[row] % 5, 9] : new[] { 11 }, []);
                    batch[row] = new ChunkRow(slot?.Invoke(row) ?? row, -1, past[row], position[row], chunk);
                    past[row] += chunk.Ids.Length;
                    position[row] = chunks.PositionAfter(chunk, position[row]);
                }

                chunks.Extend(batch, logits);
                rounds.Add([.. logits.Select(row => (float[])row.Clone())]);
            }

            return rounds;
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
            return new PromptChunk(ids.ToArray(), [new ImageSpan(_images.Add(rgb, 80, 80), 1, 5, 5)]);
        }
    }
}
