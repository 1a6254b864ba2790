using System.Collections.Immutable;
using MessagePack;

namespace Agentic.Agents;

/// <summary>Everything of an episode that is not in its turns: FORMAT.md, "Head".</summary>
internal static class RecordHead
{
    private const int SolvedCode = 1;
    private const int FirstTruncation = 2;
    private const int FaultCode = 6;
    private const int Fields = 12;
    private const int TaskFields = 6;

    /// <summary>0 failed, 1 solved, 2 to 5 cut for a reason, 6 faulted.</summary>
    public static int CodeOf(EpisodeEnd end) => end switch
    {
        EpisodeEnd.Terminated world => world.Solved ? SolvedCode : 0,
        EpisodeEnd.Truncated cut => FirstTruncation + (int)cut.Reason,
        _ => FaultCode,
    };

    /// <summary>Writes the head.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="record">The episode.</param>
    /// <param name="turnsTold">By role: turns whose tokens stand with the turn records; the rest is written here.</param>
    public static void Write(ref MessagePackWriter writer, EpisodeRecord record, ReadOnlySpan<int> turnsTold)
    {
        writer.WriteArrayHeader(record.Parent is null ? Fields : Fields + 1);
        writer.Write(record.Index);
        writer.Write(record.Group);
        writer.Write(record.Member);
        writer.Write(record.Retries);
        WriteTask(ref writer, record.Task);
        writer.WriteArrayHeader(2);
        writer.Write(record.Key.High);
        writer.Write(record.Key.Low);
        writer.WriteArrayHeader(4);
        writer.Write(record.Limits.MaxTurns);
        writer.Write(record.Limits.MaxTokensPerTurn);
        writer.Write(record.Limits.MaxTokens);
        Wire.WriteOptional(ref writer, record.Limits.MaxTime?.Ticks);
        Wire.WriteNumbers(ref writer, record.Weights.ByPart);
        Wire.WriteText(ref writer, record.Instruction);
        WriteEnd(ref writer, record.End);
        writer.WriteArrayHeader(record.FinalRewards.Length);
        foreach (var reward in record.FinalRewards)
        {
            TurnCodec.WriteReward(ref writer, reward);
        }

        writer.WriteArrayHeader(record.Transcripts.Count);
        for (var role = 0; role < record.Transcripts.Count; role++)
        {
            var transcript = record.Transcripts[role];
            writer.WriteArrayHeader(3);
            Wire.WriteOptional(ref writer, transcript.Window.LastTurns);
            SegmentCodec.WriteAll(ref writer, transcript.Segments, 0, transcript.Preamble);
            writer.WriteArrayHeader(transcript.Turns.Count - turnsTold[role]);
            for (var turn = turnsTold[role]; turn < transcript.Turns.Count; turn++)
            {
                TurnCodec.WriteTokens(ref writer, transcript, turn);
            }
        }

        if (record.Parent is { } parent)
        {
            writer.WriteArrayHeader(2);
            writer.Write(parent.Episode);
            writer.Write(parent.Turn);
        }
    }

    /// <summary>Reads the head: a record without turns, and for each role the tokens that no turn record tells.</summary>
    public static (EpisodeRecord Record, TurnTokens[][] Untold) Read(ref MessagePackReader reader)
    {
        var fields = reader.ReadArrayHeader();
        if (fields is not (Fields or Fields + 1))
        {
            throw new RecordFormatException($"an episode's head of {Fields} or {Fields + 1} fields", $"{fields}");
        }

        var record = new EpisodeRecord
        {
            Index = reader.ReadInt64(),
            Group = reader.ReadInt64(),
            Member = reader.ReadInt32(),
            Retries = reader.ReadInt32(),
            Task = ReadTask(ref reader),
            Key = ReadKey(ref reader),
            Limits = ReadLimits(ref reader),
            Weights = new RewardWeights(Wire.ReadNumbers(ref reader)),
            Instruction = Wire.ReadText(ref reader),
            End = ReadEnd(ref reader),
            FinalRewards = ReadRewards(ref reader),
            Transcripts = [],
            Turns = [],
        };
        var count = Wire.ReadCount(ref reader, leastBytes: 4);
        var (transcripts, untold) = (new Transcript[count], new TurnTokens[count][]);
        for (var role = 0; role < count; role++)
        {
            Wire.ReadFixed(ref reader, 3, "a transcript");
            transcripts[role] = new Transcript(reader.TryReadNil() ? ContextWindow.Full : ContextWindow.Last(reader.ReadInt32()));
            transcripts[role].Begin(SegmentCodec.ReadAll(ref reader));
            untold[role] = new TurnTokens[Wire.ReadCount(ref reader, leastBytes: 3)];
            for (var turn = 0; turn < untold[role].Length; turn++)
            {
                untold[role][turn] = TurnCodec.ReadTokens(ref reader);
            }
        }

        return (record with { Transcripts = transcripts, Parent = fields > Fields ? ReadParent(ref reader) : null }, untold);
    }

