namespace Agentic.Agents;

/// <summary>A world kind that can say something well-formed at random: the floor that every policy is measured against.</summary>
public interface IAnswerSource
{
    /// <summary>An answer that the grammar understands, uniform over its words, whether or not it is allowed or wise.</summary>
    string SampleAnswer(TaskInstance task, ref RandomStream random);
}
