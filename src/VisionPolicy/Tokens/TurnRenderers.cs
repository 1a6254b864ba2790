using Agentic.Agents;
using Agentic.VisionPolicy.Templates;

namespace Agentic.VisionPolicy;

/// <summary>Chooses how a checkpoint's turns are rendered.</summary>
public static class TurnRenderers
{
    /// <summary>By the folder's chat template; by the built-in Qwen layout where it has none.</summary>
    /// <param name="folder">A hub folder.</param>
    /// <param name="tokenizer">The folder's tokenizer.</param>
    /// <param name="images">How pictures are cut; null for a policy that cannot see.</param>
    /// <param name="clock">Lets the template see today's date; without it a conversation renders to the same tokens on any day.</param>
    /// <exception cref="TemplateException">The template is malformed, or its turns cannot be rendered one by one.</exception>
    public static ITurnRenderer Open(string folder, BpeTokenizer tokenizer, ImageProcessorConfig? images, TimeProvider? clock = null) =>
        ChatTemplateFile.Open(folder) is { } template
            ? new TemplateRenderer(new TurnTemplate(template, ChatTemplateFile.SpecialTokens(folder), clock), tokenizer, images)
            : new ChatRenderer(tokenizer, images);
}
