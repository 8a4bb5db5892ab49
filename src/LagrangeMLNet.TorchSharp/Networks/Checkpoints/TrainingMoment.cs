using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Networks.Checkpoints;

/// <summary>
/// All that learning depends on between two epochs. Chance needs no place: orders and dropout follow from seed and epoch.
/// </summary>
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

    /// <summary>
    /// What no fit can have written, or null: a file whose hash is right is whole, which does not make what it says so.
    /// </summary>
    /// <param name="parameters">Number of values of each of the network's parameters.</param>
    public string? Problem(IReadOnlyList<int> parameters) =>
        Epoch < 1 ? $"it stands after epoch {Epoch}"
        : Observed < 1 ? $"{Observed} rows were learnt from"
        : Path.Count == 0 ? "it has no state of the learning path"
        : !double.IsFinite(FirstVelocity) || !double.IsFinite(BestVelocity)
            ? string.Create(CultureInfo.InvariantCulture, $"its losses are {FirstVelocity} at first and {BestVelocity} at best")
        : !(StepFactor is > 0 and <= 1e6) || Halvings is < 0 or > 64
            ? string.Create(CultureInfo.InvariantCulture, $"its step is {StepFactor} after {Halvings} halvings")
        : !State.IsSound ? "the state of its stopping rule is impossible"
        : Unsound(Values, parameters) ?? Unsound(Best, parameters);

    private static string? Unsound(IReadOnlyList<float[]> values, IReadOnlyList<int> parameters)
    {
        if (!values.Select(own => own.Length).SequenceEqual(parameters))
            return "its parameters are not those of the network";
        int i = values.Index().FirstOrDefault(own => own.Item.Any(value => !float.IsFinite(value)), (-1, [])).Index;
        return i < 0 ? null : $"parameter {i} has a value that is not finite";
    }

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
        State = ReadValues<StoppingState>(reader) is [var state]
            ? state
            : throw new InvalidDataException("it has no state of the stopping rule"),
        Path = ReadValues<LearningState>(reader),
        Values = ReadArrays(reader),
        Best = ReadArrays(reader),
        BestVelocity = reader.ReadDouble(),
        StepFactor = reader.ReadDouble(),
        Halvings = reader.ReadInt32(),
        Optimizer = ReadValues<byte>(reader),
        Remarks = [.. Enumerable.Range(0, ReadCount(reader, 1)).Select(_ => reader.ReadString())],
    };

    private static void WriteArrays(BinaryWriter writer, IReadOnlyList<float[]> arrays)
    {
        writer.Write(arrays.Count);
        foreach (float[] array in arrays)
            WriteValues<float>(writer, array);
    }

    private static float[][] ReadArrays(BinaryReader reader) =>
        [.. Enumerable.Range(0, ReadCount(reader, sizeof(int))).Select(_ => ReadValues<float>(reader))];

    private static void WriteValues<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(Unsafe.SizeOf<T>());
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>A number of things that follow, checked against the bytes that are left before memory is asked for.</summary>
    /// <param name="reader">Source.</param>
    /// <param name="least">Bytes that each takes at the least.</param>
    internal static int ReadCount(BinaryReader reader, int least)
    {
        int count = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && count <= left / least
            ? count
            : throw new InvalidDataException($"it speaks of {count} values, and {left} bytes are left");
    }

    private static T[] ReadValues<T>(BinaryReader reader)
        where T : unmanaged
    {
        int size = reader.ReadInt32();
        if (size != Unsafe.SizeOf<T>())
            throw new InvalidDataException($"a {typeof(T).Name} has {size} bytes instead of {Unsafe.SizeOf<T>()}");
        var values = new T[ReadCount(reader, size)];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
