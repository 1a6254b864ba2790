using System.Text.Json;
using Agentic.Training.Optimization;
using Agentic.Training.Tests.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Optimization;

/// <summary>Optimisers and gradient clipping over the steps that torch took in Python.</summary>
public sealed class OptimizerFixturesTests
{
    private const string Steps = "step/";
    private const string Clips = "clip/";
    private const double Tolerance = 1e-5;

    // The peer orthogonalises in bfloat16.
    private const double MuonTolerance = 1e-2;

    public static TheoryData<string> StepNames => FixtureCases.NamesOf("optimizer", name => name.StartsWith(Steps, StringComparison.Ordinal));

    public static TheoryData<string> ClipNames => FixtureCases.NamesOf("optimizer", name => name.StartsWith(Clips, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(StepNames))]
    public void Steps_reach_the_weights_and_the_state_of_torch(string name)
    {
        TorchRuntime.Load();
        var cases = FixtureCases.Require("optimizer", name);
        var info = cases.Case(name);
        var rule = Rule(info.Text("kind")!, info.GetProperty("settings"));
        Assert.SkipWhen(rule is null, $"{info.Text("kind")} is not offered.");
        using var scope = NewDisposeScope();
        string[] names = [.. info.GetProperty("names").EnumerateArray().Select(value => value.GetString()!)];
        var parameters = names.ToDictionary(key => key, key => cases.Tensor($"inputs/{key}").requires_grad_());
        var gradients = names.ToDictionary(key => key, key => cases.Tensor($"inputs/grad.{key}"));
        double[] rates = [.. info.GetProperty("rates").EnumerateArray().Select(value => value.GetDouble())];
        using var optimizer = new Optimizer(parameters.Select(pair => (pair.Key, pair.Value)), rule);
        var tolerance = info.Text("kind") == "Muon" ? MuonTolerance : Tolerance;
        var sign = info.GetProperty("settings").Flag("maximize") ? -1 : 1;
        var norms = new List<double>();
        for (var step = 1; step <= rates.Length; step++)
        {
            foreach (var key in names)
            {
                var skips = info.GetProperty("skip").TryGetProperty(key, out var every) && step % every.GetInt32() == 0;
                parameters[key].grad = skips ? null : gradients[key][step - 1].Times(sign);
            }

            if (info.Number("max_norm") is { } most)
            {
                norms.Add(GradientClipping.ByGlobalNorm(parameters.Values, most));
            }

            optimizer.Step(rates[step - 1]);
            foreach (var key in names.Where(key => cases.Has($"{name}/{key}.{step}")))
            {
                Near.Equal(cases.Numbers($"{name}/{key}.{step}"), parameters[key], $"{name} {key} at step {step}", tolerance);
            }
        }

        var state = optimizer.State.ToDictionary(part => part.Name, part => part.Value);
        foreach (var part in cases.TensorsOf($"{name}/state.").Select(key => key[$"{name}/state.".Length..]))
        {
            Near.Equal(cases.Numbers($"{name}/state.{part}"), state[part], $"{name} {part}", tolerance);
        }

        if (norms.Count > 0)
        {
            Near.Equal(cases.Numbers($"{name}/norms"), [.. norms], $"{name} norms", Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(ClipNames))]
    public void Clipping_gives_the_norms_and_gradients_of_torch(string name)
    {
        TorchRuntime.Load();
        var cases = FixtureCases.Require("optimizer", name);
        var info = cases.Case(name);
        var order = info.Number("norm_type")!.Value;
        using var scope = NewDisposeScope();
        string[] names = [.. cases.TensorsOf("inputs/grad.").Select(key => key["inputs/grad.".Length..])];
        var poison = info.Text("poison") is null ? (double?)null : name.EndsWith("inf", StringComparison.Ordinal) ? double.PositiveInfinity : double.NaN;
        var norms = cases.Has($"{name}/norms") ? cases.Numbers($"{name}/norms") : cases.Numbers($"{name}/norm");
        for (var step = 0; step < norms.Length; step++)
        {
            var parameters = names.Select(key =>
            {
                var gradient = cases.Tensor($"inputs/grad.{key}")[step].clone();
                if (poison is { } value && info.Text("poison")!.Contains($"element 3 of {key} ", StringComparison.Ordinal))
                {
                    gradient.view(-1)[3] = tensor((float)value);
                }

                var parameter = zeros_like(gradient).requires_grad_();
                parameter.grad = gradient;
                return parameter;
            }).ToArray();
            var norm = GradientClipping.ByGlobalNorm(parameters, info.Number("max_norm")!.Value, order);
            Near.Equal([norms[step]], [norm], $"{name} norm {step}", Tolerance);
            for (var place = 0; place < names.Length; place++)
            {
                var expected = cases.Numbers($"{name}/grad.{names[place]}");
                var size = (int)parameters[place].numel();
                var rows = poison is null ? expected[(step * size)..((step + 1) * size)] : expected;
                Near.Equal(rows, parameters[place].grad!, $"{name} {names[place]} {step}", Tolerance);
            }
        }
    }

    private static IUpdateRule? Rule(string kind, JsonElement settings)
    {
        double Number(string key) => settings.Number(key)!.Value;
        double[] Numbers(string key) => [.. settings.GetProperty(key).EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
        return kind switch
        {
            "AdamW" or "Adam" => new AdamW(new AdamWSettings
            {
                Beta1 = Numbers("betas")[0],
                Beta2 = Numbers("betas")[1],
                Epsilon = Number("eps"),
                WeightDecay = Number("weight_decay"),
                AmsGrad = settings.Flag("amsgrad"),
                IsDecoupled = kind == "AdamW",
            }),
            "SGD" => new Sgd(new SgdSettings
            {
                Momentum = Number("momentum"), Dampening = Number("dampening"), WeightDecay = Number("weight_decay"), IsNesterov = settings.Flag("nesterov"),
            }),
            "Muon" when Numbers("ns_coefficients") is [3.4445, -4.775, 2.0315] && Number("ns_steps") == 5 => new Muon(new MuonSettings
            {
                Momentum = Number("momentum"), WeightDecay = Number("weight_decay"), IsNesterov = settings.Flag("nesterov"), Epsilon = Number("eps"),
                MatchesAdamW = settings.Text("adjust_lr_fn") == "match_rms_adamw",
            }),
            "Adafactor" => new Adafactor(new AdafactorSettings
            {
                MemoryExponent = Number("beta2_decay"), Threshold = Number("d"), WeightDecay = Number("weight_decay"), Epsilon2 = Numbers("eps")[1],
                Epsilon1 = double.IsNaN(Numbers("eps")[0]) ? new AdafactorSettings().Epsilon1 : Numbers("eps")[0],
            }),
            _ => null,
        };
    }

    [Fact]
    public void Gradients_added_over_parts_equal_those_of_the_whole_batch_as_in_torch()
    {
        TorchRuntime.Load();
        var cases = FixtureCases.Require("optimizer", "accumulate/added");
        using var scope = NewDisposeScope();
        string[] names = ["0.weight", "0.bias", "2.weight", "2.bias"];
        var net = names.ToDictionary(key => key, key => cases.Tensor($"accumulate/inputs/{key}").requires_grad_());
        var (x, y, weight) = (cases.Tensor("accumulate/inputs/x"), cases.Tensor("accumulate/inputs/y"), cases.Tensor("accumulate/inputs/weight"));
        var isCounted = weight.gt(Scalars.Of(0.0));
        var totals = new Training.Objectives.BatchTotals(Near.Numbers(weight.sum())[0], 1, 1);
        foreach (var part in cases.Case("accumulate/added").GetProperty("rows").EnumerateArray())
        {
            var rows = tensor(part.EnumerateArray().Select(row => row.GetInt64()).ToArray());
            var hidden = nn.functional.linear(x.index_select(0, rows), net["0.weight"], net["0.bias"]);
            var gelu = hidden.Times(hidden.Plus(hidden.pow(Scalars.Of(3.0)).Times(0.044715)).Times(Math.Sqrt(2 / Math.PI)).tanh().Plus(1.0)).Times(0.5);
            var logits = nn.functional.linear(gelu, net["2.weight"], net["2.bias"]);
            var logProbs = Training.Objectives.LogitStatistics.LogProbs(logits.flatten(0, 1), y.index_select(0, rows).flatten()).view(rows.shape[0], -1);
            var loss = logProbs.Times(weight.index_select(0, rows)).Negated();
            Training.Objectives.Aggregations.TokenMean(loss, isCounted.index_select(0, rows), totals).backward();
        }

        foreach (var key in names)
        {
            Near.Equal(cases.Numbers($"accumulate/added/{key}.grad"), net[key].grad!, key, Tolerance);
            Near.Equal(cases.Numbers($"accumulate/whole/{key}.grad"), net[key].grad!, key, Tolerance);
        }
    }
}
