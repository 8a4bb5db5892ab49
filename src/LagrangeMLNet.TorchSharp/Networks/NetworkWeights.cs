namespace LagrangeMLNet.Networks;

/// <summary>A trained network: its shape, its encoding and its parameters in the order of <see cref="ResidualNetwork.Names"/>.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Encoding">What the first layer sees of a row.</param>
/// <param name="Values">The parameters, row-major.</param>
/// <param name="LabelCentre">Regression: the label's mean; 0 otherwise.</param>
/// <param name="LabelScale">Regression: the label's deviation; 1 otherwise.</param>
internal sealed record NetworkWeights(
    NetworkShape Shape, InputEncoding Encoding, IReadOnlyList<float[]> Values, double LabelCentre, double LabelScale)
{
    /// <summary>Weights of the head, output after output, in units of the label.</summary>
    public float[] HeadWeights => [.. Values[^2].Select(value => (float)(value * LabelScale))];

    /// <summary>Biases of the head in units of the label.</summary>
    public float[] HeadBiases => [.. Values[^1].Select(value => (float)(LabelCentre + (value * LabelScale)))];
}
