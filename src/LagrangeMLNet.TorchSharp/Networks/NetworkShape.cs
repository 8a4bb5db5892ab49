namespace LagrangeMLNet.Networks;

/// <summary>What a network consists of; two networks of equal shape can exchange their weights.</summary>
/// <param name="Encoded">
/// Numbers that the encoding makes of the slots that are read as numbers; 0 where all slots go through the bag.
/// </param>
/// <param name="Bag">Slots that are read through an embedding bag.</param>
/// <param name="BagWidth">Length of an embedding.</param>
/// <param name="Width">Number of hidden units of each layer of a member.</param>
/// <param name="Blocks">Number of residual blocks behind the first layer.</param>
/// <param name="Outputs">Number of outputs of each head.</param>
/// <param name="Members">Number of networks in one: each has parameters of its own, and their outputs are averaged.</param>
internal sealed record NetworkShape(int Encoded, int Bag, int BagWidth, int Width, int Blocks, int Outputs, int Members)
{
    /// <summary>Number of parameters.</summary>
    public long Parameters =>
        Members * (
            ((long)Width * Encoded) + ((long)BagWidth * (Bag + Width)) + Width + (
                2L * Blocks * Width * (Width + 1L)) + (Outputs * (Width + 1L)));

    /// <summary>
    /// Multiplications of the largest matrix product of a step: of a layer with a mini-batch, or with the basis of its metric.
    /// </summary>
    /// <param name="batch">Rows in a mini-batch.</param>
    public long LargestProduct(int batch)
    {
        long inputs = Math.Max(Width, Encoded);
        return Width * inputs * Math.Max(batch, Width);
    }

    /// <summary>Units of the last hidden layer, those of all members.</summary>
    public int Hidden => Members * Width;

    /// <summary>The numbers that must agree between two networks.</summary>
    public override string ToString() =>
        $"NetworkShape {{ Encoded = {Encoded}, Bag = {Bag}, BagWidth = {BagWidth}, Width = {Width}, Blocks = {Blocks}, Outputs = "
        + $"{Outputs}, Members = {Members} }}";
}
