using System.Runtime.InteropServices;
using MessagePack;

namespace Agentic.Agents;

/// <summary>One turn with its tokens: FORMAT.md, "Turn".</summary>
internal static class TurnCodec
{
    /// <summary>Writes a turn.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="transcript">Its role's transcript, or null when that does not reach so far.</param>
    public static void Write(ref MessagePackWriter writer, TurnRecord turn, Transcript? transcript)
    {
        writer.WriteArrayHeader(12);
        writer.Write(turn.Index);
        writer.Write(turn.Role);
        writer.Write(turn.RoleTurn);
        writer.Write(turn.State.Value);
        WriteObservation(ref writer, turn.Observation);
        Wire.WriteText(ref writer, turn.Text);
        Wire.WriteText(ref writer, turn.Action);
        Wire.WriteText(ref writer, turn.Feedback);
        writer.Write(turn.Legal);
        WriteReward(ref writer, turn.Reward);
        writer.Write(turn.Score);
        if (transcript is null)
        {
            writer.WriteNil();
        }
        else
        {
            WriteTokens(ref writer, transcript, turn.RoleTurn);
        }
    }

    public static (TurnRecord Turn, TurnTokens? Tokens) Read(ref MessagePackReader reader)
    {
        Wire.ReadFixed(ref reader, 12, "a turn");
        var turn = new TurnRecord
        {
            Index = reader.ReadInt32(),
            Role = reader.ReadInt32(),
            RoleTurn = reader.ReadInt32(),
            State = new StateKey(reader.ReadUInt64()),
            Observation = ReadObservation(ref reader),
            Text = Wire.ReadText(ref reader),
            Action = Wire.ReadOptionalText(ref reader),
            Feedback = Wire.ReadOptionalText(ref reader),
            Legal = reader.ReadBoolean(),
            Reward = ReadReward(ref reader),
            Score = reader.ReadDouble(),
        };
        return (turn, reader.TryReadNil() ? null : ReadTokens(ref reader));
    }

    /// <summary>The segments of a transcript's turn: its observation, and its reply or nil.</summary>
    public static void WriteTokens(ref MessagePackWriter writer, Transcript transcript, int roleTurn)
    {
        var span = transcript.Turns[roleTurn];
        writer.WriteArrayHeader(2);
        SegmentCodec.WriteAll(ref writer, transcript.Segments, span.Start, span.End);
        if (span.Reply is { } reply)
        {
            SegmentCodec.Write(ref writer, transcript.Segments[reply]);
        }
        else
        {
            writer.WriteNil();
        }
    }

    public static TurnTokens ReadTokens(ref MessagePackReader reader)
    {
        Wire.ReadFixed(ref reader, 2, "a turn's tokens");
        return new TurnTokens(SegmentCodec.ReadAll(ref reader), reader.TryReadNil() ? null : SegmentCodec.Read(ref reader));
    }

    public static void WriteReward(ref MessagePackWriter writer, Reward reward)
    {
        writer.WriteArrayHeader(reward.Parts.Length * 2);
        foreach (var part in reward.Parts)
        {
            Wire.WriteText(ref writer, part.Name);
            writer.Write(part.Value);
        }
    }

    public static Reward ReadReward(ref MessagePackReader reader)
    {
        var count = Wire.ReadCount(ref reader);
        if (count % 2 != 0)
        {
            throw new RecordFormatException("names and values of reward parts in turn", $"{count} items");
        }

        if (count == 0)
        {
            return Reward.None;
        }

        var parts = new RewardPart[count / 2];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = new RewardPart(Wire.ReadText(ref reader), reader.ReadDouble());
        }

        return new Reward(ImmutableCollectionsMarshal.AsImmutableArray(parts));
    }

    private static void WriteObservation(ref MessagePackWriter writer, Observation observation)
    {
        writer.WriteArrayHeader(observation.Parts.Length);
        foreach (var part in observation.Parts)
        {
            switch (part)
            {
                case TextPart text:
                    writer.WriteArrayHeader(2);
                    writer.Write(0);
                    Wire.WriteText(ref writer, text.Text);
                    break;
                case ImagePart image:
                    writer.WriteArrayHeader(4);
                    writer.Write(1);
                    SegmentCodec.WriteHandle(ref writer, image.Image);
                    break;
                case ToolResultPart tool:
                    writer.WriteArrayHeader(3);
                    writer.Write(2);
                    Wire.WriteText(ref writer, tool.Tool);
                    Wire.WriteText(ref writer, tool.Text);
                    break;
                case GuidancePart help:
                    writer.WriteArrayHeader(2);
                    writer.Write(3);
                    Wire.WriteText(ref writer, help.Text);
                    break;
                default:
                    throw new ArgumentException($"An observation part must be text, image, tool result or help to be recorded, but is {part.GetType()}.");
            }
        }
    }

    private static Observation ReadObservation(ref MessagePackReader reader)
    {
        var parts = new ObservationPart[Wire.ReadCount(ref reader, leastBytes: 3)];
        for (var index = 0; index < parts.Length; index++)
        {
            var fields = reader.ReadArrayHeader();
            var kind = reader.ReadInt32();
            parts[index] = (kind, fields) switch
            {
                (0, 2) => new TextPart(Wire.ReadText(ref reader)),
                (1, 4) => new ImagePart(SegmentCodec.ReadHandle(ref reader)),
                (2, 3) => new ToolResultPart(Wire.ReadText(ref reader), Wire.ReadText(ref reader)),
                (3, 2) => new GuidancePart(Wire.ReadText(ref reader)),
                _ => throw new RecordFormatException("an observation part of kind 0 to 3", $"kind {kind} with {fields} fields"),
            };
        }

        return new Observation(ImmutableCollectionsMarshal.AsImmutableArray(parts));
    }
}

/// <summary>What a turn added to its role's transcript.</summary>
internal sealed record TurnTokens(TokenSegment[] Observation, TokenSegment? Reply)
{
    /// <summary>Adds it again.</summary>
    public void AppendTo(Transcript transcript)
    {
        transcript.Open(Observation);
        if (Reply is not null)
        {
            transcript.Reply(Reply);
        }
    }
}
