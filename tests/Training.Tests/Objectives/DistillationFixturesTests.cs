using System.Text.Json;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>Divergences from a teacher, with their gradients, against TRL and verl.</summary>
public sealed class DistillationFixturesTests
{
    private const long Ignored = -100;
    private static readonly string[] Prefixes = ["trl.gkd.", "trl.iw_opd.", "trl.sdft.", "trl.distillation.", "verl.distillation."];

    public static TheoryData<string> Names => FixtureCases.NamesOf("objectives", Covers);

    public static bool Covers(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Divergence_and_gradient_agree_with_the_peer(string name)
    {
        TorchRuntime.Load();
        var cases = FixtureCases.Require("objectives", name);
        var info = cases.Case(name);
        var settings = info.GetProperty("settings");
        using var scope = NewDisposeScope();
        Tensor? Optional(string key) => info.GetProperty("inputs").TryGetProperty(key, out var path) ? cases.Tensor(path.GetString()!) : null;
        Tensor Input(string key) => Optional(key) ?? throw new NotSupportedException($"{name} has no {key}.");
        var output = new[] { "loss", "divergence", "distillation_losses", "per_token_loss" }.First(key => cases.Has($"{name}/{key}"));
        switch (string.Join('.', name.Split('.').Skip(name.StartsWith("verl", StringComparison.Ordinal) ? 0 : 1).Take(2)))
        {
            case "sdft.clip":
                // A weight w = π/π_old held below a bound, on a loss that is not ours.
                var (now, old) = (Input("student_log_probs"), Input("old_log_probs"));
                var all = ones_like(now).to(ScalarType.Bool);
                var bound = ImportanceWeights.Truncate(null, settings.Number("clip_coeff")!.Value);
                Check(cases, name, output, "per_token_loss", Input("per_token_loss"), losses => losses.Times(ImportanceWeights.Token(now, old, all, bound)));
                break;
            case "sdft.sampled":
                var (chosen, teacher) = (Input("labels").ClampedTo(0, null).to(ScalarType.Int64), DistillationLosses.LogProbs(Input("teacher_logits")));
                Tensor Of(Tensor logProbs) => logProbs.gather(-1, chosen.unsqueeze(-1)).squeeze(-1);
                Check(cases, name, output, "student_logits", Input("student_logits"), logits =>
                    DistillationLosses.Sampled(Of(DistillationLosses.LogProbs(logits)), Of(teacher)));
                break;
            case "verl.distillation":
                var (ids, named) = (Input("teacher_top_ids"), Input("teacher_top_log_probs"));
                Check(cases, name, output, "student_logits", Input("student_logits"), logits =>
                    DistillationLosses.Named(DistillationLosses.LogProbs(logits).flatten(0, 1), ids, named, settings.Number("log_prob_min_clamp")));
                break;
            case var kind when kind.StartsWith("distillation.", StringComparison.Ordinal):
                CheckHeads(cases, name, settings, Input);
                break;
            default:
                var (goal, labels) = (Input("teacher_logits"), Optional("labels"));
                Check(cases, name, output, "student_logits", Input("student_logits"), logits => Reduced(
                    name, settings, Divergence(name, settings, logits, goal), labels, isWhole: output == "divergence", isElementwise: name == "trl.gkd.none"));
                break;
        }
    }

    private static Tensor Divergence(string name, JsonElement settings, Tensor studentLogits, Tensor teacherLogits)
    {
        var temperature = settings.Number("temperature") ?? 1;
        var beta = settings.Number("beta") ?? settings.Number("distillation_alpha")!.Value;
        var (student, teacher) = (DistillationLosses.LogProbs(studentLogits, temperature), DistillationLosses.LogProbs(teacherLogits, temperature));
        if ((settings.Number("top_k") ?? settings.Number("distillation_topk")) is { } count)
        {
            var withTail = settings.Flag("add_tail") || settings.Flag("distillation_add_tail");
            var (ours, theirs) = (DistillationLosses.Top(student, (int)count), DistillationLosses.Top(teacher, (int)count));
            // One peer keeps what the student finds likely, the other what the distribution does from which the divergence is measured.
            var kept = name.StartsWith("trl.sdft", StringComparison.Ordinal) ? ours : beta switch { 0 => theirs, 1 => ours, _ => ours.logical_or(theirs) };
            (student, teacher) = (DistillationLosses.Kept(student, kept, withTail), DistillationLosses.Kept(teacher, kept, withTail));
        }

        return DistillationLosses.JensenShannon(student, teacher, beta);
    }

    private static Tensor Reduced(string name, JsonElement settings, Tensor divergence, Tensor? labels, bool isWhole, bool isElementwise)
    {
        if (isWhole)
        {
            return isElementwise ? divergence : divergence.sum(-1);
        }

        var isKept = labels is null ? ones(divergence.shape[..^1], ScalarType.Bool) : labels.ne(Scalars.Of(Ignored));
        var sum = Masked.Sum(divergence.sum(-1), isKept);
        var count = (double)isKept.sum().data<long>()[0];
        return (settings.Text("reduction") ?? "batchmean") switch
        {
            "sum" => sum,
            "mean" => sum.Over(count * divergence.shape[^1]),
            // Without labels the peer divides by the rows of the batch.
            "batchmean" => sum.Over(settings.Number("num_items_in_batch") ?? (labels is null ? divergence.shape[0] : count)),
            var reduction => throw new NotSupportedException($"{name} has the reduction {reduction}."),
        };
    }

    private static void CheckHeads(FixtureCases cases, string name, JsonElement settings, Func<string, Tensor> input)
    {
        var (beta, temperature) = (settings.Number("beta")!.Value, settings.Number("temperature")!.Value);
        var (student, head) = (input("student").requires_grad_(), input("student_head").requires_grad_());
        var isKept = input("labels").ne(Scalars.Of(Ignored));
        var teacher = DistillationLosses.LogProbs(input("teacher").matmul(input("teacher_head").t()), temperature);
        var ours = DistillationLosses.LogProbs(student.matmul(head.t()), temperature);
        var count = (double)isKept.sum().data<long>()[0];
        var loss = Masked.Sum(DistillationLosses.JensenShannon(ours, teacher, beta).sum(-1), isKept).Over(settings.Number("num_items_in_batch") ?? count);
        loss.backward();
        Near.Equal(cases.Numbers($"{name}/loss"), loss, name);
        Near.Equal(cases.Numbers($"{name}/grad_student"), student.grad!, $"{name} gradient of the states");
        Near.Equal(cases.Numbers($"{name}/grad_student_head"), head.grad!, $"{name} gradient of the head");
        Near.Equal(cases.Numbers($"{name}/valid"), [count], $"{name} positions");
        var entropies = LogitStatistics.Entropy(ours.detach().flatten(0, 1)).masked_select(isKept.flatten());
        Near.Equal(cases.Numbers($"{name}/entropy_sum"), entropies.sum(), $"{name} entropy");
    }

    private static void Check(FixtureCases cases, string name, string output, string input, Tensor values, Func<Tensor, Tensor> function)
    {
        values.requires_grad_();
        var found = function(values);
        found.sum().backward();
        Near.Equal(cases.Numbers($"{name}/{output}"), found, name);
        Near.Equal(cases.Numbers($"{name}/grad_{input}"), values.grad!, $"{name} gradient");
    }
}
