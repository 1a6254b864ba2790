using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Verification;

/// <summary>The rows of a case in the key-value cache, without their padding, as the policy thread would hold them.</summary>
internal sealed class CachedRows : IDisposable
{
    private readonly QwenChunkModel _model;
    private readonly CaseInput _input;
    private readonly QwenConfig _config;
    private readonly Dictionary<ContentHash, float[]> _patches = [];
    private readonly Queue<ImageSpan> _pictures = new();

    public CachedRows(CaseFile cases, string name, CaseInput input, QwenModel model)
    {
        (_input, _config) = (input, model.Config);
        _model = new QwenChunkModel(model, Cut);
        var pixels = input.Images.Length > 0 ? cases.Floats(name, "pixel_values") : [];
        var start = 0;
        foreach (var grid in input.Images)
        {
            var patches = pixels[start..(start += grid.Count * model.Config.Eyes.PatchLength)];
            var hash = ContentHash.Of(MemoryMarshal.AsBytes<float>(patches));
            _patches[hash] = patches;
            var side = model.Config.Eyes.PatchSize;
            _pictures.Enqueue(new ImageSpan(new ImageHandle(hash, grid.W * side, grid.H * side), grid.T, grid.H, grid.W));
        }
    }

    /// <summary>A row's prompt as one chunk. Rows are asked for in order, because pictures are.</summary>
    public PromptChunk Chunk(int row)
    {
        int[] ids = [.. Enumerable.Range(row * _input.Length, _input.Prompt).Where(at => _input.IsToken[at]).Select(at => (int)_input.Ids[at])];
        var images = ImmutableArray.CreateBuilder<ImageSpan>();
        for (var at = 0; at < ids.Length;)
        {
            if (!RotaryPositions.IsPlaceholder(ids[at], _config))
            {
                at++;
                continue;
            }

            var picture = _pictures.Dequeue();
            images.Add(picture);
            at += picture.GridT * picture.GridH * picture.GridW / _config.Eyes.PatchesPerFeature;
        }

        return new PromptChunk(ids, images.ToImmutable());
    }

    /// <summary>Extends rows by chunks; logits behind each, −∞ at the placeholders of pictures.</summary>
    public float[][] Extend(IReadOnlyList<ChunkRow> rows)
    {
        float[][] logits = [.. rows.Select(_ => new float[_config.Text.VocabularySize])];
        _model.Extend(rows, logits);
        return logits;
    }

    /// <summary>The position behind a chunk that starts at another.</summary>
    public int PositionAfter(PromptChunk chunk, int position) => _model.PositionAfter(chunk, position);

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private Tensor Cut(IReadOnlyList<ImageSpan> pictures, int count, PatchGrid grid)
    {
        var patches = new float[count * grid.Count * _config.Eyes.PatchLength];
        for (var index = 0; index < pictures.Count; index++)
        {
            _patches[pictures[index].Handle.Hash].CopyTo(patches, index * (patches.Length / count));
        }

        return ComputeDevice.Cpu.Put(patches, count * grid.Count, _config.Eyes.PatchLength);
    }
}
