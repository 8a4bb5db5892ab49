namespace LagrangeMLNet.Networks;

/// <summary>
/// How slots become inputs of the first layer; learnt from the data once, before the network.
/// </summary>
/// <remarks>
/// <para>
/// A slot that is read as a number is standardised, t = (x − centre) · scale, and made smooth at its ends, t/√(1 + (t/κ)²), so that a
/// value far out pulls no more than one κ deviations away (Holzmüller, Grinsztajn and Steinwart, Better by Default, NeurIPS 2024). A slot
/// of two or three values, as of a category, is scaled to a range of 1 instead.
/// </para>
/// <para>
/// Slots with many different values are told to the network a second time, by a piecewise-linear embedding (Gorishniy, Rubachev and
/// Babenko, On Embeddings for Numerical Features in Tabular Deep Learning, NeurIPS 2022): between edges b₀ &lt; b₁ &lt; …, frequent values
/// and quantiles of the others, component i is (x − bᵢ₋₁)/(bᵢ − bᵢ₋₁), cut off below 0 and above 1.
/// </para>
/// <para>Slots that are seldom other than zero, where there are many, are read through an embedding bag: only scaled, by one number for
/// all.</para>
/// </remarks>
internal sealed record InputEncoding
{
    /// <summary>κ of the smooth ends, in deviations.</summary>
    public const float Reach = 4;

    /// <summary>
    /// Differences from the centre, and what becomes of them in deviations, are cut off here: single precision has no larger numbers, and
    /// beyond the reach they tell nothing more.
    /// </summary>
    public const float LargestDifference = 3e38f;

    /// <inheritdoc cref="LargestDifference"/>
    public const float LargestDeviate = 1e6f;

    /// <summary>Values in the bag, scaled, are cut off here.</summary>
    public const float LargestInBag = 1e3f;

    /// <summary>Bounds of <see cref="BagScale"/>: what it and its inverse are multiplied with stays finite.</summary>
    public const double SmallestBagScale = 1e-37;

    /// <inheritdoc cref="SmallestBagScale"/>
    public const double LargestBagScale = 1e37;

    /// <summary>
    /// More slots with many values than these get no piecewise-linear embedding: pixels and the like, where neighbours tell it all.
    /// </summary>
    public const int MostEmbedded = 128;

    /// <summary>Number of slots.</summary>
    public required int Slots { get; init; }

    /// <summary>Slots read as numbers, ascending.</summary>
    public required int[] Numbers { get; init; }

    /// <summary>Centre of each number.</summary>
    public required float[] Centre { get; init; }

    /// <summary>1/deviation of each number, or 1/range; 0 where it is constant.</summary>
    public required float[] Scale { get; init; }

    /// <summary>For each component of the piecewise-linear embeddings, the place of its slot in <see cref="Numbers"/>.</summary>
    public required int[] Piece { get; init; }

    /// <summary>Where each component begins.</summary>
    public required float[] PieceStart { get; init; }

    /// <summary>1/length of each component.</summary>
    public required float[] PieceScale { get; init; }

    /// <summary>Slots read through the embedding bag, ascending.</summary>
    public required int[] Bag { get; init; }

    /// <summary>Factor on all values in the bag: a row of them has length 1 in the mean.</summary>
    public required float BagScale { get; init; }

    /// <summary>Numbers that the first layer sees beside the bag.</summary>
    public int Encoded => Numbers.Length + Piece.Length;

    /// <summary>
    /// Whether dropout leaves out inputs too: where they are many and none is embedded, others tell what one does not (Srivastava et al.,
    /// Dropout, Journal of Machine Learning Research 15, 2014), which of a few measured quantities does not hold.
    /// </summary>
    public bool DropsInputs => Piece.Length == 0 && Numbers.Length > MostEmbedded;
}
