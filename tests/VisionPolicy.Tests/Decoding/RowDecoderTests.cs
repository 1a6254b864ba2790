using Agentic.Agents;
using Agentic.Testing;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Decoding;

public sealed class RowDecoderTests
{
    private const int Rows = 37; // more than a block
    private const int Tokens = 5;

    public static TheoryData<QwenFamily> Families => [QwenFamily.Qwen2, QwenFamily.Qwen3];

    [Fact]
    public unsafe void Numbers_of_more_than_two_gibibytes_are_found()
    {
        TorchRuntime.Load();
        // Reserved, never written: it takes no memory.
        using var large = empty(600_000_000, device: CPU);
        using var second = large.narrow(0, 1, 599_999_999);
        Assert.Equal((nint)large.At() + sizeof(float), (nint)second.At());
    }

    [Theory]
    [MemberData(nameof(Families))]
    [NoTensorLeaks]
    public void Tokens_one_by_one_give_the_logits_of_a_plain_pass(QwenFamily family)
    {
        using var setup = new Setup(family);
        var decoded = setup.Decode(Enumerable.Range(0, Rows), smallModel: long.MaxValue);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        for (var row = 0; row < Rows; row += 9)
        {
            var embeds = setup.Model.Embed(tensor(Setup.Ids(row), 1, Tokens), null, []);
            var positions = tensor(Enumerable.Range(0, 3 * Tokens).Select(at => (long)(at % Tokens)).ToArray(), 3, 1, Tokens);
            var plain = setup.Model.Logits(setup.Model.Hidden(embeds, positions).view(Tokens, -1)).data<float>().ToArray();
            for (var at = 0; at < Tokens; at++)
            {
                Assert.All(decoded[row][at].Select((value, id) => (value, id)), said => Assert.Equal(plain[(at * Setup.Vocabulary) + said.id], said.value, 2e-5f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Bits_depend_neither_on_company_nor_on_how_threads_share_the_work(QwenFamily family)
    {
        using var setup = new Setup(family);
        var byRows = setup.Decode(Enumerable.Range(0, Rows), smallModel: long.MaxValue);
        var byColumns = setup.Decode(Enumerable.Range(0, Rows), smallModel: 0);
        foreach (var row in new[] { 0, 20, Rows - 1 })
        {
            var alone = setup.Decode([row], smallModel: long.MaxValue)[0];
            for (var at = 0; at < Tokens; at++)
            {
                Assert.Equal(byRows[row][at], byColumns[row][at]);
                Assert.Equal(byRows[row][at], alone[at]);
            }
        }
    }

    // Widths that are no multiple of anything.
    private sealed class Setup : IDisposable
    {
        public const int Vocabulary = 131;
        private const int Capacity = 8;
        private readonly QwenParameters _parameters;
        private readonly QwenConfig _config;

        public Setup(QwenFamily family)
        {
            var isThird = family == QwenFamily.Qwen3;
            _config = new QwenConfig
            {
                Family = family,
                Text = new TextConfig
                {
                    VocabularySize = Vocabulary, HiddenSize = 42, IntermediateSize = 149, Layers = 3, Heads = 6, KeyValueHeads = 2, HeadSize = 10,
                    HasQkvBias = !isThird, HasQueryKeyNorm = isThird, RmsNormEpsilon = 1e-6, RopeTheta = 10_000, MaxPositions = 64,
                },
                TieWordEmbeddings = !isThird,
            };
            _parameters = QwenParameters.Initialise(_config, RandomKey.FromSeed(6));
            Model = new QwenModel(_config, _parameters);
            // Vectors begin as ones and zeros, with which a weight that is left out would not be missed.
            foreach (var (name, shape) in _parameters.Layout.Where(entry => entry.Shape.Length == 1))
            {
                _parameters.Set(name, [.. RowProductsTests.Numbers((ulong)name.Length, (int)shape[0]).Select(value => 1 + (value / 2))]);
            }
        }

        public QwenModel Model { get; }

        public static long[] Ids(int row) => [.. Enumerable.Range(0, Tokens).Select(at => (long)(((row * 17) + (at * 29)) % Vocabulary))];

        /// <summary>Logits of each row behind each of its tokens.</summary>
        public List<float[]>[] Decode(IEnumerable<int> who, long smallModel)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var rows = who.ToArray();
            var fused = Model.Text.CallList("fuse", [Model.LayerTensors]);
            Tensor[] cache = [.. Enumerable.Range(0, _config.Text.Layers).Select(_ => zeros(2L * _config.Text.KeyValueHeads, rows.Length * Capacity, _config.Text.HeadSize).transpose(0, 1))];
            using var weights = new RowWeights(fused, Model);
            var decoder = new RowDecoder(_config.Text, Model.Rotary.Frequencies.data<float>().ToArray(), smallModel);
            var said = rows.Select(_ => new List<float[]>()).ToArray();
            for (var at = 0; at < Tokens; at++)
            {
                float[][] logits = [.. rows.Select(_ => new float[Vocabulary])];
                decoder.Extend([.. rows.Select((row, index) => new DecodeRow(index, index * Capacity, at, at, (int)Ids(row)[at]))], weights, new RowCache(cache), logits);
                for (var index = 0; index < rows.Length; index++)
                {
                    said[index].Add(logits[index]);
                }
            }

            return said;
        }

        public void Dispose()
        {
            Model.Dispose();
            _parameters.Dispose();
        }
    }
}
