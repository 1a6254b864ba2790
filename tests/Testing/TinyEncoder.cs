using System.Buffers.Binary;
using System.Text;

namespace Agentic.Testing;

/// <summary>An encoder's folder whose network looks up a vector for each token, written byte by byte as ONNX has it.</summary>
public static class TinyEncoder
{
    private const int Float = 1;
    private const int Long = 7;
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Writes it.</summary>
    /// <param name="folder">Where; made.</param>
    /// <param name="size">Numbers of a vector.</param>
    /// <param name="words">Each word's vector; special tokens have zeros.</param>
    /// <param name="prompts">The text of prompts' file, or null for none.</param>
    public static void Write(string folder, int size, IReadOnlyDictionary<string, float[]> words, string? prompts = null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), [.. Special, .. words.Keys]);
        if (prompts is not null)
        {
            File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), prompts);
        }

        float[] table_VH = [.. new float[Special.Length * size], .. words.Values.SelectMany(vector => vector)];
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Model(table_VH, size));
    }

    // ModelProto: Gather(table, input_ids) → last_hidden_state.
    private static byte[] Model(float[] table_VH, int size)
    {
        var raw = new byte[table_VH.Length * sizeof(float)];
        for (var at = 0; at < table_VH.Length; at++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(at * sizeof(float)), table_VH[at]);
        }

        byte[] node = [.. Text(1, "table"), .. Text(1, "input_ids"), .. Text(2, "last_hidden_state"), .. Text(4, "Gather")];
        byte[] table = [.. Number(1, table_VH.Length / size), .. Number(1, size), .. Number(2, Float), .. Text(8, "table"), .. Bytes(9, raw)];
        byte[] graph = [.. Bytes(1, node), .. Text(2, "lookup"), .. Bytes(5, table), .. Bytes(11, Value("input_ids", Long, "batch", "length")), .. Bytes(12, Value("last_hidden_state", Float, "batch", "length", "size"))];
        return [.. Number(1, 8), .. Bytes(7, graph), .. Bytes(8, [.. Text(1, ""), .. Number(2, 13)])];
    }

    private static byte[] Value(string name, int type, params string[] axes)
    {
        byte[] shape = [.. axes.SelectMany(axis => Bytes(1, Text(2, axis)))];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, [.. Number(1, type), .. Bytes(2, shape)]))];
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] bytes) => [.. Number((field << 3) | 2), .. Number(bytes.Length), .. bytes];

    private static byte[] Number(int field, long value) => [.. Number(field << 3), .. Number(value)];

    private static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            bytes.Add((byte)((rest & 0x7f) | (rest > 0x7f ? 0x80u : 0)));
            if (rest <= 0x7f)
            {
                return [.. bytes];
            }
        }
    }
}