    private static void WriteTask(ref MessagePackWriter writer, TaskInstance task)
    {
        writer.WriteArrayHeader(task.AssignedSplit is null ? TaskFields : TaskFields + 1);
        Wire.WriteText(ref writer, task.World);
        writer.Write(task.WorldVersion);
        writer.Write(task.Seed);
        Wire.WriteText(ref writer, task.State);
        Wire.WriteNumbers(ref writer, task.Features);
        Wire.WriteText(ref writer, task.CanonicalForm);
        if (task.AssignedSplit is { } split)
        {
            writer.Write((int)split);
        }
    }

    private static TaskInstance ReadTask(ref MessagePackReader reader)
    {
        var fields = reader.ReadArrayHeader();
        if (fields is not (TaskFields or TaskFields + 1))
        {
            throw new RecordFormatException($"a task of {TaskFields} fields, or of one more with its split", $"{fields}");
        }

        return new TaskInstance
        {
            World = Wire.ReadText(ref reader),
            WorldVersion = reader.ReadInt32(),
            Seed = reader.ReadUInt64(),
            State = Wire.ReadText(ref reader),
            Payload = RecordedPayload.Instance,
            Features = Wire.ReadNumbers(ref reader),
            CanonicalForm = Wire.ReadOptionalText(ref reader),
            AssignedSplit = fields == TaskFields ? null : ReadSplit(ref reader),
        };
    }

    private static Split ReadSplit(ref MessagePackReader reader)
    {
        var split = reader.ReadInt32();
        return split is >= (int)Split.Train and <= (int)Split.Test ? (Split)split : throw new RecordFormatException("a split, 0 to 2", $"{split}");
    }

    private static EpisodeParent ReadParent(ref MessagePackReader reader)
    {
        Wire.ReadFixed(ref reader, 2, "an episode's parent");
        return new EpisodeParent(reader.ReadInt64(), reader.ReadInt32());
    }

    private static RandomKey ReadKey(ref MessagePackReader reader)
    {
        Wire.ReadFixed(ref reader, 2, "a key");
        return new RandomKey(reader.ReadUInt64(), reader.ReadUInt64());
    }

    private static EpisodeLimits ReadLimits(ref MessagePackReader reader)
    {
        Wire.ReadFixed(ref reader, 4, "limits");
        return new EpisodeLimits(
            reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.TryReadNil() ? null : TimeSpan.FromTicks(reader.ReadInt64()));
    }

    private static ImmutableArray<Reward> ReadRewards(ref MessagePackReader reader)
    {
        var rewards = ImmutableArray.CreateBuilder<Reward>(Wire.ReadCount(ref reader));
        while (rewards.Count < rewards.Capacity)
        {
            rewards.Add(TurnCodec.ReadReward(ref reader));
        }

        return rewards.DrainToImmutable();
    }

    private static void WriteEnd(ref MessagePackWriter writer, EpisodeEnd end)
    {
        var fault = (end as EpisodeEnd.Faulted)?.Fault;
        writer.WriteArrayHeader(fault is null ? 1 : 4);
        writer.Write(CodeOf(end));
        if (fault is not null)
        {
            Wire.WriteText(ref writer, fault.Source);
            Wire.WriteText(ref writer, fault.Message);
            writer.Write(fault.Retryable);
        }
    }

    private static EpisodeEnd ReadEnd(ref MessagePackReader reader)
    {
        var fields = reader.ReadArrayHeader();
        var code = reader.ReadInt32();
        return (code, fields) switch
        {
            (0 or SolvedCode, 1) => new EpisodeEnd.Terminated(code == SolvedCode),
            ( >= FirstTruncation and < FaultCode, 1) => new EpisodeEnd.Truncated((TruncationReason)(code - FirstTruncation)),
            (FaultCode, 4) => new EpisodeEnd.Faulted(new Fault(Wire.ReadText(ref reader), Wire.ReadText(ref reader), reader.ReadBoolean())),
            _ => throw new RecordFormatException("an end of code 0 to 6", $"code {code} with {fields} fields"),
        };
    }
}
