using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Guidance;

/// <summary>Saved policies that help another one. Owns their weights and their threads.</summary>
public sealed class TeacherPolicies : IAsyncDisposable
{
    private readonly List<(QwenPolicy Policy, PolicyEngine Engine)> _owned = [];
    private readonly List<IAgent> _agents = [];

    private TeacherPolicies()
    {
    }

    /// <summary>The teachers, in the order of the scenario.</summary>
    public IReadOnlyList<IAgent> Agents => _agents;

    /// <summary>Opens those that a scenario names; none where it names none. They are sampled as the policy is.</summary>
    /// <param name="scenario">Names their folders.</param>
    /// <param name="kind">What they play.</param>
    /// <param name="student">Whose prompts they read.</param>
    /// <param name="images">Where pictures are; borrowed.</param>
    /// <exception cref="InvalidOperationException">A teacher reads other tokens than the policy.</exception>
    public static TeacherPolicies Open(Scenario scenario, IWorldKind kind, QwenPolicy student, IImageStore images)
    {
        var teachers = new TeacherPolicies();
        foreach (var folder in scenario.Guidance?.Teachers ?? [])
        {
            var (device, compute) = PolicySession.Place(scenario.Policy);
            var policy = SavedPolicy.Find(folder).Open(compute, device);
            if (policy.Config.Text.VocabularySize != student.Config.Text.VocabularySize || policy.Images != student.Images)
            {
                var tokens = policy.Config.Text.VocabularySize;
                policy.Dispose();
                throw new InvalidOperationException(
                    $"The teacher '{folder}' reads {tokens} tokens and its own pictures, but the policy that learns reads {student.Config.Text.VocabularySize}; name a teacher of the same family.");
            }

            teachers._owned.Add((policy, policy.Start(images, scenario.Limits.MaxTokens)));
            teachers._agents.Add(new PolicyAgent(
                teachers._owned[^1].Engine, policy.Tokenizer, scenario.Context, scenario.Sampling with { Constraint = scenario.Grammar ? policy.Grammar(kind.Descriptor) : null }));
        }

        return teachers;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (policy, engine) in _owned)
        {
            await engine.DisposeAsync();
            policy.Dispose();
        }
    }
}
