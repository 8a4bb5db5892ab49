using TorchSharp;
using TorchSharp.Modules;

namespace LagrangeMLNet.Optimizers;

/// <summary>All that is remembered of one parameter between two steps.</summary>
internal sealed class ParameterState(Parameter parameter, FisherStructure structure, int number) : OptimizerState(parameter), IDisposable
{
    private IReadOnlyList<TensorSlot> _slots = [];

    /// <summary>Number of the parameter in the order in which they were given, from 0: for messages.</summary>
    public int Number => number;

    public Parameter Parameter => _parameter;

    public string Shape => OptimizerErrors.Show(_parameter.shape);

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>Steps in a row that a gradient with a NaN or an infinity made impossible.</summary>
    public int NotFinite { get; set; }

    /// <summary>The parameter in single precision, where its own type has half of that; otherwise empty.</summary>
    public TensorSlot Master { get; } = new();

    /// <summary>Moving average of the gradient; empty where the step length is found.</summary>
    public TensorSlot MeanGradient { get; } = new();

    /// <summary>
    /// The metric; for the full structure the first parameter of a group has that of the whole group, the others have none.
    /// </summary>
    public ITensorMetric? Metric { get; private set; }

    /// <summary>The diagonal metric whose length is grafted; usually null.</summary>
    public DiagonalMetric? Graft { get; private set; }

    /// <summary>Where the step length is found: what that takes.</summary>
    public PathLength Path { get; } = new();

    /// <summary>Whether the first parameter of a group.</summary>
    public bool IsLeader { get; init; }

    public override void Initialize(OptimizerOptions options)
    {
        Dispose();
        var settings = (LagrangianOptions)options;
        Steps = 0;
        NotFinite = 0;
        Metric = structure switch
        {
            FisherStructure.Diagonal => new DiagonalMetric(settings.Retention(structure)),
            FisherStructure.Kronecker => KroneckerMetric.For(_parameter.shape, settings),
            _ => IsLeader ? new FullMetric(settings) : null,
        };
        Graft = settings.GraftsDiagonal && structure != FisherStructure.Diagonal ? new DiagonalMetric(settings.Retention(structure)) : null;
        Path.Reset();
        _slots = [Master, MeanGradient, .. Metric?.Slots ?? [], .. Graft?.Slots ?? [], .. Path.Slots];
    }

    public override void to(torch.Device device)
    {
        foreach (TensorSlot slot in _slots)
            slot.To(device);
    }

    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write((int)structure);
        long[] shape = _parameter.shape;
        writer.Write(shape.Length);
        foreach (long side in shape)
            writer.Write(side);
        writer.Write(Steps);
        writer.Write(Metric?.Observations ?? 0);
        writer.Write(Graft?.Observations ?? 0);
        writer.Write(NotFinite);
        Path.SaveScalars(writer);
        writer.Write(_slots.Count);
        foreach (TensorSlot slot in _slots)
            slot.Save(writer);
    }

    public override void LoadStateDict(BinaryReader reader)
    {
        var saved = (FisherStructure)reader.ReadInt32();
        if (saved != structure)
            throw new OtherStateException(OptimizerErrors.CheckpointStructure($"{saved}", $"{structure}"));
        int axes = reader.ReadInt32();
        if (axes is < 0 or > 64)
            throw new InvalidDataException($"A parameter cannot have {axes} axes.");
        long[] shape = new long[axes];
        for (int i = 0; i < axes; i++)
            shape[i] = reader.ReadInt64();
        if (!shape.AsSpan().SequenceEqual(_parameter.shape))
            throw new OtherStateException(OptimizerErrors.CheckpointShape(OptimizerErrors.Show(shape), Shape));
        Steps = reader.ReadInt64();
        long observations = reader.ReadInt64(), grafted = reader.ReadInt64();
        if (Metric is not null)
            Metric.Observations = observations;
        if (Graft is not null)
            Graft.Observations = grafted;
        NotFinite = reader.ReadInt32();
        Path.LoadScalars(reader);
        int slots = reader.ReadInt32();
        if (slots != _slots.Count)
            throw new InvalidDataException($"Found {slots} tensors of state, expected {_slots.Count}.");
        foreach (TensorSlot slot in _slots)
            slot.Load(reader, _parameter.device);
    }

    public override void LoadStateDict(OptimizerState source)
    {
        if (source is not ParameterState other)
            throw OptimizerErrors.OtherKind(source.GetType());
        if (other.Structure != structure)
            throw OptimizerErrors.CheckpointStructure($"{other.Structure}", $"{structure}");
        if (!other._parameter.shape.AsSpan().SequenceEqual(_parameter.shape))
            throw OptimizerErrors.CheckpointShape(other.Shape, Shape);
        Steps = other.Steps;
        if (Metric is not null && other.Metric is not null)
            Metric.Observations = other.Metric.Observations;
        if (Graft is not null && other.Graft is not null)
            Graft.Observations = other.Graft.Observations;
        NotFinite = other.NotFinite;
        Path.CopyScalars(other.Path);
        foreach ((TensorSlot mine, TensorSlot theirs) in _slots.Zip(other._slots))
            mine.CopyFrom(theirs, _parameter.device);
    }

    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is ParameterState state && state.Steps == Steps && state._slots.Count == _slots.Count
        && _slots.Zip(state._slots).All(pair => pair.First.Value is { } mine
            ? pair.Second.Value is { } theirs && mine.allclose(theirs)
            : pair.Second.Value is null);

    public void Dispose()
    {
        foreach (TensorSlot slot in _slots)
            slot.Dispose();
    }

    private FisherStructure Structure => structure;
}
