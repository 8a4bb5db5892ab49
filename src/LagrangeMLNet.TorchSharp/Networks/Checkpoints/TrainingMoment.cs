using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Networks;

/// <summary>All that learning depends on between two epochs. Chance needs no place: orders and dropout follow from seed and epoch.</summary>
internal sealed record TrainingMoment
{
    /// <summary>Number of epochs that are done: the next one's number.</summary>
    public required int Epoch { get; init; }

    /// <summary>Rows learnt from, repeated ones counted again.</summary>
    public required long Observed { get; init; }

    /// <summary>Held-out loss before the first step.</summary>
    public required double FirstVelocity { get; init; }

    /// <summary>What the stopping rule remembers.</summary>
    public required StoppingState State { get; init; }

    /// <summary>The path so far.</summary>
    public required IReadOnlyList<LearningState> Path { get; init; }

    /// <summary>The parameters.</summary>
    public required IReadOnlyList<float[]> Values { get; init; }

    /// <summary>The parameters of the best state.</summary>
    public required IReadOnlyList<float[]> Best { get; init; }

    /// <summary>Held-out loss of the best state.</summary>
    public required double BestVelocity { get; init; }

    /// <summary>Factor on the step length.</summary>
    public required double StepFactor { get; init; }

    /// <summary>How often it was halved.</summary>
    public required int Halvings { get; init; }

    /// <summary>The optimizer's own state.</summary>
    public required byte[] Optimizer { get; init; }

    /// <summary>Remarks so far.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Epoch);
        writer.Write(Observed);
        writer.Write(FirstVelocity);
        WriteValues<StoppingState>(writer, [State]);
        WriteValues<LearningState>(writer, [.. Path]);
        WriteArrays(writer, Values);
        WriteArrays(writer, Best);
        writer.Write(BestVelocity);
        writer.Write(StepFactor);
        writer.Write(Halvings);
        WriteValues<byte>(writer, Optimizer);
        writer.Write(Remarks.Count);
        foreach (string remark in Remarks)
            writer.Write(remark);
    }

    public static TrainingMoment Read(BinaryReader reader) => new()
    {
        Epoch = reader.ReadInt32(),
        Observed = reader.ReadInt64(),
        FirstVelocity = reader.ReadDouble(),
        State = ReadValues<StoppingState>(reader)[0],
        Path = ReadValues<LearningState>(reader),
        Values = ReadArrays(reader),
        Best = ReadArrays(reader),
        BestVelocity = reader.ReadDouble(),
        StepFactor = reader.ReadDouble(),
        Halvings = reader.ReadInt32(),
        Optimizer = ReadValues<byte>(reader),
        Remarks = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())],
    };

    private static void WriteArrays(BinaryWriter writer, IReadOnlyList<float[]> arrays)
    {
        writer.Write(arrays.Count);
        foreach (float[] array in arrays)
            WriteValues<float>(writer, array);
    }

    private static float[][] ReadArrays(BinaryReader reader) =>
        [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => ReadValues<float>(reader))];

    private static void WriteValues<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(Unsafe.SizeOf<T>());
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    private static T[] ReadValues<T>(BinaryReader reader)
        where T : unmanaged
    {
        int size = reader.ReadInt32();
        if (size != Unsafe.SizeOf<T>())
            throw new InvalidDataException($"a {typeof(T).Name} has {size} bytes instead of {Unsafe.SizeOf<T>()}");
        var values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
