namespace LagrangeMLNet.Optimizers;

/// <summary>
/// What the step length of one tensor is found from: how far learning has come from where it began, and how much it has moved on the way.
/// </summary>
internal sealed class PathLength
{
    /// <summary>Where learning began.</summary>
    public TensorSlot Origin { get; } = new();

    /// <summary>The point that the steps move; gradients are taken between it and the mean of the path.</summary>
    public TensorSlot Point { get; } = new();

    public IReadOnlyList<TensorSlot> Slots => [Origin, Point];

    /// <summary>Largest distance from the origin so far, per parameter (root of the mean square).</summary>
    public double Distance { get; set; }

    /// <summary>Σ of the mean squares of the directions.</summary>
    public double Effort { get; set; }

    /// <summary>Σ of the weights in the path's mean.</summary>
    public double Weight { get; set; }

    /// <summary>Factor on the step length; halved whenever a step had to be skipped.</summary>
    public double Brake { get; set; } = 1;

    public void Reset() => (Distance, Effort, Weight, Brake) = (0, 0, 0, 1);

    public void SaveScalars(BinaryWriter writer)
    {
        writer.Write(Distance);
        writer.Write(Effort);
        writer.Write(Weight);
        writer.Write(Brake);
    }

    public void LoadScalars(BinaryReader reader) =>
        (Distance, Effort, Weight, Brake) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());

    public void CopyScalars(PathLength other) =>
        (Distance, Effort, Weight, Brake) = (other.Distance, other.Effort, other.Weight, other.Brake);
}
