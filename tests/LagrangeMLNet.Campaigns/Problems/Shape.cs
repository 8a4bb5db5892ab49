namespace LagrangeMLNet.Campaigns.Problems;

/// <summary>What a problem looks like: its size and what is awkward about it.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Frequency">How often it is drawn, relative to the others.</param>
/// <param name="Rows">Smallest and largest number of rows; drawn evenly by magnitude.</param>
/// <param name="Slots">Smallest and largest number of columns; likewise.</param>
internal sealed record Shape(string Name, double Frequency, (int Least, int Most) Rows, (int Least, int Most) Slots)
{
    /// <summary>Share of values that are not 0.</summary>
    public double Density { get; init; } = 1;

    /// <summary>Range of the decimal logarithm of the rarest class's share, or of the mean count.</summary>
    public (double Low, double High) Rarity { get; init; } = (-0.5, -0.3);

    /// <summary>Range of the decimal logarithm of a column's unit.</summary>
    public (double Low, double High) Units { get; init; } = (0, 0);

    public bool IsWeighted { get; init; }

    public bool HasOffsets { get; init; }

    /// <summary>Share of a column that it has in common with the others, in [0, 1).</summary>
    public double Correlation { get; init; }

    /// <summary>Whether values have the tails of Student's t with two degrees of freedom.</summary>
    public bool HasHeavyTails { get; init; }

    /// <summary>Size of the effects; 0: the label does not depend on the columns.</summary>
    public double Signal { get; init; } = 1.5;

    public static IReadOnlyList<Shape> All { get; } =
    [
        new("few rows", 20, (3, 30), (1, 6)),
        new("small", 30, (30, 600), (1, 12)),
        new("small, units apart", 10, (30, 600), (2, 8)) { Units = (-6, 6) },
        new("small, no signal", 6, (30, 600), (1, 12)) { Signal = 0 },
        new("small, strong signal", 6, (30, 600), (1, 6)) { Signal = 30 },
        new("small, weighted", 10, (30, 600), (1, 8)) { IsWeighted = true },
        new("small, offsets", 8, (30, 600), (1, 8)) { HasOffsets = true },
        new("small, correlated", 8, (30, 600), (2, 12)) { Correlation = 0.98 },
        new("small, heavy tails", 8, (30, 600), (1, 8)) { HasHeavyTails = true },
        new("rare", 3, (2_000, 12_000), (1, 5)) { Rarity = (-3.3, -1.5) },
        new("rare, weighted", 1, (2_000, 12_000), (1, 5)) { Rarity = (-3.3, -1.5), IsWeighted = true },
        new("wide", 1, (20, 120), (130, 400)),
        new("wide, sparse", 1, (40, 200), (200, 1_500)) { Density = 0.03 },
        new("tall", 0.15, (20_000, 60_000), (4, 12)),
        new("tall, sparse", 0.03, (5_000, 20_000), (100, 300)) { Density = 0.05 },
        new("tall, rare", 0.05, (60_000, 200_000), (1, 3)) { Rarity = (-4.5, -3) },
        new("huge, rare", 0.0005, (900_000, 1_000_000), (2, 2)) { Rarity = (-5, -4) },
    ];

    public static Shape Drawn(Random random, IReadOnlyList<Shape> shapes)
    {
        double place = random.NextDouble() * shapes.Sum(shape => shape.Frequency);
        return shapes.FirstOrDefault(shape => (place -= shape.Frequency) < 0) ?? shapes[^1];
    }
}
